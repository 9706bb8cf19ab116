"""Folders that the app shows and uses."""

import logging
from pathlib import Path

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.desktop import browser, paths

log = logging.getLogger(__name__)


def show(folder: Path | None) -> None:
    """Raises MeetDeskError ``folder_not_shown``."""
    if folder is None or not browser.open_folder(folder):
        raise MeetDeskError(ErrorCode.FOLDER_NOT_SHOWN)


def files_folder() -> Path | None:
    """Where files that people hand to each other are kept meanwhile: on the disk, not in memory as some systems' place
    for temporary files is. None: there is no such folder."""
    try:
        return paths.cache_folder()
    except OSError as error:
        log.warning("There is no folder for files: %s", error)
        return None
