"""The native window, through pywebview: Qt on Linux, the platform's own engine on Windows and macOS.

One window a process. It shows the app's own page and nothing else.
"""

import logging
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Literal, NamedTuple

from meetdesk.desktop import pywebview
from meetdesk.desktop.display import NoDisplay, require_display
from meetdesk.desktop.engine_output import engine_output_to_log
from meetdesk.desktop.environment import let_developers_in, prepare_environment
from meetdesk.desktop.icons import icon_file
from meetdesk.desktop.look import Look
from meetdesk.desktop.place import Place, first_size, keep_place, read_place
from meetdesk.desktop.switches import NOT_DEVELOPING, Developing
from meetdesk.desktop.wishes import pass_on, read_wishes

log = logging.getLogger(__name__)

DEFAULT_SIZE = (1280, 800)
"""Width and height in device-independent pixels."""
MINIMUM_SIZE = (320, 240)
"""As small as a picture that is kept in a corner of the screen."""
_SURVIVED_SECONDS = 5.0
"""What a display does to the browser engine, it does before."""
_SIGNALS = tuple(signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__)
_LINUX = sys.platform.startswith("linux")
ENGINE_LOSES_SOUND = _LINUX
"""Whether its engine does not find the sound server again by itself (``sound.py``)."""
_MOST_SAID = 32
"""Texts that wait to be said; older ones make room."""
_LIGHT, _DARK = "#f3f5f6", "#10171b"
"""Shown until the page has painted: its own ``--page`` (``ui/src/view/styles/tokens.css``)."""


class _OpenWindow:
    """The one window: whether its closing was ordered, and how to close it from any thread.

    Without a lock, since a signal handler uses it as well: every step is one assignment.
    """

    def __init__(self) -> None:
        self._window: Any = None
        self._show: str | None = None
        self._said: deque[str] = deque(maxlen=_MOST_SAID)
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

    def show(self, activation: str) -> None:
        self._show = activation
        window = self._window
        if window is not None and not _LINUX:
            threading.Thread(target=_bring_to_front, args=(window,), name="show window", daemon=True).start()

    def take_show(self) -> str | None:
        wanted, self._show = self._show, None
        return wanted

    def say(self, text: str) -> None:
        self._said.append(text)

    def take_said(self) -> list[str]:
        said = self._said
        return [said.popleft() for _ in range(len(said))]

    def gone(self) -> None:
        self._window = None


_open_window = _OpenWindow()


def close_window() -> None:
    """Closes the window without asking, from any thread; one that is not open yet closes as it opens."""
    _open_window.close()


def _bring_to_front(window: Any) -> None:
    window.restore()
    window.show()


def show_window(activation: str = "") -> None:
    """Brings the window to the front, from any thread. ``activation``: the desktop's permission (XDG activation)."""
    _open_window.show(activation)


def say(text: str) -> None:
    """Tells screen readers, from any thread, on Linux; other engines themselves tell them what the page has to say."""
    _open_window.say(text)


class _Shown(NamedTuple):
    url: str
    title: str
    storage: Path | None
    developing: bool


