"""Qt's file dialog in the app's words. Qt's own Chinese leaves some of its labels in English."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from meetdesk.messages import sentence

_LABELS = {QFileDialog.DialogLabel.LookIn: "dialog_look_in", QFileDialog.DialogLabel.FileType: "dialog_file_type"}


def ask_for_files(
    parent: QWidget,
    title: str,
    language: str,
    start: Path,
    *,
    kinds: str = "",
    several: bool = False,
    folder: bool = False,
    save: bool = False,
) -> list[str]:
    """Waits for the person; what was chosen, or nothing. ``title``: key of a sentence. ``start``: a folder, or with
    ``save`` a file. ``kinds``: a filter in Qt's notation."""
    dialog = QFileDialog(parent, sentence(title, language), str(start.parent if save else start), kinds)
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(start.name)
    elif folder:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile)
    for label, key in _LABELS.items():
        dialog.setLabelText(label, sentence(key, language))
    try:
        return dialog.selectedFiles() if dialog.exec() == QDialog.DialogCode.Accepted else []
    finally:
        dialog.deleteLater()
