"""Files that the page hands to the person: a save dialog, for our own page only."""

import logging
from pathlib import Path

from PySide6.QtWebEngineCore import QWebEngineDownloadRequest, QWebEngineProfile
from PySide6.QtWidgets import QFileDialog, QWidget

from meetdesk.desktop.origin import same_origin
from meetdesk.desktop.paths import downloads_folder
from meetdesk.messages import sentence

log = logging.getLogger(__name__)


def save_downloads(profile: QWebEngineProfile, parent: QWidget, *, own: str, language: str) -> None:
    """Asks where to save each download of our own page; the dialog closes before any byte is written."""

    def on_request(request: QWebEngineDownloadRequest) -> None:
        if not same_origin(request.url().toString(), own):
            log.info("download from another origin refused")
            request.cancel()
            return
        suggested = downloads_folder() / Path(request.suggestedFileName()).name
        chosen, _ = QFileDialog.getSaveFileName(parent, sentence("save_file", language), str(suggested))
        if not chosen:
            request.cancel()
            return
        request.setDownloadDirectory(str(Path(chosen).parent))
        request.setDownloadFileName(Path(chosen).name)
        request.accept()

    profile.downloadRequested.connect(on_request)
