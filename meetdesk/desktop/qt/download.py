"""Files that the page hands to the person: a save dialog, for our own page only."""

import logging
from pathlib import Path

from PySide6.QtWebEngineCore import QWebEngineDownloadRequest, QWebEngineProfile
from PySide6.QtWidgets import QWidget

from meetdesk.desktop.origin import same_origin
from meetdesk.desktop.qt.dialogs import Dialogs
from meetdesk.desktop.qt.file_dialog import ask_for_files
from meetdesk.desktop.qt.folders import Folders

log = logging.getLogger(__name__)


def save_downloads(
    profile: QWebEngineProfile, parent: QWidget, *, own: str, dialogs: Dialogs, folders: Folders
) -> None:
    """Asks where to save each download of our own page; the dialog closes before any byte is written."""

    def on_request(request: QWebEngineDownloadRequest) -> None:
        if not same_origin(request.url().toString(), own):
            log.info("download from another origin refused")
            request.cancel()
            return
        suggested = folders.to_save_in() / Path(request.suggestedFileName()).name
        found = ask_for_files(parent, "save_file", dialogs.language(), suggested, save=True)
        if not found:
            request.cancel()
            return
        chosen = found[0]
        folders.saved_in(Path(chosen).parent)
        request.setDownloadDirectory(str(Path(chosen).parent))
        request.setDownloadFileName(Path(chosen).name)
        request.accept()

    profile.downloadRequested.connect(on_request)
