"""What is remembered of displays."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from meetdesk.desktop import trials
from meetdesk.desktop.trials import USUAL, WAYS, Trials, Way


class Engine:
    """In place of the trial's process: works in these ways; notes what was tried."""

    def __init__(self, *works: Way) -> None:
        self.works: Sequence[Way] = works
        self.tried: list[str] = []

    def problem(self, _platform: str, way: Way, _seconds: float) -> str | None:
        self.tried.append(way.name)
        return None if way in self.works else "ends by SIGABRT"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine(*WAYS)
    monkeypatch.setattr(trials, "_problem", made.problem)
    return made


def start(folder: Path, display: str = "a") -> Way | None:
    """One whole life of a window."""
    found = Trials(folder)
    way = found.way_for(display, "xcb")
    if way:
        found.survived()
    return way


def test_tried_once_for_each_display(engine: Engine, tmp_path: Path) -> None:
    assert [start(tmp_path, display) for display in ("a", "b", "a", "b")] == [USUAL] * 4
    assert engine.tried == [USUAL.name] * 2


def test_the_first_way_that_works(engine: Engine, tmp_path: Path) -> None:
    engine.works = WAYS[1:]
    assert start(tmp_path) is WAYS[1]
    assert start(tmp_path) is WAYS[1]
    assert engine.tried == [WAYS[0].name, WAYS[1].name]
    engine.works = ()
    assert start(tmp_path, "b") is None


def test_a_window_that_did_not_live_is_not_trusted(engine: Engine, tmp_path: Path) -> None:
    start(tmp_path)
    Trials(tmp_path).way_for("a", "xcb")  # and here the process ends
    engine.works = WAYS[1:]
    assert start(tmp_path) is WAYS[1]


@pytest.mark.parametrize("hours", [25, -25, -20 * 365 * 24], ids=["later", "set back", "set right"])
def test_a_poor_display_is_tried_anew_after_a_day_and_when_the_clock_was_wrong(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    engine.works = WAYS[1:]
    start(tmp_path)
    engine.works = WAYS
    now = trials.time.time()
    monkeypatch.setattr(trials.time, "time", lambda: now + hours * 3600)
    assert start(tmp_path) is USUAL


def test_what_was_too_slow_is_not_remembered(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = monkeypatch.context()
    with slow as patch:
        patch.setattr(trials, "_problem", lambda _, way, __: trials._STANDS_STILL if way is USUAL else None)
        assert start(tmp_path) is WAYS[1]
    assert start(tmp_path) is USUAL
    assert engine.tried == [USUAL.name]


def test_a_file_of_no_use(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "displays.json").write_text('{"known": 3}')
    assert start(tmp_path) is USUAL
    assert start(tmp_path / "missing") is USUAL
    assert Trials(None).way_for("a", "xcb") is USUAL
    assert engine.tried == [USUAL.name] * 3
