"""Files that the person gives to the page: an open dialog in a folder that makes sense, for our own page only."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from PySide6.QtCore import QMimeDatabase
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QWidget

from meetdesk.desktop.qt.dialogs import Dialogs
from meetdesk.desktop.qt.file_dialog import ask_for_files
from meetdesk.desktop.qt.folders import Folders
from meetdesk.messages import sentence

_Mode = QWebEnginePage.FileSelectionMode


def choose_files(page: QWebEnginePage, parent: QWidget, dialogs: Dialogs, folders: Folders) -> None:
    """Takes the place of Qt's own, which opens in the folder that the process happens to work in."""

    def ask(mode: QWebEnginePage.FileSelectionMode, _before: Sequence[str], accepted: Sequence[str]) -> list[str]:
        language = dialogs.language()
        start = folders.to_open_from()
        if mode is _Mode.FileSelectUploadFolder:
            chosen = ask_for_files(parent, "choose_folder", language, start, folder=True)
        else:
            several = mode is _Mode.FileSelectOpenMultiple
            title = "choose_files" if several else "choose_file"
            kinds = name_filter(accepted, language)
            chosen = ask_for_files(parent, title, language, start, kinds=kinds, several=several)
        if chosen:
            folders.opened_from(Path(chosen[0]).parent)
        return chosen

    # A virtual function of Qt's: one of this name at the object itself is called for it.
    page.chooseFiles = ask  # type: ignore[method-assign]


def name_filter(accepted: Sequence[str], language: str) -> str:
    """In Qt's notation, of what the page accepts: media types (``image/*``) and endings (``.json``); what fits comes
    first, and all files can always be chosen."""
    endings = [f"*{one}" for one in accepted if one.startswith(".")]
    kinds = QMimeDatabase().allMimeTypes()
    for wanted in accepted:
        if "/" in wanted:
            fitting = [kind for kind in kinds if fnmatchcase(kind.name(), wanted)]
            endings += [pattern for kind in fitting for pattern in kind.globPatterns()]
    everything = f"{sentence('all_files', language)} (*)"
    patterns = " ".join(dict.fromkeys(endings))
    return f"{sentence('suitable_files', language)} ({patterns});;{everything}" if patterns else everything
