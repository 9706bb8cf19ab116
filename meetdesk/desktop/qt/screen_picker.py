"""Which screen or window to share: the person chooses among pictures of them."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWebEngineCore import QWebEngineDesktopMediaRequest
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from meetdesk.desktop.qt.dialogs import Dialogs
from meetdesk.desktop.qt.thumbnails import Pictures
from meetdesk.desktop.wayland import beside_compositor
from meetdesk.messages import sentence

log = logging.getLogger(__name__)

_PICTURE = QSize(216, 128)
_CELL = QSize(236, 176)
_SIZE = QSize(780, 560)
_AT_ONCE_SECONDS = 0.3


@dataclass(frozen=True)
class _Offer:
    index: QPersistentModelIndex
    """Of its model; invalid as soon as it is gone."""
    name: str
    screen: bool


class ScreenPicker(QDialog):
    """Answers one request, whatever happens to the dialog: by a choice, or by cancelling it.

    Must cancel: a request that is left alone shares the entire screen.
    """

    def __init__(self, request: QWebEngineDesktopMediaRequest, parent: QWidget, language: str) -> None:
        super().__init__(parent)
        self._request = request
        self._language = language
        self._screens = not beside_compositor()
        self._offers: list[_Offer] = []
        self._undrawn: list[int] = []
        self.setWindowTitle(sentence("share_title", language))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question = QLabel(sentence("share_question", language))
        self._list = _picture_list(self, question)
        buttons = QDialogButtonBox()
        self._share = buttons.addButton(sentence("share_button", language), QDialogButtonBox.ButtonRole.AcceptRole)
        self._cancel = buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._question = question
        self._nothing = QLabel(sentence("share_nothing", language), wordWrap=True)
        self._no_screen = QLabel(sentence("share_no_screen", language), wordWrap=True)
        layout = QVBoxLayout(self)
        for part in (question, self._list, self._no_screen, self._nothing, buttons):
            layout.addWidget(part)
        self._list.itemActivated.connect(self._activated)
        self._list.itemSelectionChanged.connect(lambda: self._share.setEnabled(bool(self._list.selectedItems())))
        self._share.setDefault(True)
        self._drawing = QTimer(self, interval=0)
        self._drawing.timeout.connect(self._draw_one)
        # Windows come, go and change their titles while the person looks.
        for model in (request.screensModel(), request.windowsModel()):
            for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.dataChanged):
                changed.connect(self._fill)
        self._say_what_there_is(any_=False)
        self._fill()
        self._list.setCurrentRow(0)
        # Before this dialog covers any of them: without a compositor, what is covered is not in the picture.
        until = time.monotonic() + _AT_ONCE_SECONDS
        while self._undrawn and time.monotonic() < until:
            self._draw_one()
        (self._list if self._offers else self._cancel).setFocus()
        self.finished.connect(self._answer)

    def _fill(self) -> None:
        """Shows what there is now. What was chosen stays so; if it is gone, nothing is, rather than something else."""
        offers = list(self._current_offers())
        if offers == self._offers:
            return
        chosen = self._chosen()
        self._offers = offers
        self._say_what_there_is(bool(offers))
        self._list.clear()
        for offer in offers:
            self._list.addItem(_item(offer, self.style()))
        self._pictures = Pictures(_PICTURE)
        self._undrawn = list(range(len(offers)))
        self._drawing.start()
        for row, offer in enumerate(offers):
            if chosen and offer.index == chosen.index:
                self._list.setCurrentRow(row)
        self._share.setEnabled(bool(self._list.selectedItems()))

    def _say_what_there_is(self, any_: bool) -> None:
        """Without anything to choose there is a sentence and a way out, and no button that does nothing."""
        for part in (self._question, self._list, self._share):
            part.setVisible(any_)
        if any_:
            self.resize(self.size().expandedTo(_SIZE))
        self._nothing.setVisible(not any_)
        self._no_screen.setVisible(any_ and not self._screens)
        self._cancel.setText(sentence("share_cancel" if any_ else "share_close", self._language))

    def _chosen(self) -> _Offer | None:
        """What is selected. The row that has the focus is not enough: that may be the first one just because of it."""
        selected = self._list.selectedItems()
        return self._offers[self._list.row(selected[0])] if selected else None

    def _activated(self) -> None:
        if self._chosen() is not None:
            self.accept()

    def _current_offers(self) -> Iterator[_Offer]:
        screens, windows = self._request.screensModel(), self._request.windowsModel()
        # Beside a compositor it would be the X server's, which is black.
        count = screens.rowCount() if self._screens else 0
        for row in range(count):
            name = sentence("share_screen_number" if count > 1 else "share_screen", self._language, number=row + 1)
            yield _Offer(QPersistentModelIndex(screens.index(row, 0)), name, screen=True)
        for row in range(windows.rowCount()):
            index = windows.index(row, 0)
            name = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            if name != self.windowTitle():
                yield _Offer(QPersistentModelIndex(index), name, screen=False)

    def _draw_one(self) -> None:
        """One at a time: a picture of a large window takes a while, and the person may choose meanwhile."""
        if not self._undrawn:
            self._drawing.stop()
            return
        row = self._undrawn.pop(0)
        offer = self._offers[row]
        screens = self._request.screensModel().rowCount()
        picture = self._pictures.screen(row, screens) if offer.screen else self._pictures.window(offer.name)
        if not picture.isNull():
            self._list.item(row).setIcon(QIcon(picture))

    def _answer(self, result: int) -> None:
        self._drawing.stop()
        offer = self._chosen()
        if result != QDialog.DialogCode.Accepted or offer is None or not offer.index.isValid():
            log.info("nothing was chosen to be shared")
            self._request.cancel()
        elif offer.screen:
            log.info("a screen is shared")
            self._request.selectScreen(offer.index)
        else:
            log.info("a window is shared")
            self._request.selectWindow(offer.index)


def _picture_list(parent: QWidget, question: QLabel) -> QListWidget:
    pictures = QListWidget(parent)
    pictures.setAccessibleName(question.text())
    question.setBuddy(pictures)
    pictures.setViewMode(QListView.ViewMode.IconMode)
    pictures.setMovement(QListView.Movement.Static)
    pictures.setResizeMode(QListView.ResizeMode.Adjust)
    pictures.setIconSize(_PICTURE)
    pictures.setGridSize(_CELL)
    pictures.setWordWrap(True)
    pictures.setTextElideMode(Qt.TextElideMode.ElideRight)
    return pictures


def _item(offer: _Offer, style: QStyle) -> QListWidgetItem:
    kind = QStyle.StandardPixmap.SP_DesktopIcon if offer.screen else QStyle.StandardPixmap.SP_FileIcon
    # As large as the picture that comes, so that nothing moves then.
    blank = QPixmap(_PICTURE)
    blank.fill(Qt.GlobalColor.transparent)
    item = QListWidgetItem(style.standardIcon(kind) if not offer.screen else QIcon(blank), offer.name)
    item.setToolTip(offer.name)
    item.setSizeHint(_CELL - QSize(8, 8))
    return item


def ask_what_to_share(parent: QWidget, dialogs: Dialogs) -> Callable[[QWebEngineDesktopMediaRequest], None]:
    """The handler of the page's requests. The engine asks one after the other, however many the page makes."""

    def on_request(request: QWebEngineDesktopMediaRequest) -> None:
        ScreenPicker(request, parent, dialogs.language()).open()

    return on_request
