"""What the LAN server asks of whoever knows the meeting's code and invitation; the app provides it."""

from typing import Protocol


class Proven(Protocol):
    """Both sides' proofs over one transcript."""

    @property
    def host(self) -> bytes:
        """What this side shows a joiner whose proof was right."""
        ...

    def right(self, shown: bytes) -> bool:
        """Whether ``shown`` is the joiner's proof; in constant time."""
        ...


class Knock(Protocol):
    """One joiner's attempt with the code."""

    @property
    def element(self) -> bytes:
        """The host's part of the key agreement; says nothing of the code."""
        ...

    def proofs(self, transcript: bytes) -> Proven:
        """``transcript``: all that was said before, the joiner's part of the key agreement included."""
        ...


class Door(Protocol):
    """Knows the code and the secret of the invitations, and tells neither."""

    def knock(self, element: bytes) -> Knock:
        """The host's side of the key agreement with a joiner's ``element``. Takes tens of milliseconds and no constant
        time: not to be called in the event loop. Raises MeetDeskError ``malformed_message``."""
        ...

    @property
    def long(self) -> bool:
        """Whether there are a thousand million codes or more of the kind, each equally likely."""
        ...

    @property
    def digits(self) -> bool:
        """Whether the code is of a kind that has digits alone; one that was thought up never is."""
        ...

    def check(self, typed: str) -> None:
        """Raises MeetDeskError ``code_needed`` or ``code_invalid`` for what can be no code, whatever the code is."""
        ...

    def fits(self, typed: str) -> bool:
        """Whether this is the code, as a browser guest typed it. Takes no constant time. Raises as ``check``."""
        ...

    def invited(self, transcript: bytes, nonce: bytes) -> Proven:
        """The proofs of somebody who has an invitation. Quick."""
        ...
