"""The window opens wholly inside the work area of the screen under the pointer."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from Xlib import X
from Xlib.display import Display
from Xlib.protocol import rq

from meetdesk.desktop.place import Place
from meetdesk.desktop.qt.work_area import cut
from tests.support.processes import until
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

PANEL = 40
"""Pixels, at the bottom."""
LARGE, SMALL = Place(0, 0, 1920, 1080), Place(1920, 0, 1024, 768)


@contextmanager
def panel(display: Xvfb, below: Place, whole: tuple[int, int]) -> Iterator[None]:
    """A dock at the lower edge of a screen, as desktops have one."""
    connection = Display(display.display)
    try:
        root = connection.screen().root
        window = root.create_window(
            below.x, below.y + below.height - PANEL, below.width, PANEL, 0, X.CopyFromParent, background_pixel=0x808080
        )

        def set_property(name: str, kind: str, values: list[int]) -> None:
            window.change_property(connection.intern_atom(name), connection.intern_atom(kind), 32, values)

        set_property("_NET_WM_WINDOW_TYPE", "ATOM", [connection.intern_atom("_NET_WM_WINDOW_TYPE_DOCK")])
        bottom = whole[1] - below.y - below.height + PANEL
        strut = [0, 0, 0, bottom, *[0] * 6, below.x, below.x + below.width - 1]
        set_property("_NET_WM_STRUT_PARTIAL", "CARDINAL", strut)
        window.map()
        connection.sync()

        def known() -> bool:
            area = root.get_full_property(connection.intern_atom("_NET_WORKAREA"), 0)
            return area is not None and area.value[3] < whole[1]

        until(known, "the window manager to know the panel")
        yield
    finally:
        connection.close()


class SetMonitor(rq.Request):
    """Of RandR 1.5; the package's own cannot be sent."""

    _request = rq.Struct(
        *(rq.Card8("opcode"), rq.Opcode(43), rq.RequestLength(), rq.Window("window"), rq.Card32("name")),
        *(rq.Bool("primary"), rq.Bool("automatic"), rq.LengthOf("outputs", 2)),
        *(rq.Int16("x"), rq.Int16("y"), rq.Card16("width"), rq.Card16("height")),
        *(rq.Card32("width_mm"), rq.Card32("height_mm"), rq.List("outputs", rq.Card32Obj)),
    )


@contextmanager
def two_screens(display: Xvfb) -> Iterator[None]:
    connection = Display(display.display)
    try:
        root = connection.screen().root
        outputs = root.xrandr_get_screen_resources().outputs
        for number, screen in enumerate((LARGE, SMALL)):
            SetMonitor(
                display=connection.display,
                opcode=connection.display.get_extension_major("RANDR"),
                window=root,
                name=connection.intern_atom(f"TEST-{number}"),
                primary=number == 0,
                automatic=False,
                x=screen.x,
                y=screen.y,
                width=screen.width,
                height=screen.height,
                width_mm=screen.width // 4,
                height_mm=screen.height // 4,
                outputs=outputs if number == 0 else [],
            )
        connection.sync()
        yield
    finally:
        connection.close()


def frame(display: Xvfb) -> Place:
    """Of the window, as soon as it stays where it is: frame and all."""
    number = int(until(lambda: display.windows("Tiny page own"), "the window", 60)[-1])
    connection = Display(display.display)

    def place() -> Place:
        window = connection.create_resource_object("window", number)
        while (parent := window.query_tree().parent) != connection.screen().root:
            window = parent
        found = window.get_geometry()
        return Place(found.x, found.y, found.width + 2 * found.border_width, found.height + 2 * found.border_width)

    before = place()
    for _ in range(20):
        time.sleep(0.7)  # longer than the window looks for its frame
        if (now := place()) == before:
            connection.close()
            return now
        before = now
    raise AssertionError(f"the window does not rest: {before}")


