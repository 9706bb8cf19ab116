"""The page's process crashed or was killed: the page is loaded again, and says so."""

import html
import logging
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage

from meetdesk.desktop.look import Look
from meetdesk.messages import sentence

log = logging.getLogger(__name__)

MOST, WITHIN_SECONDS = 3, 60.0
"""A page that ends more often than this would only go on doing so."""
AGAIN = "/?again"
"""The page that was loaded once more: it finds its meeting in the app's state, and tells the person."""
_NO_PROCESS = 1002
"""In place of an exit code: no process could be started (Chromium's ``LAUNCH_RESULT_FAILURE``)."""
_LOOK_MS = 500
_GIVEN_UP = """<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>{title}</title>
<body style="font:16px system-ui,sans-serif;margin:3em;max-width:40em">
<h1 style="font-size:1.3em">{title}</h1><p>{text}</p><p><a href="{href}">{link}</a></p>"""


class Recovery:
    """Watches one page; keep it alive as long as the page."""

    def __init__(self, page: QWebEnginePage, look: Callable[[], Look], on_engine_gone: Callable[[], object]) -> None:
        """``on_engine_gone`` is called once, when no page can be shown in this process any more."""
        self._page = page
        self._shown_look = look
        self._on_engine_gone: Callable[[], object] | None = on_engine_gone
        self._ends: deque[float] = deque(maxlen=MOST + 1)
        self.giving_up = False
        """Whether the page that is being shown is this one's own last word, which comes from no server."""
        page.renderProcessTerminated.connect(self._ended)
        page.loadFinished.connect(self._shown)

    def _shown(self, _good: bool) -> None:
        self.giving_up = False

    def _ended(self, status: QWebEnginePage.RenderProcessTerminationStatus, exit_code: int) -> None:
        if exit_code == _NO_PROCESS:
            self._engine_gone()
            return
        if status is QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            # At the end of the window; and also when the process that starts all others is gone, and with it the one
            # that knows how they end.
            QTimer.singleShot(_LOOK_MS, self._page, self._look)
            return
        self._load_again(status.name, exit_code)

    def _look(self) -> None:
        process = self._page.renderProcessPid()
        if not process or not Path(f"/proc/{process}").exists():
            self._load_again("nobody knows how", 0)

    def _load_again(self, how: str, exit_code: int) -> None:
        now = time.monotonic()
        self._ends.append(now)
        again = self._page.url().resolved(QUrl(AGAIN))
        if len(self._ends) > MOST and now - self._ends[0] < WITHIN_SECONDS:
            log.error("the page's process ended once more: %s (%d); not loaded again", how, exit_code)
            self._give_up(again)
            return
        log.error("the page's process ended: %s (%d); the page is loaded again", how, exit_code)
        self.giving_up = False
        self._page.load(again)

    def _engine_gone(self) -> None:
        """The zygote was killed (say for want of memory), from which Chromium forks the processes of pages."""
        gone, self._on_engine_gone = self._on_engine_gone, None
        if gone is not None:
            log.error("the engine can start no process any more")
            # Not from inside the engine's own signal.
            QTimer.singleShot(0, self._page, gone)

    def _give_up(self, again: QUrl) -> None:
        language = self._shown_look().language
        words = {key: html.escape(sentence(f"crashed_{key}", language)) for key in ("title", "text", "link")}
        self._ends.clear()
        self.giving_up = True
        self._page.setHtml(_GIVEN_UP.format(href=html.escape(again.toString()), **words), again)
