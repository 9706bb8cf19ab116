"""Files that people hand to each other: which are on their way, which are there, and who may have them. Not their
content. Not in the log: a file is announced by a chat message, and nobody else need know of one that has not come."""

from collections.abc import Container
from typing import Annotated, ClassVar, TypeAlias, assert_never

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.rights import Permission
from meetdesk.core.topics.basics import (
    Answered,
    Audience,
    ChangeBase,
    Count,
    Everybody,
    ParticipantId,
    UnloggedBase,
    two_people,
)

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
    """Files may be larger from now on, or only smaller."""

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
    """Sets how large files may be."""

    row: ClassVar = rights.MODERATORS
    limit: Annotated[int, msgspec.Meta(ge=1, le=limits.FILE_LIMIT_MOST)]
    """Largest file from now on, in bytes; those that are on their way may still come."""


FilesRequest: TypeAlias = OfferFile | WithdrawFile | SetFileLimit


class Offered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file on its way."""

    file: FileId
    participant: ParticipantId
    to: ParticipantId | None
    name: str
    size: Count

    @property
    def readers(self) -> Audience:
        """Who may have it once it is there."""
        return Everybody() if self.to is None else two_people(self.participant, self.to)


class OfferMade(UnloggedBase, frozen=True, tag="offer_made"):
    """The number of this entry is that of the file."""

    participant: ParticipantId
    to: ParticipantId | None
    name: str
    size: Count


class OfferMoved(UnloggedBase, frozen=True, tag="offer_moved"):
    """More of the file came."""

    file: FileId


class OfferFulfilled(UnloggedBase, frozen=True, tag="offer_fulfilled"):
    """All of it is there. Whom it is for is told by a message."""

    file: FileId
    sha256: str


class FileDropped(UnloggedBase, frozen=True, tag="file_dropped"):
    """It was there or on its way, and is known no more."""

    file: FileId


FilesChange: TypeAlias = OfferMade | OfferMoved | OfferFulfilled | FileDropped


class SavedOffer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is on its way."""

    offered: Offered
    idle_seconds: float
    """Since the latest of it came, or it was offered."""
    begun: bool


class SavedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is whole; ``sha256``: of its bytes, in hexadecimal."""

    offered: Offered
    sha256: str


class SavedFiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Not what is in them."""

    offered: tuple[SavedOffer, ...]
    there: tuple[SavedFile, ...]


class _Progress(msgspec.Struct, frozen=True):
    """How an offer gets on."""

    at: float
    """When the latest of it came, or it was offered, by the meeting's clock."""
    begun: bool = False


class Files:
    """Those on their way and those that are there."""

    def __init__(self) -> None:
        self._offered: dict[FileId, Offered] = {}
        self._progress: dict[FileId, _Progress] = {}
        self._there: dict[FileId, tuple[Offered, SharedFile]] = {}

    def apply(self, change: FilesChange, number: int, at: float) -> None:
        """``number``, ``at``: of the entry."""
        match change:
            case OfferMade():
                self._offered[number] = Offered(number, change.participant, change.to, change.name, change.size)
                self._progress[number] = _Progress(at)
            case OfferMoved(file=file):
                self._progress[file] = _Progress(at, begun=True)
            case OfferFulfilled(file=file, sha256=sha256):
                offered = self._offered.pop(file)
                self._there[file] = offered, _shared(offered, sha256)
                del self._progress[file]
            case FileDropped(file=file):
                self._progress.pop(file, None)
                self._offered.pop(file, None)
                self._there.pop(file, None)
            case _:
                assert_never(change)

    def check_room(self, participant: ParticipantId, size: int, now: float) -> list[Offered]:
        """The offers that have to give way for another one: of them nothing came for a while, and they are to be
        dropped. Raises Refused ``too_many_files``, ``file_share_full``, ``file_storage_full``."""
        mine = [one for one in self._offered.values() if one.participant == participant]
        if len(mine) >= limits.FILES_ON_THEIR_WAY:
            raise Refused(ErrorCode.TOO_MANY_FILES, limit=limits.FILES_ON_THEIR_WAY)
        mine += [one for one, _ in self._there.values() if one.participant == participant]
        if len(mine) >= limits.FILES_EACH or sum(one.size for one in mine) + size > limits.FILES_BYTES_EACH:
            share = {"files": limits.FILES_EACH, "megabytes": limits.FILES_BYTES_EACH // 1_000_000}
            raise Refused(ErrorCode.FILE_SHARE_FULL, **share)
        return self._making_room(size, now)

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

    def there(self, file: FileId) -> tuple[Offered, SharedFile] | None:
        """The file that has come, and how it was offered."""
        return self._there.get(file)

    def knows(self, file: FileId) -> bool:
        """Whether it is on its way or has come, and was not dropped since."""
        return file in self._offered or file in self._there

    @property
    def known(self) -> list[FileId]:
        """All that are on their way or there."""
        return [*self._offered, *self._there]

    def offers_of(self, participant: ParticipantId) -> list[FileId]:
        """What this one is sending."""
        return [file for file, one in self._offered.items() if one.participant == participant]

    def left_behind(self, participant: ParticipantId, present: Container[ParticipantId]) -> list[FileId]:
        """Of somebody who left: what it was sending or to be sent, and private files that nobody is left to fetch."""
        gone = [file for file, one in self._offered.items() if participant in (one.participant, one.to)]
        for file, (one, _) in self._there.items():
            if one.to is not None and one.participant not in present and one.to not in present:
                gone.append(file)
        return gone

    @property
    def _bytes(self) -> int:
        there = sum(shared.size for _, shared in self._there.values())
        return there + sum(one.size for one in self._offered.values())

    def save(self, at: float) -> SavedFiles:
        """``at``: now, by the meeting's clock. Of a file on its way, for how many seconds nothing came of it."""
        offered = tuple(
            SavedOffer(one, self._idle_for(one, at), self._progress[file].begun) for file, one in self._offered.items()
        )
        return SavedFiles(offered, tuple(SavedFile(one, shared.sha256) for one, shared in self._there.values()))

    @classmethod
    def restore(cls, saved: SavedFiles, at: float) -> "Files":
        """``at``: now, by the meeting's clock, from which the saved ages are counted back."""
        files = cls()
        for one in saved.offered:
            files._offered[one.offered.file] = one.offered
            files._progress[one.offered.file] = _Progress(at - one.idle_seconds, one.begun)
        files._there = {one.offered.file: (one.offered, _shared(one.offered, one.sha256)) for one in saved.there}
        return files


def _shared(offered: Offered, sha256: str) -> SharedFile:
    return SharedFile(offered.file, offered.name, offered.size, sha256)
