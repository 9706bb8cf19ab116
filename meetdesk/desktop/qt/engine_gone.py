"""What the window shows when the engine can start no process for a page any more. It needs no engine itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from meetdesk.messages import sentence

_MARGIN = 48
_WIDTH = 560


class EngineGone(QWidget):
    """Lies over the whole window."""

    def __init__(self, window: QMainWindow, language: str, leave: Callable[[], None]) -> None:
        """``leave`` is called when the person goes on in the browser."""
        super().__init__(window)
        self.setAutoFillBackground(True)
        title = QLabel(sentence("engine_gone_title", language), wordWrap=True)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setBold(True)
        title.setFont(font)
        text = QLabel(sentence("engine_gone_text", language), wordWrap=True)
        button = QPushButton(sentence("engine_gone_button", language))
        button.clicked.connect(leave)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # which the button leaves to dialogs
            QShortcut(key, window).activated.connect(leave)
        column = QWidget()
        column.setMaximumWidth(_WIDTH)
        layout = QVBoxLayout(column)
        layout.setSpacing(16)
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        whole.addWidget(column, 1)
        whole.addStretch(0)
        window.setWindowTitle(title.text())
        window.installEventFilter(self)
        if view := window.centralWidget():
            view.hide()  # else the engine takes the focus back
        self.resize(window.size())
        self.show()
        self.raise_()
        button.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's)
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return False
