"""The page's process crashed or was killed: the page is loaded again, and says so."""

import html
import logging
import time
from collections import deque

from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage

from meetdesk.messages import sentence

log = logging.getLogger(__name__)

MOST, WITHIN_SECONDS = 3, 60.0
"""A page that ends more often than this would only go on doing so."""
AGAIN = "/?again"
"""The page that was loaded once more: it finds its meeting in the app's state, and tells the person."""
_GIVEN_UP = """<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>{title}</title>
<body style="font:16px system-ui,sans-serif;margin:3em;max-width:40em">
<h1 style="font-size:1.3em">{title}</h1><p>{text}</p><p><a href="{href}">{link}</a></p>"""


class Recovery:
    """Watches one page; keep it alive as long as the page."""

    def __init__(self, page: QWebEnginePage, language: str) -> None:
        self._page = page
        self._language = language
        self._ends: deque[float] = deque(maxlen=MOST + 1)
        self.giving_up = False
        """Whether the page that is being shown is this one's own last word, which comes from no server."""
        page.renderProcessTerminated.connect(self._ended)
        page.loadFinished.connect(self._shown)

    def _shown(self, _good: bool) -> None:
        self.giving_up = False

    def _ended(self, status: QWebEnginePage.RenderProcessTerminationStatus, exit_code: int) -> None:
        if status is QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            return
        now = time.monotonic()
        self._ends.append(now)
        again = self._page.url().resolved(QUrl(AGAIN))
        if len(self._ends) > MOST and now - self._ends[0] < WITHIN_SECONDS:
            log.error("the page's process ended once more: %s (%d); not loaded again", status.name, exit_code)
            self._give_up(again)
            return
        log.error("the page's process ended: %s (%d); the page is loaded again", status.name, exit_code)
        self.giving_up = False
        self._page.load(again)

    def _give_up(self, again: QUrl) -> None:
        words = {key: html.escape(sentence(f"crashed_{key}", self._language)) for key in ("title", "text", "link")}
        self._ends.clear()
        self.giving_up = True
        self._page.setHtml(_GIVEN_UP.format(href=html.escape(again.toString()), **words), again)
