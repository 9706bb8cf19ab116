"""The ways from one person to the other that are compared. Both directions are used at once."""

import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from playwright.sync_api import Page

from tests.bench.latency.browsers import Side
from tests.support.app import AppProcess

_CALL = (Path(__file__).parent / "call.js").read_text()
_RECEIVES = """() => {
    const { clicks, pictures } = meetdeskReadings
    return clicks.length > 0 && (meetdeskWithoutCamera || pictures.length > 0)
}"""
_MILLISECONDS = 60_000.0
_PLACE = "http://localhost/call"
"""A page that may use microphones; it comes from no server."""


class Open(NamedTuple):
    pages: tuple[Page, Page]
    pids: tuple[int, ...]
    """Processes in use beside the browsers."""


class Way(Protocol):
    name: str

    def open(self) -> AbstractContextManager[Open]:
        """Two people in a call, from entering to leaving the block; each sees and hears the other."""


class Meeting:
    """MeetDesk: a host's app without a window on the near side, and on each side an app that joined, with its page."""

    name = "meetdesk"

    def __init__(self, host: AppProcess, address: str, code: str, folder: Path, sides: tuple[Side, Side]) -> None:
        """``address``: the host's, port included; ``code``: the meeting's."""
        self._host = host
        self._address = address
        self._code = code
        self._folder = folder
        self._sides = sides
        self._numbers = itertools.count(1)

    @contextmanager
    def open(self) -> Iterator[Open]:
        number = next(self._numbers)
        with ExitStack() as stack:
            pages, pids = [], [self._host.running.pid]
            for side in self._sides:
                arguments = ["join", self._address, "--code", self._code, "--name", side.name]
                app = stack.enter_context(
                    AppProcess(self._folder / f"{side.name}{number}", arguments, prefix=side.prefix)
                )
                context = side.context()
                stack.callback(context.close)
                pages.append(context.new_page())
                pages[-1].goto(app.entry())
                pids.append(app.running.pid)
            for page in pages:
                page.wait_for_function(_RECEIVES, timeout=_MILLISECONDS)
            yield Open((pages[0], pages[1]), tuple(pids))


class Call:
    """A plain call: the two pages find each other without any server."""

    def __init__(self, sides: tuple[Side, Side], *, tuned: bool) -> None:
        """``tuned``: as little delay as the programming interface lets one ask for."""
        self.name = "webrtc-tuned" if tuned else "webrtc"
        self._sides = sides
        self._tuned = tuned

    @contextmanager
    def open(self) -> Iterator[Open]:
        with ExitStack() as stack:
            pages = []
            for side in self._sides:
                context = side.context()
                stack.callback(context.close)
                context.route(_PLACE, lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
                pages.append(context.new_page())
                pages[-1].goto(_PLACE)
                pages[-1].evaluate(_CALL)
            caller, callee = pages
            start = "(options) => meetdeskCall.start(options)"
            offer = caller.evaluate(start, {"calling": True, "tuned": self._tuned})
            callee.evaluate(start, {"calling": False, "tuned": self._tuned})
            caller.evaluate(
                "(it) => meetdeskCall.finish(it)", callee.evaluate("(it) => meetdeskCall.answer(it)", offer)
            )
            for page in pages:
                page.wait_for_function(_RECEIVES, timeout=_MILLISECONDS)
            yield Open((caller, callee), ())
