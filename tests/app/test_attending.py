"""``meetdesk join --no-window``: a computer that nobody sits at is in a meeting, and carries it on."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from meetdesk.command_line.arguments import parse
from tests.app.processes import environment, run
from tests.app.test_killed import App
from tests.app.test_succession import Window, kill, play


@contextmanager
def attending(folder: Path, hosted: dict[str, Any], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    address = f"127.0.0.1:{hosted['port']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "meetdesk", "join", address, "--no-window", "--name", "Mini", *arguments],
        env=environment(folder, MEETDESK_CODE=hosted["code"]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


async def line_with(process: "subprocess.Popen[str]", words: str) -> str:
    """The next line that it prints with these words in it."""
    assert process.stdout is not None
    lines = []
    while line := await asyncio.to_thread(process.stdout.readline):
        lines.append(line)
        if words in line:
            return line
    raise AssertionError(f"{words!r} was not printed, but {lines}")


def name_of_newest(window: Window) -> str:
    names = [one["participant"]["name"] for one in window.changes if one["change"] == "joined"]
    return str(names[-1]) if names else ""


def test_a_computer_without_a_window_carries_the_meeting_on(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        anna, ben = found
        with attending(tmp_path / "mini", hosted, "--stand-in") as mini:
            assert "Plans" in await line_with(mini, "is in the meeting")
            await line_with(mini, "carries the meeting on if")
            await anna.until(lambda one: name_of_newest(one) == "Mini")
            number = (await anna.change("joined"))["participant"]["participant"]
            await anna.until(lambda one: one.deputies == [number])
            await ben.until(lambda one: one.deputies == [number])
            kill(people[0])
            await line_with(mini, "This computer carries the meeting on now")
            await ben.until(lambda one: one.term == 2 and one.channel is not None)
            await ben.until(lambda one: {"change": "link_restored", "participant": number} in one.changes)
            await ben.say("still here")
            await ben.until(lambda one: one.texts == ["still here"])
            mini.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(mini.wait, 30) == 0

    play(tmp_path, 2, story)


@pytest.mark.parametrize("how", ["end_meeting", "remove", "stopped"])
def test_who_attends_no_more_says_so(tmp_path: Path, how: str) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        anna, _ = found
        with attending(tmp_path / "mini", hosted) as mini:
            await line_with(mini, "Ctrl+C leaves")
            await anna.until(lambda one: name_of_newest(one) == "Mini")
            number = (await anna.change("joined"))["participant"]["participant"]
            if how == "stopped":
                mini.send_signal(signal.SIGINT)
                assert (await anna.change("left"))["participant"] == number
            else:
                await anna.ask(how, **({"participant": number} if how == "remove" else {}))
            await line_with(mini, "You were removed" if how == "remove" else "No longer in the meeting")
            assert await asyncio.to_thread(mini.wait, 30) == (1 if how == "remove" else 0)

    play(tmp_path, 2, story)


def test_without_a_window_nobody_can_be_asked_for_a_code(tmp_path: Path) -> None:
    missing = run(tmp_path / "nobody", "join", "127.0.0.1:1", "--no-window")
    assert missing.returncode == 1
    assert missing.stderr.startswith("MeetDesk: ")
    assert "Traceback" not in missing.stderr


def test_standing_in_goes_without_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    given = parse(["join", "192.0.2.7", "--no-window", "--stand-in"])
    assert given.no_window
    assert given.stand_in
    with pytest.raises(SystemExit):
        parse(["--language", "en", "join", "192.0.2.7", "--stand-in"])
    assert "--stand-in goes with --no-window" in capsys.readouterr().err
