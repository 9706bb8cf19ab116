"""``meetdesk --self-test`` where there is no screen, and when something is wrong. With a window: ``tests/bundle``."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from meetdesk.command_line import self_test
from meetdesk.command_line.output import Output
from meetdesk.joining.dial import JoinedHost
from meetdesk.selftest import parts
from tests.app.processes import environment, run
from tests.support.window import ROOT

WITHOUT_SCREEN = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


def test_without_a_screen_the_rest_is_tested(tmp_path: Path) -> None:
    ended = run(tmp_path, "--self-test", **WITHOUT_SCREEN)
    assert ended.returncode == self_test.NO_DISPLAY, ended.stdout + ended.stderr
    assert ended.stdout.count("✓") == 4, ended.stdout
    assert ended.stdout.count("not tested") == 5
    assert "There is no screen for a window." in ended.stdout
    assert {file.name for file in tmp_path.iterdir()} == {"log"}, "the person's own data are left alone"


@pytest.mark.parametrize("arguments", [["--self-test", "host"], ["host", "--self-test"]])
def test_it_stands_alone(tmp_path: Path, arguments: list[str]) -> None:
    assert run(tmp_path, *arguments).returncode == 2


@pytest.fixture
def small_ui(own_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in WITHOUT_SCREEN:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "selftest.html").write_text("")
    return tmp_path


@pytest.mark.expected_warnings("self-test: relay failed")
def test_a_meeting_that_passes_nothing_on(
    small_ui: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def blind(_: JoinedHost) -> None:
        await asyncio.sleep(3_600)

    monkeypatch.setattr(self_test, "mirror", blind)
    monkeypatch.setattr(self_test, "_RELAY_SECONDS", 0.5)
    assert self_test.run(Output("en"), small_ui, threading.Event(), "the.log") == self_test.FAILED
    told = capsys.readouterr().out
    assert "✗ frames pass through the meeting and back, unchanged: 0 of 10 frames came back" in told
    assert "the.log" in told


@pytest.mark.expected_warnings("failed: it had not happened after 0 s")
def test_the_trial_of_a_display_takes_nothing_from_the_windows_time(
    small_ui: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A poor display is tried in several ways, each of which may take long on a busy machine."""
    closed = threading.Event()
    closed_early = []

    def window_after_a_long_trial(*_: object, on_opening: Callable[[], None] = lambda: None, **__: object) -> None:
        closed_early.append(closed.wait(1.0))
        on_opening()
        assert closed.wait(30), "the window that shows nothing was not closed"

    monkeypatch.setattr(self_test, "run_window", window_after_a_long_trial)
    monkeypatch.setattr(self_test, "close_window", closed.set)
    monkeypatch.setattr(self_test, "_WINDOW_SECONDS", 0.2)
    assert self_test.run(Output("en"), small_ui, threading.Event(), "") == self_test.FAILED
    assert closed_early == [False], "the window was closed while its display was being tried"
    assert "✗ the window opens and shows the meeting: it had not happened after" in capsys.readouterr().out


@pytest.mark.expected_warnings("self-test: parts failed: meetdesk.nowhere is missing")
def test_a_part_that_is_missing(
    small_ui: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parts, "_LOADED_LATE", ("zeroconf.asyncio", "meetdesk.nowhere"))
    assert self_test.run(Output("en"), small_ui, threading.Event(), "") == self_test.FAILED
    told = capsys.readouterr().out
    assert "✗ all parts of the app are there: meetdesk.nowhere is missing or damaged (ModuleNotFoundError" in told
    assert "✓ frames pass" in told, "the rest is tested all the same"


def test_whatever_stands_still_is_ended(tmp_path: Path) -> None:
    (tmp_path / "selftest.html").write_text("")
    script = (
        "import threading, pathlib, time\n"
        "from meetdesk.command_line import self_test\n"
        "from meetdesk.command_line.output import Output\n"
        "self_test._HARD_SECONDS = 0.3\n"
        "self_test.missing_parts = lambda: time.sleep(600)\n"
        f"self_test.run(Output('en'), pathlib.Path({str(tmp_path)!r}), threading.Event(), '')\n"
    )
    before = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == self_test.FAILED, f"{ended.stdout}{ended.stderr} after {time.monotonic() - before:.0f} s"
    assert "it had not come further than “all parts of the app are there”" in ended.stdout
