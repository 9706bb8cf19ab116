"""The native window, through pywebview: Qt on Linux, the platform's own engine on Windows and macOS.

One window a process. It shows the app's own page and nothing else.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from meetdesk.desktop.display import NoDisplay, require_display
from meetdesk.desktop.engine_output import engine_output_to_log
from meetdesk.desktop.environment import prepare_environment
from meetdesk.desktop.icons import icon_file

log = logging.getLogger(__name__)

DEFAULT_SIZE = (1280, 800)
"""Width and height in device-independent pixels."""
MINIMUM_SIZE = (320, 240)
"""As small as a picture that is kept in a corner of the screen."""
_LINUX = sys.platform.startswith("linux")
_LIGHT, _DARK = "#f3f5f6", "#10171b"
"""Shown until the page has painted: its own ``--page`` (``ui/src/view/styles/tokens.css``)."""


class _OpenWindow:
    """The one window: whether its closing was ordered, and how to close it from any thread.

    Without a lock, since a signal handler uses it as well: every step is one assignment.
    """

    def __init__(self) -> None:
        self._window: Any = None
        self.ordered = False
        """Whether the app itself closes the window, so that nobody is asked."""

    def open(self, window: Any) -> None:
        assert self._window is None, "one window a process"
        self._window = window

    def close(self) -> None:
        self.ordered = True
        window = self._window
        # On Linux the window's own timer sees the order; and a signal handler must not wait for anything.
        if window is not None and not _LINUX:
            threading.Thread(target=window.destroy, name="close window", daemon=True).start()

    def gone(self) -> None:
        self._window = None


_open_window = _OpenWindow()


def close_window() -> None:
    """Closes the window without asking, from any thread; one that is not open yet closes as it opens."""
    _open_window.close()


def run_window(
    url: str,
    *,
    title: str = "MeetDesk",
    closing: Callable[[], bool],
    closed: Callable[[], None],
    storage: Path | None = None,
    language: str = "en",
) -> None:
    """Shows ``url`` in a window until it is closed. Blocks; call it in the main thread.

    ``closing`` is asked (main thread) when the person closes the window; False keeps it open. ``closed`` is called
    once (main thread) when the window is gone. ``storage``: folder for the engine's own files; None keeps nothing.
    ``language``: of the context menu and dialogs. SIGINT and SIGTERM close the window without asking.

    Raises NoDisplay before anything is shown, and RuntimeError outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("the window needs the main thread")
    prepare_environment()
    require_display()
    with engine_output_to_log(), _signals_close():
        if _LINUX:
            _run_qt(url, title, closing, storage, language)
        else:
            _run_native(url, title, closing, storage)
    log.info("window closed")
    closed()


def _run_qt(url: str, title: str, closing: Callable[[], bool], storage: Path | None, language: str) -> None:
    from meetdesk.desktop.qt import page, start  # noqa: PLC0415  (Qt exists on Linux only)

    dark = start.start_engine()
    window = _create(url, title, closing, _DARK if dark else _LIGHT)

    def before_show() -> None:
        _close_on_signals()  # pywebview has just put a handler of its own in place
        page.adopt(window.native, own=url, background=_DARK if dark else _LIGHT, language=language)
        closers.append(start.close_when(lambda: _open_window.ordered, window.native))

    closers: list[object] = []
    window.events.before_show += before_show
    _start(window, "qt", storage)
    start.finish_engine(window.native)


def _run_native(url: str, title: str, closing: Callable[[], bool], storage: Path | None) -> None:
    _start(_create(url, title, closing, _LIGHT), None, storage)


def _create(url: str, title: str, closing: Callable[[], bool], background: str) -> Any:
    import webview  # noqa: PLC0415  (it reads the environment when it is imported)

    webview.settings["ALLOW_DOWNLOADS"] = False
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    window = webview.create_window(
        title,
        url,
        width=DEFAULT_SIZE[0],
        height=DEFAULT_SIZE[1],
        min_size=MINIMUM_SIZE,
        background_color=background,
        text_select=True,
    )
    assert window is not None

    def on_closing() -> bool:
        return _open_window.ordered or closing()

    window.events.closing += on_closing
    return window


def _start(window: Any, gui: Literal["qt"] | None, storage: Path | None) -> None:
    import webview  # noqa: PLC0415

    _open_window.open(window)
    log.info("window opened")
    try:
        webview.start(
            gui=gui,
            private_mode=storage is None,
            storage_path=str(storage) if storage else None,
            icon=str(icon_file()),
        )
    except webview.WebViewException as error:
        raise NoDisplay(str(error)) from error
    finally:
        _open_window.gone()


def _on_signal(number: int, _frame: FrameType | None) -> None:
    log.info("window closes on %s", signal.Signals(number).name)
    close_window()


def _close_on_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _on_signal)


@contextmanager
def _signals_close() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    _close_on_signals()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
