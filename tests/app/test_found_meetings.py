"""Real apps on two machines: a hosted meeting appears on the other's start screen, and is joined from there."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.app.test_events import first_event
from tests.app.windows import Page
from tests.support.app import AppProcess, entry_url
from tests.support.netns import Cable, Namespace
from tests.support.processes import until

pytestmark = pytest.mark.netns


def host(machine: Namespace, data: Path, *arguments: str) -> AppProcess:
    return AppProcess(data, ("host", "--no-window", "--json", *arguments), prefix=machine.command())


def page_of(app: AppProcess, machine: Namespace) -> Page:
    url, port = entry_url(app)
    return Page(url, f"127.0.0.1:{machine.forward(port)}")


def found_by(page: Page) -> list[dict[str, Any]]:
    status, state = page.ask("GET", "/api/state")
    assert status == 200, state
    found: list[dict[str, Any]] = state["found"]
    return found


def test_found_joined_and_gone(cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEETDESK_DISCOVERY", "on")
    left, right = cable.left, cable.right
    named = ("--title", "周会", "--name", "Mira")
    with (
        AppProcess(tmp_path / "guest", prefix=right.command()) as guest,
        host(left, tmp_path / "first", *named) as first,
        host(left, tmp_path / "hidden", "--title", "Secret", "--hidden") as hidden,
    ):
        page = page_of(guest, right)
        ready = first.ready()
        hidden.ready()
        with host(left, tmp_path / "second", *named) as second:
            shown = {ready["addresses"][0], second.ready()["addresses"][0]}
            until(lambda: len(found_by(page)) == 2, "two meetings of the same name")
            both = found_by(page)
            assert {(each["title"], each["host"], each["people"]) for each in both} == {("周会", "Mira", 0)}
            told = asyncio.run(first_event(page))
            assert sorted(told["found"], key=str) == sorted(both, key=str), "a window that listens only now knows, too"
            assert {each["address"] for each in both} == shown, "they are told apart by their addresses"
            listed = right.run(sys.executable, "-m", "meetdesk", "find", "--json", "--seconds", "1.5").stdout
            assert {each["title"] for each in json.loads(listed)["meetings"]} == {"周会"}, "the hidden one is not told"
            second.stop()
            until(lambda: len(found_by(page)) == 1, "the end of one of them")
            (one,) = found_by(page)
            assert one["address"] == ready["addresses"][0]

        # What was found is only a label: without the code nobody gets in.
        asked = {"address": one["address"], "found": one["key"], "name": "Bert"}
        assert page.join(asked)[1]["code"] == "code_needed"
        left.run("ip", "address", "del", f"{left.ipv4}/24", "dev", "eth0")
        status, joined = page.join(asked | {"code": ready["code"]})
        assert status == 200, f"its other addresses are tried as well: {joined}"
        assert left.ipv6 in joined["address"]
        until(lambda: not found_by(page), "nothing to be listened to in a meeting")
        assert page.ask("POST", "/api/leave") == (204, None)
        until(lambda: [each["key"] for each in found_by(page)] == [one["key"]], "the meeting, back from it")
