"""The context menu: what belongs to text and links, and nothing of a browser (no reload, no page source)."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineCore import QWebEngineContextMenuRequest, QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QMenu

from meetdesk.desktop.qt.dialogs import Dialogs
from meetdesk.messages import sentence

_Edit = QWebEngineContextMenuRequest.EditFlag
_Action = QWebEnginePage.WebAction
_EDITING = (
    ("menu_cut", _Edit.CanCut, _Action.Cut),
    ("menu_copy", _Edit.CanCopy, _Action.Copy),
    ("menu_paste", _Edit.CanPaste, _Action.Paste),
    ("menu_select_all", _Edit.CanSelectAll, _Action.SelectAll),
)


class ContextMenu:
    """Shown at the pointer if there is anything to do there."""

    def __init__(self, view: QWebEngineView, dialogs: Dialogs) -> None:
        self._view = view
        self._dialogs = dialogs

    def show(self, position: QPoint) -> None:
        """``position`` in the view's own coordinates."""
        menu = self.build(self._view.lastContextMenuRequest())
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(self._view.mapToGlobal(position))

    def build(self, request: QWebEngineContextMenuRequest) -> QMenu:
        language = self._dialogs.language()
        menu = QMenu(self._view)
        menu.aboutToHide.connect(menu.deleteLater)
        link = request.linkUrl().toString()
        if link:
            copy = menu.addAction(sentence("menu_copy_link", language))
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(link))
        if not request.isContentEditable() and not request.selectedText():
            return menu
        for key, needed, web_action in _EDITING:
            if not request.isContentEditable() and web_action is not _Action.Copy:
                continue
            action = menu.addAction(sentence(key, language))
            action.setEnabled(bool(request.editFlags() & needed))
            action.triggered.connect(lambda _=False, chosen=web_action: self._view.page().triggerAction(chosen))
        return menu
