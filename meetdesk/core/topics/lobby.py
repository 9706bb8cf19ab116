"""Who waits to be let in, and who is kept out.

Not in the log: only those who may let people in are told.
"""

from typing import ClassVar, TypeAlias, assert_never

import msgspec
from msgspec.structs import replace

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import Answered, Audience, Count, Moderators, UnloggedBase
from meetdesk.core.topics.people import Role


class Admit(Answered, frozen=True, tag="admit"):
    """Lets in one who waits, by its number in ``lobby``."""

    row: ClassVar = rights.MODERATORS
    waiting: Count


class AdmitAll(Answered, frozen=True, tag="admit_all"):
    """Lets in everybody who waits, those first who came first, as far as there is room."""

    row: ClassVar = rights.MODERATORS


class RefuseEntry(Answered, frozen=True, tag="refuse_entry"):
    """Turns somebody away who waits."""

    row: ClassVar = rights.MODERATORS
    waiting: Count
    keep_out: bool = False
    """Whether it may not even ask again."""


class LetBack(Answered, frozen=True, tag="let_back"):
    """One who was kept out may come again, by its number in ``lobby``."""

    row: ClassVar = rights.MODERATORS
    kept_out: Count


LobbyRequest: TypeAlias = Admit | AdmitAll | RefuseEntry | LetBack


class Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One who waits."""

    waiting: Count
    """The number it is let in by; never used twice in a meeting."""
    name: str
    role: Role
    """What it will be."""
    since: float
    """Seconds since the Unix epoch as the host's clock showed them: a time of day."""
    connected: bool = True
    """One whose link is lost keeps its place for ``limits.RETURN_SECONDS``, and cannot be let in meanwhile."""
    after: str = ""
    """Who was kept out lately and had come from the same address: the same person, it may be. Empty: nobody."""


class KeptOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One who was removed or refused and may not join again."""

    kept_out: Count
    name: str


class _AtTheDoor(UnloggedBase, frozen=True):
    @property
    def audience(self) -> Audience:
        """Those who can let somebody in, or back."""
        return Moderators()


class WaitingBegan(_AtTheDoor, frozen=True, tag="waiting_began"):
    """Somebody asks to be let in."""

    waiting: Waiting


class WaitingConnectionChanged(_AtTheDoor, frozen=True, tag="waiting_connection_changed"):
    """The link of one who waits was lost, or is back."""

    waiting: Count
    connected: bool


class WaitingEnded(_AtTheDoor, frozen=True, tag="waiting_ended"):
    """It was let in, turned away, or went."""

    waiting: Count


class KeepingOutBegan(_AtTheDoor, frozen=True, tag="keeping_out_began"):
    """The number of this entry is that of ``KeptOut``."""

    name: str


class KeepingOutEnded(_AtTheDoor, frozen=True, tag="keeping_out_ended"):
    """It may come again."""

    kept_out: Count


LobbyChange: TypeAlias = WaitingBegan | WaitingConnectionChanged | WaitingEnded | KeepingOutBegan | KeepingOutEnded


class SavedWaiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who waits."""

    waiting: Waiting
    seconds: float
    """For how long it waits."""
    lost_seconds: float | None
    """For how long its link is lost."""


class SavedKeptOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is kept out."""

    kept_out: KeptOut
    seconds: float
    """For how long it is kept out."""


class SavedLobby(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who waits and who is kept out, the first first."""

    waiting: tuple[SavedWaiting, ...]
    kept_out: tuple[SavedKeptOut, ...]


class Lobby:
    """In the order in which people came. Times are by the meeting's clock; what ``Waiting`` holds is for people to
    read."""

    def __init__(self) -> None:
        self.waiting: dict[int, Waiting] = {}
        """By number, which is that of the arrival."""
        self.kept_out: dict[int, KeptOut] = {}
        self._came_at: dict[int, float] = {}
        self._lost_at: dict[int, float] = {}
        self._kept_out_at: dict[int, float] = {}

    @property
    def full(self) -> bool:
        """Whether whoever comes next is turned away: ``limits.WAITING`` wait, those whose link is lost among them."""
        return len(self.waiting) >= limits.WAITING

    @property
    def ready(self) -> list[Waiting]:
        """Those who can be let in now."""
        return [one for one in self.waiting.values() if one.connected]

    def apply(self, change: LobbyChange, number: int, at: float) -> None:
        """``number``, ``at``: of the entry."""
        match change:
            case WaitingBegan(waiting=one):
                self.waiting[one.waiting] = one
                self._came_at[one.waiting] = at
            case WaitingConnectionChanged(waiting=who, connected=connected):
                self.waiting[who] = replace(self.waiting[who], connected=connected)
                if connected:
                    self._lost_at.pop(who, None)
                else:
                    self._lost_at[who] = at
            case WaitingEnded(waiting=who):
                del self.waiting[who], self._came_at[who]
                self._lost_at.pop(who, None)
            case KeepingOutBegan(name=name):
                self.kept_out[number] = KeptOut(number, name)
                self._kept_out_at[number] = at
            case KeepingOutEnded(kept_out=who):
                del self.kept_out[who], self._kept_out_at[who]
            case _:
                assert_never(change)

    def overdue(self, at: float) -> list[tuple[int, ErrorCode]]:
        """Those whose time is over, and why."""
        found = []
        for number in self.waiting:
            if at - self._came_at[number] >= limits.WAITING_SECONDS:
                found.append((number, ErrorCode.WAITED_TOO_LONG))
            elif number in self._lost_at and at - self._lost_at[number] >= limits.RETURN_SECONDS:
                found.append((number, ErrorCode.NOT_ADMITTED))
        return found

    @property
    def surplus(self) -> list[int]:
        """Those who are kept out and have to give way to later ones."""
        return list(self.kept_out)[: -limits.KEPT_OUT]

    def kept_out_lately(self, number: int, at: float) -> str:
        """The name of who is kept out under this number, if that began within ``limits.WAITING_AFTER_SECONDS``."""
        since = at - self._kept_out_at.get(number, float("-inf"))
        return self.kept_out[number].name if since < limits.WAITING_AFTER_SECONDS else ""

    def save(self, at: float) -> SavedLobby:
        """``at``: now, by the meeting's clock. Of each, for how many seconds it waits, is cut off, is kept out."""

        def age(known: dict[int, float], number: int) -> float | None:
            return at - known[number] if number in known else None

        return SavedLobby(
            tuple(
                SavedWaiting(one, at - self._came_at[number], age(self._lost_at, number))
                for number, one in self.waiting.items()
            ),
            tuple(SavedKeptOut(one, at - self._kept_out_at[number]) for number, one in self.kept_out.items()),
        )

    @classmethod
    def restore(cls, saved: SavedLobby, at: float) -> "Lobby":
        """``at``: now, by the meeting's clock, from which the saved ages are counted back."""
        lobby = cls()
        for one in saved.waiting:
            number = one.waiting.waiting
            lobby.waiting[number] = one.waiting
            lobby._came_at[number] = at - one.seconds
            if one.lost_seconds is not None:
                lobby._lost_at[number] = at - one.lost_seconds
        for kept in saved.kept_out:
            lobby.kept_out[kept.kept_out.kept_out] = kept.kept_out
            lobby._kept_out_at[kept.kept_out.kept_out] = at - kept.seconds
        return lobby
