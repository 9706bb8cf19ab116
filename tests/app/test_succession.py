"""The meeting goes on when its host's app is killed: real apps, in processes of their own."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.app.test_killed import HELLO, App, beat, join
from tests.app.windows import Page

APART = 0.05
NAMES = ("Anna", "Ben", "Cem")


def apps(folder: Path, count: int) -> list[App]:
    ui = folder / "ui"
    ui.mkdir()
    (ui / "index.html").write_text("<!doctype html>")
    return [App(folder / f"data{number}", ui) for number in range(count)]


def kill(app: App) -> None:
    os.kill(app.process.pid, signal.SIGKILL)


class Window:
    """What a page does: says hello, hears entries, comes back by itself with the last one it has."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.changes: list[dict[str, Any]] = []
        self.last = 0
        self.participant = 0
        self.deputies: list[int] = []
        self.term = 1
        self.news = asyncio.Event()
        self.channel: ClientConnection | None = None

    async def run(self) -> None:
        while True:
            try:
                await self._connected()
            except Exception:
                await asyncio.sleep(APART)

    async def _connected(self) -> None:
        async with self.page.channel("/api/meeting/control") as channel:
            hello = HELLO | {"name": self.name} | ({"last_entry": self.last} if self.last else {})
            await channel.send(json.dumps(hello))
            beating = asyncio.create_task(beat(channel))
            try:
                while True:
                    self._hear(json.loads(await channel.recv()), channel)
            finally:
                beating.cancel()
                self.channel = None

    def _hear(self, message: dict[str, Any], channel: ClientConnection) -> None:
        if message["type"] == "welcome":
            self.participant, self.channel = message["participant"], channel
            if message["state"] is not None:
                self.last = message["state"]["entry"]
                self.deputies = message["state"]["deputies"]
                self.term = message["state"]["term"]
            self._take(message["entries"] or [])
        elif message["type"] == "entries":
            self._take(message["entries"])
        self.news.set()

    def _take(self, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if entry["number"] <= self.last:
                continue
            assert entry["number"] == self.last + 1, "an entry is missing"
            self.last = entry["number"]
            self.changes.append(entry["change"])
            if entry["change"]["change"] == "deputies_named":
                self.deputies = entry["change"]["participants"]
            elif entry["change"]["change"] == "host_changed":
                self.deputies, self.term = [], entry["change"]["term"]

    async def change(self, kind: str) -> dict[str, Any]:
        while True:
            self.news.clear()
            found = [one for one in self.changes if one["change"] == kind]
            if found:
                return found[-1]
            await self.news.wait()

    async def until(self, what: Any) -> None:
        while not what(self):
            self.news.clear()
            await self.news.wait()

    def own_track(self) -> int:
        """That it has published; 0: none."""
        tracks = [one["track"] for one in self.changes if one["change"] == "track_published"]
        return next((one["track"] for one in tracks if one["participant"] == self.participant), 0)

    async def say(self, text: str) -> None:
        await self.ask("post_chat", ref=text, text=text)

    async def ask(self, kind: str, **fields: Any) -> None:
        await self.until(lambda one: one.channel is not None)
        assert self.channel is not None
        await self.channel.send(json.dumps({"type": kind, "id": 7} | fields))

    @property
    def texts(self) -> list[str]:
        return [one["message"]["text"] for one in self.changes if one["change"] == "chat_posted"]


@asynccontextmanager
async def windows(*pages: tuple[App, str]) -> AsyncIterator[list[Window]]:
    found = [Window(app.page, name) for app, name in pages]
    async with meanwhile(*(one.run() for one in found)):
        yield found


@asynccontextmanager
async def meanwhile(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """All of it goes on as long as this."""
    running = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)


Story = Callable[..., Coroutine[Any, Any, None]]


def play(folder: Path, count: int, story: Story) -> None:
    """The first app hosts, the others join; each has a window."""
    people = apps(folder, count)

    async def told() -> None:
        hosted = people[0].host()
        for app, name in zip(people[1:], NAMES[1:], strict=False):
            join(app.page, hosted, name)
        async with asyncio.timeout(60), windows(*zip(people, NAMES, strict=False)) as found:
            await found[1].until(lambda one: one.deputies)
            await story(hosted, people, found)

    try:
        asyncio.run(told())
    finally:
        for app in people:
            app.kill()


def hosts(app: App) -> bool:
    return app.page.ask("GET", "/api/state")[1]["hosting"] is not None


def test_the_meeting_goes_on_when_its_host_is_killed(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        anna, ben, cem = people
        first, second, third = found
        await second.say("Before")
        await third.until(lambda one: "Before" in one.texts)
        kill(anna)
        changed = await third.change("host_changed")
        assert changed["term"] == 2
        assert changed["before"] == first.participant
        assert changed["participant"] in (second.participant, third.participant)
        await third.say("After")
        await second.until(lambda one: one.texts == ["Before", "After"])
        host = ben if changed["participant"] == second.participant else cem
        now = host.page.ask("GET", "/api/state")[1]["hosting"]
        assert now["code"] == hosted["code"]
        assert now["meeting"] == hosted["meeting"]

    play(tmp_path, 3, story)


def test_newcomers_get_in_at_the_new_host_with_the_same_code_and_it_can_happen_again(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        anna, ben, cem = people
        kill(anna)
        first = await found[2].change("host_changed")
        host, other = (ben, cem) if first["participant"] == found[1].participant else (cem, ben)
        window = found[people.index(other)]
        now = host.page.ask("GET", "/api/state")[1]["hosting"]
        dan = App(tmp_path / "dan", tmp_path / "ui")
        people.append(dan)
        join(dan.page, now, "Dan")
        async with windows((dan, "Dan")) as (late,):
            await late.until(lambda one: one.deputies)
            await asyncio.sleep(1)  # until its app has a say, too
            kill(host)
            await late.until(lambda one: one.term == 3)
            await late.say("Still here")
            await window.until(lambda one: "Still here" in one.texts)

    play(tmp_path, 3, story)


def test_a_host_hands_over_and_is_in_the_meeting_again_as_a_co_host(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        anna, *_ = people
        first, second, third = found
        deputy = second.deputies[0]
        await first.ask("hand_over", participant=deputy)
        await first.until(lambda one: one.term == 2 and one.channel is not None)
        assert not hosts(anna)
        assert anna.page.ask("GET", "/api/state")[1]["joined"] is not None
        await first.say("I am here")
        await third.until(lambda one: "I am here" in one.texts)
        assert hosts(people[1 if deputy == second.participant else 2])
        await first.ask("leave")
        left = await third.change("left")
        assert left["participant"] == first.participant
        assert left["reason"] == "left"

    play(tmp_path, 3, story)


def test_what_was_ended_is_carried_on_by_nobody(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        await found[0].ask("end_meeting")
        await found[1].change("ended")
        await asyncio.sleep(2)
        assert not any(hosts(app) for app in people)

    play(tmp_path, 3, story)


def test_when_the_deputy_is_killed_another_one_stands_in(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        first, second, _ = found
        was = second.deputies[0]
        deputy, other = (1, 2) if was == second.participant else (2, 1)
        kill(people[deputy])
        await first.until(lambda one: one.deputies == [found[other].participant])
        await first.say("On we go")
        await found[other].until(lambda one: "On we go" in one.texts)
        assert first.term == 1

    play(tmp_path, 3, story)


def test_who_does_not_want_to_stand_in_is_not_asked(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        first, second, _ = found
        was = second.deputies[0]
        deputy, other = (1, 2) if was == second.participant else (2, 1)
        page = people[deputy].page
        settings = page.ask("GET", "/api/state")[1]["settings"]
        assert page.ask("PUT", "/api/settings", settings | {"stand_in": False})[0] == 200
        await first.until(lambda one: one.deputies == [found[other].participant])
        assert first.term == 1

    play(tmp_path, 3, story)


def test_a_host_that_slept_learns_that_the_meeting_went_on_and_joins_it(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        anna, *_ = people
        first, second, third = found
        os.kill(anna.process.pid, signal.SIGSTOP)
        try:
            await third.until(lambda one: one.term == 2)
            await third.say("Without the host")
            await second.until(lambda one: "Without the host" in one.texts)
        finally:
            os.kill(anna.process.pid, signal.SIGCONT)
        await first.say("Back again")
        await first.until(lambda one: "Without the host" in one.texts)
        await first.say("Back again")  # as a window posts what was not acknowledged
        await third.until(lambda one: "Back again" in one.texts)
        assert not hosts(anna)
        assert third.texts.count("Back again") == 1

    play(tmp_path, 3, story)
