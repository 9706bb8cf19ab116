"""A joined app is killed and started again: really, as processes of their own, with the data folder it had."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.app.processes import environment
from tests.app.windows import Page, hear, running, until_closed

HELLO = {"type": "hello", "protocol": 2, "app": "0.1.0"}
APP = """
import sys
from pathlib import Path
from meetdesk.app.overrides import Overrides
from meetdesk.app.runtime import Runtime
with Runtime(Path(sys.argv[1]), Path(sys.argv[2]), Overrides()) as runtime:
    print(runtime.entry_url(), flush=True)
    sys.stdin.read()
"""


class App:
    """An app in a process of its own, and its window."""

    def __init__(self, data: Path, ui: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", APP, str(data), str(ui)],
            env=environment(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.page = Page(self.process.stdout.readline().strip())

    def host(self, port: int = 0) -> dict[str, Any]:
        status, hosted = self.page.ask("POST", "/api/host", {"name": "Anna", "title": "Plans", "port": port})
        assert status == 200, hosted
        return dict(hosted)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=20)


def join(page: Page, hosted: dict[str, Any], name: str) -> dict[str, Any]:
    wish = {"address": f"127.0.0.1:{hosted['port']}", "name": name, "code": hosted["code"]}
    status, joined = page.join(wish)
    assert status == 200, joined
    return dict(joined)


@asynccontextmanager
async def window(page: Page, name: str) -> AsyncIterator[tuple[ClientConnection, dict[str, Any]]]:
    """The control channel of a window, with its heartbeat, and the welcome."""
    async with page.channel("/api/meeting/control") as channel:
        await channel.send(json.dumps(HELLO | {"name": name}))
        beating = asyncio.create_task(beat(channel))
        try:
            yield channel, await hear(channel, "welcome")
        finally:
            beating.cancel()


async def beat(channel: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await channel.send(json.dumps({"type": "ping", "sent_us": 1}))
            await asyncio.sleep(0.5)


async def change(channel: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        for entry in (await hear(channel, "entries"))["entries"]:
            if entry["change"]["change"] == kind:
                return dict(entry["change"])


def test_a_killed_app_comes_back_as_who_it_was_and_another_on_that_computer_as_itself(tmp_path: Path) -> None:
    apps: list[App] = []

    def start(hosted: dict[str, Any], name: str) -> App:
        app = App(tmp_path / name / "data", tmp_path / "anna" / "ui")
        apps.append(app)
        join(app.page, hosted, name)
        return app

    async def meeting(anna: Page, hosted: dict[str, Any]) -> None:
        async with window(anna, "Anna") as (host, _):
            app = await asyncio.to_thread(start, hosted, "Bert")
            async with window(app.page, "Bert") as (bert, welcome):
                number = welcome["participant"]
                await host.send(json.dumps({"type": "make_co_host", "id": 1, "participant": number}))
                await bert.send(json.dumps({"type": "raise_hand", "id": 1}))
                assert (await change(host, "hand_raised"))["participant"] == number
                await asyncio.to_thread(app.kill)
                assert (await change(host, "link_lost"))["participant"] == number
            carla = await asyncio.to_thread(start, hosted, "Carla")
            async with window(carla.page, "Carla") as (_, welcome):
                assert welcome["participant"] != number, "another data folder is somebody else"
            again = await asyncio.to_thread(start, hosted, "Bert")
            async with window(again.page, "Bert") as (_, welcome):
                people = {one["name"]: one for one in welcome["state"]["participants"]}
                assert people.keys() == {"Anna", "Bert", "Carla"}, "a ghost"
                assert (welcome["participant"], people["Bert"]["role"]) == (number, "co_host")
                assert welcome["state"]["hands"] == [number]
                assert (await change(host, "link_restored"))["participant"] == number

    with running(tmp_path / "anna") as (_, anna):
        status, hosted = anna.ask("POST", "/api/host", {"name": "Anna", "title": "Plans", "port": 0})
        assert status == 200, hosted
        try:
            asyncio.run(meeting(anna, hosted))
        finally:
            for app in apps:
                app.kill()


def test_a_host_that_was_killed_and_hosts_again_holds_a_new_meeting(tmp_path: Path) -> None:
    """Whoever comes back is told so, and nothing about a code that is wrong or somebody in between."""

    async def lost(bert: Page, host: App) -> None:
        async with window(bert, "Bert") as (channel, _):
            await asyncio.to_thread(host.kill)
            await channel.wait_closed()

    async def refusal(page: Page) -> tuple[int, str]:
        async with page.channel("/api/meeting/control") as channel:
            return await until_closed(channel)

    with running(tmp_path / "bert") as (_, bert):
        hosts = [App(tmp_path / "anna", tmp_path / "bert" / "ui")]
        try:
            old = hosts[0].host()
            joined = join(bert, old, "Bert")
            asyncio.run(lost(bert, hosts[0]))
            assert asyncio.run(refusal(bert)) == (4102, "host_refused"), "nobody is there; the window goes on trying"
            hosts.append(App(tmp_path / "anna", tmp_path / "bert" / "ui"))
            new = hosts[1].host(old["port"])
            assert asyncio.run(refusal(bert)) == (4401, "meeting_replaced")
            assert bert.ask("POST", "/api/leave") == (204, None)

            back = {"address": joined["address"], "name": "Bert", "code": old["code"], "meeting": joined["meeting"]}
            for code in (old["code"], ""):
                status, problem = bert.join(back | {"code": code})
                assert (status, problem["code"]) == (409, "meeting_replaced")
            assert join(bert, new, "Bert")["meeting"] == new["meeting"] != old["meeting"]
        finally:
            for host in hosts:
                host.kill()
