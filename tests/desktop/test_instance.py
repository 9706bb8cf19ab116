"""One window for each data folder."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from meetdesk.desktop.instance import Asked, Instance, claim, hand_over
from tests.support.processes import end, until

ROOT = Path(__file__).parents[2]
FIRST = """
import sys, time
from pathlib import Path
from meetdesk.desktop.instance import claim
first = claim(Path(sys.argv[1]))
first.on_asked = lambda asked: print(asked.address, flush=True)
first.listen()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def first(tmp_path: Path) -> Iterator[tuple[Instance, list[Asked]]]:
    claimed = claim(tmp_path)
    assert claimed is not None
    heard: list[Asked] = []
    claimed.on_asked = heard.append
    claimed.listen()
    yield claimed, heard
    claimed.close()


def test_a_second_start_hands_over(tmp_path: Path, first: tuple[Instance, list[Asked]]) -> None:
    assert claim(tmp_path) is None
    asked = Asked("meetdesk://join?addr=10.0.0.1", "482913", "token")
    assert hand_over(tmp_path, asked)
    assert hand_over(tmp_path, Asked())
    assert first[1] == [asked, Asked()]


def test_another_data_folder_is_another_app(tmp_path: Path, first: tuple[Instance, list[Asked]]) -> None:
    (tmp_path / "other").mkdir()
    other = claim(tmp_path / "other")
    assert other is not None
    other.close()


def test_the_place_is_free_after_the_first_has_closed(tmp_path: Path, first: tuple[Instance, list[Asked]]) -> None:
    first[0].close()
    assert not hand_over(tmp_path, Asked(), seconds=0)
    again = claim(tmp_path)
    assert again is not None
    again.close()


@pytest.mark.expected_warnings(
    "something that is no start of MeetDesk spoke to it", "somebody without the key spoke to the app"
)
def test_nobody_else_can_speak_to_it(tmp_path: Path, first: tuple[Instance, list[Asked]]) -> None:
    for name in ("instance.json", "instance.sock", "instance.lock"):
        mode = stat.S_IMODE((tmp_path / name).stat().st_mode)
        assert mode & 0o077 == 0, f"{name} has the mode {mode:o}"
    address = json.loads((tmp_path / "instance.json").read_text())["address"]
    for said in (
        b"",
        b"\xff" * 100,
        b"{}",
        json.dumps({"key": "", "asked": {"address": "evil"}}).encode(),
        json.dumps({"key": "0" * 64, "asked": {"address": "evil"}}).encode(),
        b"x" * 100_000,
    ):
        with Client(address) as stranger:
            try:
                stranger.send_bytes(said)
                assert not stranger.poll(2) or stranger.recv_bytes() != b"heard"
            except (OSError, EOFError):
                pass
    assert hand_over(tmp_path, Asked("10.0.0.1"))
    assert [asked.address for asked in first[1]] == ["10.0.0.1"]


def test_a_killed_first_one_is_not_in_the_way(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert claim(tmp_path) is None
        assert hand_over(tmp_path, Asked("10.0.0.1"))
        assert process.stdout.readline() == "10.0.0.1\n"
        # One that is stopped does not answer, and that is said.
        process.send_signal(signal.SIGSTOP)
        stopped = Path(f"/proc/{process.pid}/stat")
        until(lambda: stopped.read_text().rpartition(")")[2].split()[0] == "T", "its stop")
        assert not hand_over(tmp_path, Asked(), seconds=0)
        process.kill()
        process.wait(10)
    finally:
        end(process)
    assert (tmp_path / "instance.sock").exists(), "nothing was cleaned up"
    second = until(lambda: claim(tmp_path), "the place")
    heard: list[Asked] = []
    second.on_asked = heard.append
    second.listen()
    assert hand_over(tmp_path, Asked())
    assert heard == [Asked()]
    second.close()


def test_a_folder_with_a_long_name(tmp_path: Path) -> None:
    folder = tmp_path / ("long name " * 15)
    folder.mkdir()
    only = claim(folder)
    assert only is not None
    only.listen()
    assert hand_over(folder, Asked())
    only.close()


@pytest.mark.expected_warnings("no lock in", "later starts cannot be heard")
def test_a_folder_that_cannot_be_written_lets_everybody_in(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    for _ in range(2):
        instance = claim(nowhere / "below")
        assert instance is not None
        instance.listen()
        instance.close()
