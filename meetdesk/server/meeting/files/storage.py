"""The bytes of a meeting's files, on the host's disk."""

import asyncio
import hashlib
import shutil
import tempfile
import threading
from pathlib import Path
from typing import IO

from meetdesk.core.topics.files import FileId

SPARE_BYTES = 200_000_000
"""Left free on the disk, which others need too."""


class NoRoom(OSError):
    """``SPARE_BYTES`` would not stay free."""


class Interleaved(Exception):
    """Bytes of a connection that is gone came in between."""


class Stored:
    """One file: grows until it is whole, then is read by anybody. Its methods wait for the disk, and may run in any
    thread."""

    def __init__(self, folder: Path | None) -> None:
        self._file: IO[bytes] | None = None
        self._dropped = False
        self._folder = folder
        self._lock = threading.Lock()
        self._hash = hashlib.sha256()
        self.size = 0

    def append(self, offset: int, data: bytes) -> None:
        """``offset``: where the file ends, as the caller knows. Raises Interleaved; NoRoom: somebody else has used the
        disk up meanwhile; OSError: the disk is full, or it is closed."""
        with self._lock:
            if offset != self.size:
                raise Interleaved
            if _free(self._folder) < len(data) + SPARE_BYTES:
                raise NoRoom
            file = self._opened()
            file.seek(self.size)
            file.write(data)
            file.flush()
            self._hash.update(data)
            self.size += len(data)

    def read(self, offset: int, size: int) -> bytes:
        """Raises OSError."""
        with self._lock:
            file = self._opened()
            file.seek(offset)
            return file.read(size)

    def sha256(self) -> str:
        """In hexadecimal, of what has come so far; reckoned as it comes, so that nothing is read again."""
        with self._lock:
            return self._hash.hexdigest()

    def close(self) -> None:
        """Gives the disk its room back. Reading and writing raise OSError from then on."""
        with self._lock:
            self._dropped = True
            if self._file is not None:
                self._file.close()

    def _opened(self) -> IO[bytes]:
        if self._dropped:
            raise OSError("dropped meanwhile")
        if self._file is None:
            # Without a name: nobody else can open it, and it is gone whenever this process is.
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 (closed by ``close``)
        return self._file


class Storage:
    """The files of one meeting. Nobody waits for the disk but whoever calls ``reserve``."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder``: where they are; None: the system's place for temporary files."""
        self._folder = folder
        self._files: dict[FileId, Stored] = {}
        self._sizes: dict[FileId, int] = {}
        """What each will have once it is whole."""

    async def reserve(self, file: FileId, size: int) -> Stored:
        """The file, begun if it was not: ``size`` bytes of the disk are its own now, whatever else is begun.

        Raises NoRoom, and then nothing is reserved for a file that was not begun; OSError."""
        free = await asyncio.to_thread(_free, self._folder)
        reserved = sum(self._missing(other) for other in self._files if other != file)
        stored = self._files.get(file)
        if free < reserved + size - (stored.size if stored else 0) + SPARE_BYTES:
            raise NoRoom
        if stored is None:
            stored = self._files[file] = Stored(self._folder)
        self._sizes[file] = size
        return stored

    def _missing(self, file: FileId) -> int:
        return max(0, self._sizes[file] - self._files[file].size)

    def known(self, file: FileId) -> Stored | None:
        """The file, if it was begun and not dropped since."""
        return self._files.get(file)

    def drop(self, file: FileId) -> None:
        """Its bytes are gone; nothing, if there are none."""
        if (stored := self._files.pop(file, None)) is not None:
            del self._sizes[file]
            _close(stored)

    def close(self) -> None:
        """Drops all of them, at the end of the meeting."""
        _close(*self._files.values())
        self._files.clear()
        self._sizes.clear()


def _close(*files: Stored) -> None:
    """In a thread of its own: a disk that stands still holds up nobody, nor the end of the process."""

    def close() -> None:
        for file in files:
            file.close()

    threading.Thread(target=close, name="meetdesk-drop", daemon=True).start()


def _free(folder: Path | None) -> int:
    """Bytes that are free where the files are. Raises OSError."""
    return shutil.disk_usage(folder or Path(tempfile.gettempdir())).free
