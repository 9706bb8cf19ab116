"""Nobody hears it when a computer dies: of what two people say to each other not one frame is missing. Real apps, in
processes of their own; what a page does with its sound is done here by hand."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from meetdesk.relay.header import HEADER_BYTES, fields
from tests.app.test_killed import App
from tests.app.test_succession import Window, kill, meanwhile, play
from tests.server.people import audio_frame

FRAME_SECONDS = 0.02
STUCK = 10
"""Frames that wait for a channel; a page gives one that is stuck no more than that either."""


class Voice:
    """The sound of one window: says a numbered frame every 20 ms over every channel that it has, and notes what it
    hears."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.track = 0
        self.said = 0
        self.heard: dict[int, list[int]] = {}
        """By track, numbers of the frames as they came first."""
        self.over = {"audio": 0, "audio-copy": 0}
        """By channel, how many frames came over it."""
        self.story: list[str] = []
        """When which channel was opened or ended, by the number of the last frame said."""
        self._news = asyncio.Event()
        self._pending: dict[str, deque[bytes]] = {name: deque(maxlen=STUCK) for name in self.over}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for name in self.over:
                tasks.create_task(self._carry(name))
            tasks.create_task(self._speak())

    async def _speak(self) -> None:
        await self.window.ask("publish_track", source="microphone", codec="opus")
        await self.window.until(lambda one: one.own_track())
        self.track = self.window.own_track()
        while True:
            self.said += 1
            for pending in self._pending.values():
                pending.append(audio_frame(self.track, self.said))
            await asyncio.sleep(FRAME_SECONDS)

    async def _carry(self, name: str) -> None:
        while True:
            with suppress(Exception):
                async with self.window.page.channel(f"/api/meeting/{name}") as channel:
                    self._pending[name].clear()
                    self.story.append(f"{self.said} {name} opened")
                    sending = asyncio.create_task(self._send(channel, self._pending[name]))
                    try:
                        async for frame in channel:
                            assert isinstance(frame, bytes)
                            self._hear(name, frame)
                    finally:
                        sending.cancel()
                        self.story.append(f"{self.said} {name} ended")
            await asyncio.sleep(0.05)

    @staticmethod
    async def _send(channel: ClientConnection, pending: deque[bytes]) -> None:
        while True:
            while pending:
                await channel.send(pending.popleft())
            await asyncio.sleep(FRAME_SECONDS / 4)

    def _hear(self, name: str, frame: bytes) -> None:
        assert len(frame) > HEADER_BYTES
        _, _, _, _, track, number, *_ = fields(frame)
        heard = self.heard.setdefault(track, [])
        if number not in heard[-500:]:
            heard.append(number)
        self.over[name] += 1
        self._news.set()

    async def until(self, reached: Callable[["Voice"], bool]) -> None:
        while not reached(self):
            self._news.clear()
            await self._news.wait()

    def missing(self, other: "Voice") -> list[int]:
        """What was not heard of the other, from the first frame that was until the last."""
        heard = set(self.heard.get(other.track, ()))
        return sorted(set(range(min(heard), max(heard) + 1)) - heard) if heard else [0]


@asynccontextmanager
async def voices(found: list[Window]) -> AsyncIterator[list[Voice]]:
    speaking = [Voice(one) for one in found]
    async with meanwhile(*(one.run() for one in speaking)):
        yield speaking


async def both_ways(speaking: list[Voice], more: int = 50) -> None:
    """Until each hears each of the others over both channels, and so many frames more of each."""
    for one in speaking:
        for name in one.over:
            since = one.over[name]
            await one.until(lambda one, name=name, since=since: one.over[name] > since)
        for other in speaking:
            if one is not other:
                reached = other.said + more
                await one.until(lambda one, who=other, to=reached: max(one.heard.get(who.track, [0])) >= to)


def nothing_is_missing(speaking: list[Voice]) -> None:
    for one in speaking:
        for other in speaking:
            if one is not other:
                lost = one.missing(other)
                stories = "\n".join(f"{who.window.name}: {line}" for who in (one, other) for line in who.story)
                assert not lost, f"{one.window.name} did not hear of {other.window.name}: {lost}\n{stories}"


def settled(found: list[Window], people: list[App]) -> tuple[Window, App, list[Window]]:
    """The deputy's window and app, and those windows that are neither its nor the host's."""
    deputy = next(one for one in found if one.participant == found[0].deputies[0])
    return deputy, people[found.index(deputy)], [one for one in found[1:] if one is not deputy]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_no_frame_is_missing_when_the_host_dies_or_sleeps(how: signal.Signals, tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        async with voices(found) as speaking:
            await both_ways(speaking)
            left = speaking[1:]
            os.kill(people[0].process.pid, how)
            await found[1].until(lambda one: one.term == 2)
            await both_ways(left)
            nothing_is_missing(left)

    play(tmp_path, 3, story)


def test_no_frame_is_missing_when_the_deputy_dies(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        async with voices(found) as speaking:
            await both_ways(speaking)
            deputy, app, (other,) = settled(found, people)
            left = [one for one in speaking if one.window is not deputy]
            kill(app)
            await found[0].until(lambda one: one.deputies == [other.participant])
            await both_ways(left)
            nothing_is_missing(left)

    play(tmp_path, 3, story)


def test_no_frame_is_missing_when_the_host_hands_over(tmp_path: Path) -> None:
    async def story(hosted: dict[str, Any], people: list[App], found: list[Window]) -> None:
        async with voices(found) as speaking:
            await both_ways(speaking)
            await found[0].ask("hand_over", participant=found[0].deputies[0])
            await found[0].until(lambda one: one.term == 2 and one.channel is not None)
            await both_ways(speaking)
            nothing_is_missing(speaking)

    play(tmp_path, 3, story)
