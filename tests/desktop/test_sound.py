"""When the engine's audio service is ended, and where the sound server is looked for."""

import socket
from pathlib import Path

import pytest

from meetdesk.desktop.sound import ATTEMPTS, EngineSound, sound_servers


class Computer:
    """A sound server that answers or not, and a clock."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.answers = True
        self.started = 0
        """Times the server was started."""
        self.ended: list[float] = []
        self.sound = EngineSound(server=self._server, end=self._end, clock=lambda: self.now)

    def _server(self) -> int | None:
        return self.started if self.answers else None

    def _end(self) -> bool:
        self.ended.append(self.now)
        return True

    def missing(self, seconds: int) -> None:
        """The window asks twice a second."""
        for _ in range(2 * seconds):
            self.now += 0.5
            self.sound.missing()


def test_nothing_is_ended_while_no_server_answers() -> None:
    computer = Computer()
    computer.answers = False
    computer.missing(600)
    assert computer.ended == []


def test_it_is_ended_as_soon_as_the_server_answers_and_once_for_each_return() -> None:
    computer = Computer()
    for _ in range(10):
        computer.answers = False
        computer.missing(30)
        computer.answers = True
        computer.missing(2)
        assert len(computer.ended) == 1, "at once, and then it is waited for"
        computer.ended.clear()


def test_a_server_that_was_not_ready_costs_no_more_than_half_of_five_seconds() -> None:
    computer = Computer()
    computer.missing(5)
    first, second, *_ = computer.ended
    assert second - first == 2.5


def test_a_server_that_starts_twice_between_two_questions_is_another_one() -> None:
    computer = Computer()
    computer.missing(1)
    assert len(computer.ended) == 1
    computer.started += 1
    computer.sound.missing()
    assert len(computer.ended) == 2, "what was tried before was for the one before"


def test_a_server_is_another_one_after_it_started_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "native"
    monkeypatch.setenv("PULSE_SERVER", f"unix:{path}")
    ended: list[bool] = []
    sound = EngineSound(end=lambda: ended.append(True) is None)
    for started in (1, 2, 3):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
            server.listen()
            sound.missing()
            sound.missing()
        path.unlink()
        assert len(ended) == started
    sound.missing()
    assert len(ended) == 3, "there is none"


def test_a_computer_without_devices_is_left_alone_after_a_few_attempts() -> None:
    computer = Computer()
    computer.missing(3_600)
    assert len(computer.ended) == ATTEMPTS
    assert [later - earlier for earlier, later in zip(computer.ended, computer.ended[1:], strict=False)] == [
        2.5,
        5,
        9.5,
        18.5,
    ]
    computer.now += 1_000
    computer.missing(1)
    assert len(computer.ended) == ATTEMPTS + 1, "the devices were there in between"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_RUNTIME_DIR": "/run/user/1"}, ["/run/user/1/pulse/native", "/run/pulse/native"]),
        ({"PULSE_RUNTIME_PATH": "/x"}, ["/x/native", "/run/pulse/native"]),
        ({"PULSE_SERVER": "unix:/a/b"}, ["/a/b"]),
        ({"PULSE_SERVER": "{box}unix:/a/b tcp:host:1"}, ["/a/b", ("host", 1)]),
        ({"PULSE_SERVER": "tcp6:[::1]:4713"}, [("::1", 4713)]),
        ({"PULSE_SERVER": "host"}, [("host", 4713)]),
        ({"PULSE_SERVER": "::"}, ["/run/pulse/native"]),
    ],
)
def test_where_the_sound_server_is_looked_for(environment: dict[str, str], expected: list[object]) -> None:
    assert sound_servers(environment) == expected
