"""Who waits to be let in, and who is kept out.

Not in the log: only those who may let people in are told, and whoever carries the meeting on is knocked at anew.
"""

from collections.abc import Iterator
from typing import ClassVar, TypeAlias

import msgspec
from msgspec.structs import replace

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import Answered, Count
from meetdesk.core.topics.people import Role


class Admit(Answered, frozen=True, tag="admit"):
    """Lets in one who waits, by its number in ``lobby``."""

    row: ClassVar = rights.MODERATORS
    waiting: Count


class AdmitAll(Answered, frozen=True, tag="admit_all"):
    """Lets in everybody who waits, those first who came first, as far as there is room."""

    row: ClassVar = rights.MODERATORS


class RefuseEntry(Answered, frozen=True, tag="refuse_entry"):
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


class Lobby:
    """In the order in which people came."""

    def __init__(self) -> None:
        self.waiting: dict[int, Waiting] = {}
        """By number, which is that of the arrival."""
        self.kept_out: dict[int, KeptOut] = {}
        self._came_at: dict[int, float] = {}
        self._lost_at: dict[int, float] = {}
        self._kept_out_at: dict[int, float] = {}
        self._next = 1

    @property
    def full(self) -> bool:
        return len(self.waiting) >= limits.WAITING

    @property
    def ready(self) -> list[Waiting]:
        """Those who can be let in now."""
        return [one for one in self.waiting.values() if one.connected]

    def enter(self, one: Waiting, at: float) -> None:
        """``at``: by the meeting's clock, as all times here; what ``one`` holds is for people to read."""
        self.waiting[one.waiting] = one
        self._came_at[one.waiting] = at

    def leave(self, number: int) -> None:
        del self.waiting[number], self._came_at[number]
        self._lost_at.pop(number, None)

    def link_lost(self, number: int, at: float) -> None:
        self._lost_at[number] = at
        self.waiting[number] = replace(self.waiting[number], connected=False)

    def link_restored(self, number: int) -> None:
        self._lost_at.pop(number, None)
        self.waiting[number] = replace(self.waiting[number], connected=True)

    def overdue(self, at: float) -> Iterator[tuple[int, ErrorCode]]:
        """Those whose time is over, and why."""
        for number in list(self.waiting):
            if at - self._came_at[number] >= limits.WAITING_SECONDS:
                yield number, ErrorCode.WAITED_TOO_LONG
            elif number in self._lost_at and at - self._lost_at[number] >= limits.RETURN_SECONDS:
                yield number, ErrorCode.NOT_ADMITTED

    def keep_out(self, name: str, at: float) -> tuple[KeptOut, list[int]]:
        """Notes somebody who is kept out; returns also the numbers of those who had to give way."""
        one = KeptOut(self._next, name)
        self._next += 1
        self.kept_out[one.kept_out] = one
        self._kept_out_at[one.kept_out] = at
        surplus = list(self.kept_out)[: -limits.KEPT_OUT]
        for number in surplus:
            self.let_back(number)
        return one, surplus

    def let_back(self, number: int) -> bool:
        """Whether somebody was kept out under this number."""
        self._kept_out_at.pop(number, None)
        return self.kept_out.pop(number, None) is not None

    def kept_out_lately(self, number: int, at: float) -> str:
        """The name of who is kept out under this number, if that began within ``limits.WAITING_AFTER_SECONDS``."""
        since = at - self._kept_out_at.get(number, float("-inf"))
        return self.kept_out[number].name if since < limits.WAITING_AFTER_SECONDS else ""
