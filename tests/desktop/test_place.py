"""A kept place is used only where a person would see the window."""

from pathlib import Path

import pytest

from meetdesk.desktop.place import Place, keep_place, read_place, sane

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
