"""What a computer says of itself when it may be asked to carry a meeting on."""

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from meetdesk.app.succession import fitness as rules
from meetdesk.app.succession.fitness import fitness
from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.succession.choosing import rank
from meetdesk.wire.succession import Watching


def test_this_computer_says_something_of_itself() -> None:
    found = fitness("127.0.0.1")
    assert 0 <= found.free <= 1
    assert rules._interface_of("127.0.0.1") == "lo"


def test_where_there_is_no_way_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(psutil, "getloadavg", fails)
    monkeypatch.setattr(psutil, "sensors_battery", fails, raising=False)
    found = fitness("")
    assert (found.wired, found.mains, found.free) == (False, True, 1.0)


@pytest.mark.parametrize(("plugged", "mains"), [(True, True), (False, False), (None, True)])
def test_a_battery_counts_only_while_it_is_used(
    plugged: bool | None, mains: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    battery = SimpleNamespace(power_plugged=plugged)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert rules._on_mains() is mains


def test_a_card_without_a_wire_is_no_cable(tmp_path: Path) -> None:
    for name, parts in {"eth0": (), "wlan0": ("wireless", "phy80211"), "wlan1": ("phy80211",)}.items():
        for part in (".", *parts):
            (tmp_path / name / part).mkdir(parents=True, exist_ok=True)
    found = {name: rules._by_cable(name, tmp_path) for name in ("eth0", "wlan0", "wlan1", "gone", None)}
    assert found == {"eth0": True, "wlan0": False, "wlan1": False, "gone": False, None: False}


def test_who_is_asked_first() -> None:
    def computer(wired: bool = False, mains: bool = False, free: float = 0.0, keen: bool = False) -> Watching:
        return Watching(True, b"", 0, wired, mains, free, keen)

    best_first = [
        (Role.CO_HOST, computer(wired=True), 9.0),
        (Role.CO_HOST, computer(), 1.0),
        (Role.PARTICIPANT, computer(wired=True, mains=True, free=0.9, keen=True), 9.0),
        (Role.PARTICIPANT, computer(mains=True, free=0.9, keen=True), 9.0),
        (Role.PARTICIPANT, computer(wired=True, mains=True, free=0.9), 9.0),
        (Role.PARTICIPANT, computer(wired=True), 1.0),
        (Role.PARTICIPANT, computer(mains=True, free=0.9), 9.0),
        (Role.PARTICIPANT, computer(mains=True, free=0.3), 10.0),
        (Role.PARTICIPANT, computer(mains=True, free=0.1), 1.0),
        (Role.PARTICIPANT, computer(free=1.0), 1.0),
        (Role.PARTICIPANT, computer(free=1.0), 2.0),
    ]
    shuffled = best_first[::-1]
    assert sorted(shuffled, key=lambda one: rank(*one)) == best_first