def opened(display: Xvfb, data: Path) -> Place:
    """Opens the window, closes it in order, and says where it was."""
    with AppWindow(display, data, ("-m", "tests.desktop.pages")) as app:
        place = frame(display)
        app.signal(signal.SIGTERM)
        assert app.wait() == 0
    return place


def inside(place: Place, area: Place) -> bool:
    return (
        area.x <= place.x
        and area.y <= place.y
        and place.x + place.width <= area.x + area.width
        and place.y + place.height <= area.y + area.height
    )


def test_a_laptop_with_a_panel(tmp_path: Path) -> None:
    with Xvfb(1366, 768) as display, panel(display, Place(0, 0, 1366, 768), (1366, 768)):
        area = Place(0, 0, 1366, 768 - PANEL)
        first = opened(display, tmp_path)
        assert inside(first, area), first
        assert first.width > 1200, "as large as there is room for"
        assert first.height > 640, first
        # Qt moves a window that it restores at the upper edge down by a few pixels.
        assert inside(second := opened(display, tmp_path), area), second
        assert (second.width, second.height) == (first.width, first.height), "it shrinks at every start"


def test_a_small_screen_without_a_window_manager(tmp_path: Path) -> None:
    with Xvfb(800, 600, window_manager=False) as display:
        assert inside(first := opened(display, tmp_path), Place(0, 0, 800, 600)), first


def test_a_window_of_a_larger_screen(tmp_path: Path) -> None:
    """Kept where there was room, and opened where there is none."""
    with Xvfb(2560, 1440) as display, AppWindow(display, tmp_path, ("-m", "tests.desktop.pages")) as app:
        frame(display)
        window = display.windows("Tiny page own")[-1]
        display.xdotool("windowsize", "--sync", window, "1700", "1200")
        display.xdotool("windowmove", "--sync", window, "800", "150")
        frame(display)
        app.signal(signal.SIGTERM)
        assert app.wait() == 0
    with Xvfb(1366, 768) as display, panel(display, Place(0, 0, 1366, 768), (1366, 768)):
        assert inside(now := opened(display, tmp_path), Place(0, 0, 1366, 768 - PANEL)), now


def test_the_screen_under_the_pointer_counts(tmp_path: Path) -> None:
    whole = (LARGE.width + SMALL.width, LARGE.height)
    with Xvfb(*whole) as display, two_screens(display), panel(display, SMALL, whole):
        display.xdotool("mousemove", "2500", "300")
        first = opened(display, tmp_path)
        assert inside(first, Place(SMALL.x, SMALL.y, SMALL.width, SMALL.height - PANEL)), first
        display.xdotool("mousemove", "500", "300")
        second = opened(display, tmp_path)
        assert inside(second, LARGE), second
        third = opened(display, tmp_path / "new")
        assert inside(third, LARGE), third
        assert third.width >= 1280, "the panel of the other screen takes nothing away here"
        assert third.height >= 800, third


@pytest.mark.parametrize(
    ("strut", "left"),
    [
        ([0, 0, 0, 352, *[0] * 6, 1920, 2943], QRect(1920, 0, 1024, 728)),
        ([0, 0, 0, 40, *[0] * 6, 0, 1919], QRect(1920, 0, 1024, 768)),  # below the other screen
        ([0, 0, 28, 0, 0, 0, 0, 0, 1920, 2943, 0, 0], QRect(1920, 28, 1024, 740)),
        ([0, 64, 0, 0, 0, 0, 0, 767, *[0] * 4], QRect(1920, 0, 960, 768)),
        ([64, 0, 0, 0, 0, 1079, *[0] * 6], QRect(1920, 0, 1024, 768)),
    ],
)
def test_what_panels_leave(strut: list[int], left: QRect) -> None:
    screen = QRect(SMALL.x, SMALL.y, SMALL.width, SMALL.height)
    assert cut(screen, strut, 1920 + 1024, 1080) == left
