"""Files that people hand to each other: which are on their way, which are there, and who may have them. Not their
content."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import Answered, ChangeBase, Count, ParticipantId

FileId: TypeAlias = Count
"""From 1 upwards, never used twice in a meeting."""


class SharedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that the host's app has, whole."""

    file: FileId
    name: str
    """Safe on every system: ``core.file_names``."""
    size: Count
    """Bytes."""
    sha256: str
    """Of its content, 64 lower-case hexadecimal digits."""


class FileLimitChanged(ChangeBase, frozen=True, tag="file_limit_changed"):
    limit: Count
    """Largest file from now on, in bytes."""
    by: ParticipantId


class OfferFile(Answered, frozen=True, tag="offer_file"):
    """Answered with the ``file`` under which its bytes are then sent; once they are all there, it is a chat message."""

    row: ClassVar = rights.PERMITTED
    permission: ClassVar = Permission.FILES
    name: str
    size: Count
    to: ParticipantId | None = None
    """Whom it is for, and nobody else gets it; None: all."""


class WithdrawFile(Answered, frozen=True, tag="withdraw_file"):
    """An own file that is not wholly there is not to be sent after all."""

    row: ClassVar = rights.EVERYBODY
    file: FileId


class SetFileLimit(Answered, frozen=True, tag="set_file_limit"):
    row: ClassVar = rights.MODERATORS
    limit: Annotated[int, msgspec.Meta(ge=1, le=limits.FILE_LIMIT_MOST)]
    """Largest file from now on, in bytes; those that are on their way may still come."""


FilesRequest: TypeAlias = OfferFile | WithdrawFile | SetFileLimit


@dataclass(frozen=True)
class Offered:
    """A file on its way."""

    file: FileId
    participant: ParticipantId
    to: ParticipantId | None
    name: str
    size: int


@dataclass
class _Progress:
    """How an offer gets on."""

    at: float
    """When the latest of it came, or it was offered."""
    begun: bool = False


class Files:
    """Not in the log: a file is announced by a chat message, and nobody else need know of one that has not come.

    Times are seconds of the meeting's clock."""

    def __init__(self) -> None:
        self._next = 1
        self._offered: dict[FileId, Offered] = {}
        self._progress: dict[FileId, _Progress] = {}
        self._there: dict[FileId, tuple[Offered, SharedFile]] = {}

    def offer(
        self, participant: ParticipantId, to: ParticipantId | None, name: str, size: int, now: float
    ) -> tuple[Offered, list[Offered]]:
        """The new offer, and those that have to give way for it: of them nothing came for a while, and they are to be
        dropped. Raises Refused ``too_many_files``, ``file_share_full``, ``file_storage_full``."""
        mine = [one for one in self._offered.values() if one.participant == participant]
        if len(mine) >= limits.FILES_ON_THEIR_WAY:
            raise Refused(ErrorCode.TOO_MANY_FILES, limit=limits.FILES_ON_THEIR_WAY)
        mine += [one for one, _ in self._there.values() if one.participant == participant]
        if len(mine) >= limits.FILES_EACH or sum(one.size for one in mine) + size > limits.FILES_BYTES_EACH:
            share = {"files": limits.FILES_EACH, "megabytes": limits.FILES_BYTES_EACH // 1_000_000}
            raise Refused(ErrorCode.FILE_SHARE_FULL, **share)
        given_way = self._making_room(size, now)
        offered = Offered(self._next, participant, to, name, size)
        self._offered[offered.file] = offered
        self._progress[offered.file] = _Progress(now)
        self._next += 1
        return offered, given_way

    def _making_room(self, size: int, now: float) -> list[Offered]:
        """Raises Refused ``file_storage_full``: not even without the idle ones there is room."""
        count, taken = len(self._there) + len(self._offered), self._bytes
        idle = [one for one in self._offered.values() if self._idle_for(one, now) >= limits.FILE_GIVES_WAY_SECONDS]
        idle.sort(key=lambda one: (self._idle_for(one, now), -one.file))
        given_way = []
        while count >= limits.FILES or taken + size > limits.FILES_BYTES:
            if not idle:
                raise Refused(ErrorCode.FILE_STORAGE_FULL)
            given_way.append(idle.pop())
            count, taken = count - 1, taken - given_way[-1].size
        return given_way

    def moved(self, participant: ParticipantId, file: FileId, now: float) -> None:
        """More of it came."""
        if self.offered(participant, file) is not None:
            self._progress[file] = _Progress(now, begun=True)

    def idle(self, now: float) -> list[Offered]:
        """Those that are not waited for any longer, and are to be dropped."""
        return [one for one in self._offered.values() if self._idle_for(one, now) >= self._patience(one)]

    def _patience(self, one: Offered) -> float:
        begun = self._progress[one.file].begun
        return limits.FILE_PAUSE_SECONDS if begun else limits.FILE_BEGIN_SECONDS

    def _idle_for(self, one: Offered, now: float) -> float:
        return now - self._progress[one.file].at

    def offered(self, participant: ParticipantId, file: FileId) -> Offered | None:
        """The file on its way, if it is this one's."""
        found = self._offered.get(file)
        return found if found is not None and found.participant == participant else None

    def came(self, offered: Offered, sha256: str) -> SharedFile:
        shared = SharedFile(offered.file, offered.name, offered.size, sha256)
        self._there[offered.file] = self._offered.pop(offered.file), shared
        del self._progress[offered.file]
        return shared

    def readable(self, participant: ParticipantId, file: FileId) -> SharedFile | None:
        """The file, if it is there and this one may have it."""
        offered, shared = self._there.get(file, (None, None))
        if offered is None:
            return None
        return shared if offered.to is None or participant in (offered.participant, offered.to) else None

    def drop(self, file: FileId) -> bool:
        """Forgets a file; says whether it was known."""
        self._progress.pop(file, None)
        return self._offered.pop(file, None) is not None or self._there.pop(file, None) is not None

    def forget_offers(self, participant: ParticipantId) -> list[FileId]:
        """Forgets what this one was sending; which these were."""
        gone = [file for file, one in self._offered.items() if one.participant == participant]
        for file in gone:
            self.drop(file)
        return gone

    def on_left(self, participant: ParticipantId, present: set[ParticipantId]) -> list[FileId]:
        """Forgets what this one was sending, and private files that nobody is left to fetch; which these were."""
        gone = [file for file, one in self._offered.items() if participant in (one.participant, one.to)]
        for file, (one, _) in self._there.items():
            if one.to is not None and not {one.participant, one.to} & present:
                gone.append(file)
        for file in gone:
            self.drop(file)
        return gone

    @property
    def _bytes(self) -> int:
        there = sum(shared.size for _, shared in self._there.values())
        return there + sum(one.size for one in self._offered.values())
