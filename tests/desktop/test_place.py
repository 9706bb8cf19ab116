"""A kept place is used only where a person would see the window."""

from pathlib import Path

import pytest

from meetdesk.desktop.place import Place, first_size, fitted, keep_place, read_place, sane

LAPTOP, BESIDE = Place(0, 0, 1920, 1080), Place(1920, 0, 2560, 1440)


@pytest.mark.parametrize(
    ("place", "screens", "good"),
    [
        (Place(100, 100, 1280, 800), [LAPTOP], True),
        (Place(2500, 200, 1280, 800), [LAPTOP, BESIDE], True),
        (Place(2500, 200, 1280, 800), [LAPTOP], False),  # the second screen is gone
        (Place(1900, 100, 1280, 800), [LAPTOP], False),  # only its edge would be seen
        (Place(-1250, 100, 1280, 800), [LAPTOP], False),
        (Place(100, -50, 1280, 800), [LAPTOP], False),  # without its title bar
        (Place(100, 1050, 1280, 800), [LAPTOP], False),
        (Place(100, 100, 320, 240), [LAPTOP], False),  # a picture in the corner
        (Place(100, 100, 1280, 800), [], False),
    ],
)
def test_sane(place: Place, screens: list[Place], good: bool) -> None:
    assert sane(place, screens) is good


def test_kept_and_read(tmp_path: Path) -> None:
    place = Place(10, 20, 1000, 700)
    assert read_place(tmp_path, [LAPTOP]) is None
    keep_place(tmp_path, place)
    assert read_place(tmp_path, [LAPTOP]) == place
    assert read_place(tmp_path, []) is None
    assert read_place(None, [LAPTOP]) is None
    (tmp_path / "place.json").write_text('{"x": "far"}')
    assert read_place(tmp_path, [LAPTOP]) is None
    keep_place(tmp_path / "missing", place)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place(100, 100, 800, 600), Place(100, 100, 800, 600)),
        (Place(43, -16, 1280, 840), Place(43, 0, 1280, 728)),
        (Place(300, 500, 1280, 600), Place(86, 128, 1280, 600)),
        (Place(4000, -900, 3000, 2000), Place(0, 0, 1366, 728)),
    ],
)
def test_fitted(place: Place, found: Place) -> None:
    assert fitted(place, Place(0, 0, 1366, 728)) == found


def test_a_kept_window_on_a_smaller_screen(tmp_path: Path) -> None:
    keep_place(tmp_path, Place(60, 40, 1800, 1000))
    small = Place(0, 0, 1366, 768)
    assert read_place(tmp_path, [LAPTOP]) == Place(60, 40, 1800, 1000)
    assert read_place(tmp_path, [small]) == small


def test_first_size() -> None:
    assert first_size((1280, 800), [LAPTOP]) == (1280, 800)
    assert first_size((1280, 800), [Place(0, 0, 1366, 768)]) == (1266, 668)
    assert first_size((1280, 800), []) == (1280, 800)
