"""A meeting whose host's computer dies again and again: what is missing of the sound, how long nothing is decided, and
whether anything that was acknowledged is lost. Beside it what people have to do where nobody stands in: the host starts
again, and everybody joins anew.

    python -m tests.bench.host_death [--deaths 100] [--how kill|stop] [--restarts 5]

Real apps in processes of their own; what their pages do with sound and chat is done here, so encoding and playing are
left out. Four people say a frame every 20 ms and write something every 100 ms, without pause. Times are of a machine
that plays everybody.
"""

import argparse
import asyncio
import os
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.app.test_killed import App, join
from tests.app.test_second_path import Voice
from tests.app.test_succession import Window, meanwhile

PEOPLE = 4
POST_SECONDS = 0.1
LONG_SECONDS = 90.0
AGAIN_SECONDS = 0.5
"""A page posts again what was not acknowledged when its link is back; here so often besides."""


class Writer(Window):
    """A window that writes without pause, and knows what was acknowledged, and when."""

    def __init__(self, app: App, name: str) -> None:
        super().__init__(app.page, name)
        self.acknowledged: dict[str, float] = {}
        self.came_at = 0.0
        """Welcomed for the first time: what was written before, it does not count."""
        self._asked: dict[int, str] = {}
        self._number = 100

    def _hear(self, message: dict[str, Any], channel: ClientConnection) -> None:
        if message["type"] == "done" and (text := self._asked.pop(message.get("id", 0), None)) is not None:
            self.acknowledged[text] = time.monotonic()
        if message["type"] == "welcome" and not self.came_at:
            self.came_at = time.monotonic()
        super()._hear(message, channel)

    async def write(self) -> None:
        """Never ends; the next only when the one before was acknowledged."""
        count = 0
        while True:
            count += 1
            text = f"{self.name} {count}"
            while text not in self.acknowledged:
                over = self.channel
                await self._post(text)
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN_SECONDS):
                        await self.until(
                            lambda _, text=text, over=over: (
                                text in self.acknowledged  # type: ignore[misc]
                                or self.channel not in (None, over)
                            )
                        )
            await asyncio.sleep(POST_SECONDS)

    async def _post(self, text: str) -> None:
        self._number += 1
        self._asked[self._number] = text
        if self.channel is not None:
            with suppress(Exception):
                await self.channel.send(f'{{"type":"post_chat","id":{self._number},"ref":"{text}","text":"{text}"}}')