def run_window(
    url: str,
    *,
    title: str = "MeetDesk",
    closing: Callable[[], bool],
    closed: Callable[[], None],
    storage: Path | None = None,
    look: Callable[[], Look] = Look,
    on_link: Callable[[str], None] = lambda _: None,
    on_lost: Callable[[], None] = lambda: None,
    on_opening: Callable[[], None] = lambda: None,
    developing: Developing = NOT_DEVELOPING,
) -> None:
    """Shows ``url`` in a window until it is closed. Blocks; call it in the main thread.

    ``closing`` is asked (main thread) when the person closes the window; False keeps it open. ``closed`` is called
    once (main thread) when the window is gone. ``storage``: folder for the engine's own files; None keeps nothing.
    ``look``: of the page, now. ``on_link``: called (main thread) with a ``meetdesk://`` link where
    the system gives it to the running program (macOS); elsewhere the program is started once more with it. ``on_lost``:
    called (main thread) when the session ends under the app, the last thing before the process is ended: by Qt when the
    display goes away (Linux), by the system at log-out (Windows, macOS). ``on_opening``: called (main thread) when the
    display has been found and tried, and the window begins to open. ``developing``: on Linux; its title says so.
    SIGINT, SIGTERM and SIGHUP close the window without asking.

    Raises NoDisplay before anything is shown, or when the engine was ended and the person goes on in the browser; and
    RuntimeError outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("the window needs the main thread")
    prepare_environment()
    survived = require_display(storage)
    if _LINUX:
        let_developers_in(developing)
        pass_on(read_wishes())  # of the display that was chosen; another one may not even answer
    on_opening()
    shown = _Shown(url, title, storage, bool(developing))
    with engine_output_to_log(), _signals_close():
        if _LINUX:
            from meetdesk.desktop.qt.last_will import LastWill  # noqa: PLC0415  (of Linux)

            will = LastWill(on_lost)
            try:
                _run_qt(shown, closing, look, will.carry_out, survived)
            finally:
                will.revoke()
        else:
            _run_native(shown, closing, on_link, on_lost)
    log.info("window closed")
    closed()


def _run_qt(
    shown: _Shown,
    closing: Callable[[], bool],
    look: Callable[[], Look],
    on_lost: Callable[[], None],
    survived: Callable[[], None],
) -> None:
    from meetdesk.desktop.qt import (  # noqa: PLC0415  (Qt exists on Linux only)
        announcer,
        attend,
        compositor,
        fit,
        folders,
        page,
        place,
        start,
        zoom,
    )

    dark = start.start_engine()
    compositor.before_compositor_is_missed(on_lost)

    def may_close() -> bool:
        answer = _open_window.ordered or closing()
        if answer:
            place.keep_place(window.native, shown.storage)
            zoom.keep_zoom(window.native.webview, shown.storage)
        return answer

    window = _create(shown, may_close, _DARK if dark else _LIGHT)

    def before_show() -> None:
        _close_on_signals()  # pywebview has just put a handler of its own in place
        kept.append(fit.fit(window.native, kept=place.restore_place(window.native, shown.storage)))
        kept.extend(
            page.adopt(
                window.native,
                own=shown.url,
                developing=shown.developing,
                light=_LIGHT,
                dark=_DARK,
                look=look,
                folders=folders.Folders(shown.storage),
                show_window=_open_window.show,
                leave=leave,
            )
        )
        kept.append(attend.attend(window.native, _open_window))
        kept.append(attend.later(survived, _SURVIVED_SECONDS))
        kept.append(announcer.Announcer(window.native.webview, _open_window.take_said))
        kept.extend(zoom.zoom_by_keys(window.native, window.native.webview, shown.storage))

    def leave() -> None:
        left.set()
        _open_window.close()

    left = threading.Event()
    kept: list[object] = []
    window.events.before_show += before_show
    _start(window, "qt", shown.storage)
    survived()
    start.finish_engine(window.native)
    if left.is_set():
        raise NoDisplay("the engine's processes were ended", "engine_gone")


def _run_native(
    shown: _Shown, closing: Callable[[], bool], on_link: Callable[[str], None], on_lost: Callable[[], None]
) -> None:
    webview = pywebview.load()
    session_ends = _never
    if sys.platform == "darwin":
        from meetdesk.desktop.mac import links, log_out  # noqa: PLC0415  (Cocoa exists on macOS only)

        alive = [links.take_links(on_link), log_out.before_terminating(on_lost)]  # noqa: F841  (as long as the window)
        session_ends = log_out.session_ends

    screens = [Place(screen.x, screen.y, screen.width, screen.height) for screen in webview.screens]
    kept = read_place(shown.storage, screens)

    def may_close() -> bool:
        answer = _open_window.ordered or session_ends() or closing()
        if answer:
            keep_place(shown.storage, Place(window.x, window.y, window.width, window.height))
        return answer

    window = _create(shown, may_close, _LIGHT, kept, first_size(DEFAULT_SIZE, screens))
    if sys.platform == "win32":
        from meetdesk.desktop.windows.log_out import close_at_log_out  # noqa: PLC0415

        window.events.before_show += lambda: close_at_log_out(window.native, on_lost)
    _start(window, None, shown.storage)


def _never() -> bool:
    return False


def _create(
    shown: _Shown,
    closing: Callable[[], bool],
    background: str,
    place: Place | None = None,
    size: tuple[int, int] = DEFAULT_SIZE,
) -> Any:
    webview = pywebview.load()
    webview.settings["ALLOW_DOWNLOADS"] = False
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    window = webview.create_window(
        shown.title,
        shown.url,
        width=place.width if place else size[0],
        height=place.height if place else size[1],
        x=place.x if place else None,
        y=place.y if place else None,
        min_size=MINIMUM_SIZE,
        background_color=background,
        text_select=True,
    )
    assert window is not None

    window.events.closing += closing
    return window


def _start(window: Any, gui: Literal["qt"] | None, storage: Path | None) -> None:
    webview = pywebview.load()
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
    for number in _SIGNALS:
        signal.signal(number, _on_signal)


@contextmanager
def _signals_close() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    _close_on_signals()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
