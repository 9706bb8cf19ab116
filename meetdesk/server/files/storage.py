"""The bytes of a meeting's files, on the host's disk."""

import hashlib
import shutil
import tempfile
import threading
from pathlib import Path

from meetdesk.core.entries import FileId

SPARE_BYTES = 200_000_000
"""Left free on the disk, which others need too."""


class Interleaved(Exception):
    """Bytes of a connection that is gone came in between."""


class Stored:
    """One file: grows until it is whole, then is read by anybody. Its methods may run in any thread."""

    def __init__(self, folder: Path | None) -> None:
        """Raises OSError."""
        # Without a name: nobody else can open it, and it is gone whenever this process is.
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed by ``close``)
        self._lock = threading.Lock()
        self._hash = hashlib.sha256()
        self.size = 0

    def append(self, offset: int, data: bytes) -> None:
        """``offset``: where the file ends, as the caller knows. Raises Interleaved; OSError: the disk is full, or it is
        closed."""
        with self._lock:
            if offset != self.size:
                raise Interleaved
            try:
                self._file.seek(self.size)
                self._file.write(data)
                self._file.flush()
            except ValueError as error:
                raise OSError("dropped meanwhile") from error
            self._hash.update(data)
            self.size += len(data)

    def read(self, offset: int, size: int) -> bytes:
        """Raises OSError."""
        with self._lock:
            try:
                self._file.seek(offset)
                return self._file.read(size)
            except ValueError as error:
                raise OSError("dropped meanwhile") from error

    def sha256(self) -> str:
        with self._lock:
            return self._hash.hexdigest()

    def close(self) -> None:
        with self._lock:
            self._file.close()


class Storage:
    """The files of one meeting."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder``: where they are; None: the system's place for temporary files."""
        self._folder = folder
        self._files: dict[FileId, Stored] = {}

    def has_room(self, size: int) -> bool:
        """Whether a file of ``size`` bytes fits on the disk. Raises OSError."""
        where = self._folder or Path(tempfile.gettempdir())
        return shutil.disk_usage(where).free >= size + SPARE_BYTES

    def begun(self, file: FileId) -> Stored:
        """The file, begun if it was not. Raises OSError."""
        if file not in self._files:
            self._files[file] = Stored(self._folder)
        return self._files[file]

    def known(self, file: FileId) -> Stored | None:
        return self._files.get(file)

    def drop(self, file: FileId) -> None:
        if (stored := self._files.pop(file, None)) is not None:
            stored.close()

    def close(self) -> None:
        for file in list(self._files):
            self.drop(file)
