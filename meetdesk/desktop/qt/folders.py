"""Where file dialogs begin: in the folder that was used last, else in the person's own for such things."""

import logging
from pathlib import Path

import msgspec

from meetdesk.desktop.paths import documents_folder, downloads_folder

log = logging.getLogger(__name__)

FILE_NAME = "folders.json"


class _Used(msgspec.Struct):
    opened: str = ""
    saved: str = ""


class Folders:
    """``kept``: where the last ones are remembered; None: not beyond this start."""

    def __init__(self, kept: Path | None) -> None:
        self._file = kept / FILE_NAME if kept else None
        self._used = _Used()
        if self._file:
            try:
                self._used = msgspec.json.decode(self._file.read_bytes(), type=_Used)
            except (OSError, msgspec.DecodeError):
                log.debug("no folders are remembered")

    def to_open_from(self) -> Path:
        return _first(self._used.opened, documents_folder())

    def to_save_in(self) -> Path:
        return _first(self._used.saved, downloads_folder())

    def opened_from(self, folder: Path) -> None:
        self._used.opened = str(folder)
        self._keep()

    def saved_in(self, folder: Path) -> None:
        self._used.saved = str(folder)
        self._keep()

    def _keep(self) -> None:
        if self._file is None:
            return
        try:
            self._file.write_bytes(msgspec.json.encode(self._used))
        except OSError as error:
            log.info("the folder is not remembered: %s", error)


def _first(used: str, usual: Path) -> Path:
    """The first that is there; a stick may have been pulled out, and not everybody has such folders."""
    candidates = ([Path(used)] if used else []) + [usual]
    return next((folder for folder in candidates if folder.is_dir()), Path.home())
