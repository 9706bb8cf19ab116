"""The files of a meeting: which are on their way, which are there, and who may have them. Not their content."""

from dataclasses import dataclass

from meetdesk.core import limits
from meetdesk.core.entries import FileId, ParticipantId, SharedFile
from meetdesk.core.errors import ErrorCode, Refused


@dataclass(frozen=True)
class Offered:
    """A file on its way."""

    file: FileId
    participant: ParticipantId
    to: ParticipantId | None
    name: str
    size: int


class Files:
    """Not in the log: a file is announced by a chat message, and nobody else need know of one that has not come."""

    def __init__(self) -> None:
        self._next = 1
        self._offered: dict[FileId, Offered] = {}
        self._there: dict[FileId, tuple[Offered, SharedFile]] = {}

    def offer(self, participant: ParticipantId, to: ParticipantId | None, name: str, size: int) -> Offered:
        """Raises Refused ``too_many_files``, ``file_storage_full``."""
        mine = [one for one in self._offered.values() if one.participant == participant]
        if len(mine) >= limits.FILES_ON_THEIR_WAY:
            raise Refused(ErrorCode.TOO_MANY_FILES, limit=limits.FILES_ON_THEIR_WAY)
        if self._bytes + size > limits.FILES_BYTES:
            raise Refused(ErrorCode.FILE_STORAGE_FULL)
        offered = Offered(self._next, participant, to, name, size)
        self._offered[offered.file] = offered
        self._next += 1
        return offered

    def offered(self, participant: ParticipantId, file: FileId) -> Offered | None:
        """The file on its way, if it is this one's."""
        found = self._offered.get(file)
        return found if found is not None and found.participant == participant else None

    def came(self, offered: Offered, sha256: str) -> SharedFile:
        shared = SharedFile(offered.file, offered.name, offered.size, sha256)
        self._there[offered.file] = self._offered.pop(offered.file), shared
        return shared

    def readable(self, participant: ParticipantId, file: FileId) -> SharedFile | None:
        """The file, if it is there and this one may have it."""
        offered, shared = self._there.get(file, (None, None))
        if offered is None:
            return None
        return shared if offered.to is None or participant in (offered.participant, offered.to) else None

    def drop(self, file: FileId) -> bool:
        """Forgets a file; says whether it was known."""
        return self._offered.pop(file, None) is not None or self._there.pop(file, None) is not None

    def forget_offers(self, participant: ParticipantId) -> list[FileId]:
        """Forgets what this one was sending; which these were."""
        gone = [file for file, one in self._offered.items() if one.participant == participant]
        for file in gone:
            self.drop(file)
        return gone

    def left(self, participant: ParticipantId, present: set[ParticipantId]) -> list[FileId]:
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