class Ear(Voice):
    """Notes when something was heard of each."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.longest: dict[int, float] = {}
        """By track, the longest time without anything new, in seconds, since it was taken out."""
        self._last: dict[int, tuple[int, float]] = {}

    def begins_anew(self) -> None:
        """Only what is heard from now on counts."""
        self.longest.clear()
        self.heard = {track: heard[-1:] for track, heard in self.heard.items()}
        self._last = {track: (1, at) for track, (_, at) in self._last.items()}

    def _hear(self, name: str, frame: bytes) -> None:
        super()._hear(name, frame)
        now = time.monotonic()
        for track, heard in self.heard.items():
            count, at = self._last.get(track, (0, now))
            if len(heard) > count:
                self.longest[track] = max(self.longest.get(track, 0.0), now - at)
                self._last[track] = len(heard), now


class Someone:
    """An app, its window, and its person's voice."""

    def __init__(self, folder: Path, number: int) -> None:
        self.app = App(folder / f"data{number}", folder / "ui")
        self.window = Writer(self.app, f"Person {number}")
        self.voice = Ear(self.window)
        self._tasks: list[asyncio.Task[None]] = []

    def begins(self) -> None:
        work: list[Coroutine[Any, Any, None]] = [self.window.run(), self.voice.run(), self.window.write()]
        self._tasks = [asyncio.create_task(one) for one in work]

    async def ends(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.app.kill()


async def comes(folder: Path, number: int, hosted: dict[str, Any] | None) -> Someone:
    someone = await asyncio.to_thread(Someone, folder, number)
    if hosted is not None:
        await asyncio.to_thread(join, someone.app.page, hosted, someone.window.name)
    someone.begins()
    return someone


async def heard_by_all(people: list[Someone]) -> None:
    """Everybody hears everybody, over two channels."""
    for one in people:
        for name in one.voice.over:
            since = one.voice.over[name]
            await one.voice.until(lambda voice, name=name, since=since: voice.over[name] > since)  # type: ignore[misc]
        for other in people:
            if one is not other:
                reached = other.voice.said + 25
                await one.voice.until(
                    lambda voice, who=other, to=reached: (
                        bool(who.voice.track)  # type: ignore[misc]
                        and max(voice.heard.get(who.voice.track, [0])) >= to
                    )
                )


def state(one: Someone) -> dict[str, Any]:
    return dict(one.app.page.ask("GET", "/api/state")[1])


class Result:
    def __init__(self) -> None:
        self.missing: list[int] = []
        self.silence: list[float] = []
        self.answered: list[float] = []
        self.written = 0
        self.lost: list[str] = []
        self.story: list[str] = []


async def die(people: list[Someone], how: signal.Signals, result: Result) -> dict[str, Any]:
    """The host dies; the new meeting place."""
    host = people.pop(0)
    term = people[0].window.term
    for one in people:
        one.voice.begins_anew()
    at = time.monotonic()
    os.kill(host.app.process.pid, how)
    for one in people:
        await one.window.until(lambda window: window.term > term and window.channel is not None)
    await heard_by_all(people)
    for one in people:
        for other in people:
            if one is not other:
                missing = one.voice.missing(other.voice)
                result.missing.append(len(missing))
                if missing:
                    story = [f"{who.window.name}: {line}" for who in (one, other) for line in who.voice.story[-12:]]
                    result.story += [f"{one.window.name} did not hear of {other.window.name}: {missing}", *story]
                result.silence.append(one.voice.longest.get(other.voice.track, 0.0))
        after = [when for when in one.window.acknowledged.values() if when > at + 0.05]
        result.answered.append(min(after) - at)
    people.sort(key=lambda one: state(one)["hosting"] is None)
    result.lost += [f"{host.window.name}: {text}" for text in not_there(host.window, people[0].window)]
    result.written += len(host.window.acknowledged)
    await host.ends()
    return dict(state(people[0])["hosting"])


def not_there(writer: Writer, reader: Writer) -> list[str]:
    """What was acknowledged to one, and is not there once at the other, who was in the meeting."""
    times = Counter(reader.texts)
    later = [text for text, when in writer.acknowledged.items() if when > reader.came_at + 1]
    return [text for text in later if times[text] != 1] + [text for text in writer.acknowledged if times[text] > 1]


async def deaths(folder: Path, count: int, how: signal.Signals) -> Result:
    """One meeting, whose host dies so many times; somebody else comes each time."""
    result = Result()
    people = [await comes(folder, 0, None)]
    hosted = await asyncio.to_thread(people[0].app.host)
    people += [await comes(folder, number, hosted) for number in range(1, PEOPLE)]
    try:
        for death in range(count):
            async with asyncio.timeout(LONG_SECONDS):
                await people[1].window.until(lambda window: window.deputies)
                await heard_by_all(people)
                await asyncio.sleep(0.6)  # until everybody's app has a say
                hosted = await die(people, how, result)
                people.append(await comes(folder, PEOPLE + death, hosted))
            print(f"\r{death + 1} of {count}", end="", flush=True)
        await heard_by_all(people)
        await asyncio.sleep(1)
        for one in people:
            result.written += len(one.window.acknowledged)
            for other in people:
                result.lost += not_there(one.window, other.window)
                result.lost += out_of_order(one.window.texts, other.window.texts)
    except TimeoutError:
        now = [(one.window.name, one.window.term, one.window.deputies, one.voice.story[-6:]) for one in people]
        raise SystemExit(f"\nthe meeting did not go on: {now}") from None
    finally:
        for one in people:
            await one.ends()
    return result


def out_of_order(one: list[str], other: list[str]) -> list[str]:
    """What both have stands in one order at both."""
    both = set(one) & set(other)
    pairs = zip([text for text in one if text in both], [text for text in other if text in both], strict=False)
    return next(([f"{here} here, {there} there"] for here, there in pairs if here != there), [])


async def restarts(folder: Path, count: int) -> list[float]:
    """Seconds from the death of a host for whom nobody stands in until two others, who join anew at once, hear each
    other."""
    found = []
    for number in range(count):
        apps = [await asyncio.to_thread(App, folder / f"restart{number}-{one}", folder / "ui") for one in range(3)]
        hosted = apps[0].host()
        for app in apps[1:]:
            join(app.page, hosted, "Somebody")
        at = time.monotonic()
        os.kill(apps[0].process.pid, signal.SIGKILL)
        again = await asyncio.to_thread(App, folder / f"restart{number}-0", folder / "ui")
        hosted = again.host(hosted["port"])
        people = []
        for app, name in zip(apps[1:], ("Ben", "Cem"), strict=True):
            await asyncio.to_thread(app.page.ask, "POST", "/api/leave", {})
            await asyncio.to_thread(join, app.page, hosted, name)
            window = Window(app.page, name)
            people.append((window, Ear(window)))
        async with meanwhile(*(one.run() for pair in people for one in pair)):
            for _, ear in people:
                await ear.until(lambda voice: bool(voice.heard))
            found.append(time.monotonic() - at)
        for app in (*apps, again):
            app.kill()
    return found


def spread(values: list[float]) -> str:
    inner, last = sorted(values), max(values)
    late = inner[int(0.95 * (len(inner) - 1))]
    return f"{statistics.median(inner) * 1000:.0f} ms, p95 {late * 1000:.0f}, at most {last * 1000:.0f}"


def main() -> None:
    """Prints what was measured."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--deaths", type=int, default=100)
    arguments.add_argument("--how", choices=("kill", "stop"), default="kill")
    arguments.add_argument("--restarts", type=int, default=5)
    options = arguments.parse_args()
    how = signal.SIGKILL if options.how == "kill" else signal.SIGSTOP
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "ui").mkdir()
        (folder / "ui" / "index.html").write_text("<!doctype html>")
        result = asyncio.run(deaths(folder, options.deaths, how))
        again = asyncio.run(restarts(folder, options.restarts)) if options.restarts else []
    whole, ways = sum(1 for one in result.missing if one == 0), len(result.missing)
    print(f"\rsound: nothing missing in {whole} of {ways} directions, {sum(result.missing)} frames of 20 ms in all")
    print(f"longest time without a new frame: {spread(result.silence)}")
    print(f"first message acknowledged after the death: {spread(result.answered)}")
    print(f"acknowledged messages: {result.written}; lost, doubled or in another order: {len(result.lost)}")
    print(*result.lost[:20], *result.story, sep="\n")
    if again:
        print(f"where nobody stands in, until who joins anew is heard again: {spread(again)}")


if __name__ == "__main__":
    main()
