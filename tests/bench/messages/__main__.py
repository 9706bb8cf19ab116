"""What each message of a participant costs the host: ``python -m tests.bench.messages --help``.

A whole meeting in one process, without sockets: what is measured is decoding, deciding, compiling routes and telling
all who are to be told, up to the bytes that would be written. Reported for each message: microseconds of the processor,
how many times a ``ping`` that is, how often a second the budget allows it for hours, and how much of one core that is.
Without limits in the run itself: nothing is refused.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from meetdesk.core.budget import TABLE, Budget, Kind
from meetdesk.core.topics.people import Role
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.server.meeting.subscribing import CHANGE_COSTS

Message = dict[str, Any]
Make = Callable[[int], Message]

SENDER = 1
PAGE = 24
"""Pictures on a page of a window."""


class Unlimited(Budget):
    __slots__ = ()

    def spend(self, kind: Kind, amount: float, now: float) -> bool:
        super().spend(kind, amount, now)
        return True


class Channel:
    """In the place of a connection."""

    def __init__(self) -> None:
        self.ready, self.closing = True, False
        self.received = self.sent = 0
        self.on_message: Callable[[str | bytes], None] = lambda _: None
        self.told: list[bytes] = []
        self._closed = asyncio.get_running_loop().create_future()

    async def run(self, _: object = None) -> None:
        await self._closed

    def write(self, data: bytes) -> None:
        self.sent += len(data)
        if not self.told:
            self.told.append(data)

    def set_limit(self, _: int) -> None: ...

    def close(self, code: int = 0, reason: str = "") -> None:
        raise AssertionError(f"closed: {code} {reason}")

    abort = close


class Meeting:
    """So many people, each with a camera that everybody sees."""

    def __init__(self, session: MeetingSession) -> None:
        self.session = session
        self.channels: list[Channel] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.tracks: list[int] = []

    async def fill(self, people: int) -> None:
        for index in range(people):
            channel = Channel()
            ticket = self.session.members.admit(Role.HOST if index == 0 else Role.PARTICIPANT)
            self.tasks.append(asyncio.create_task(self.session.members.serve(ticket, "control", channel)))  # type: ignore[arg-type]
            await asyncio.sleep(0)
            self.say(channel, {"type": "hello", "protocol": 2, "app": "0", "name": f"Person {index}"})
            self.channels.append(channel)
            await asyncio.sleep(0)
            for kind in ("audio", "video"):
                media = self.session.members.serve(ticket, kind, Channel())  # type: ignore[arg-type]
                self.tasks.append(asyncio.create_task(media))
            await asyncio.sleep(0)
        layers = [{"layer": layer, "width": 320 << layer, "height": 180 << layer} for layer in range(2)]
        for person in self.session.members.people.values():
            person.budget = Unlimited()
        for channel in self.channels:
            publish = {"type": "publish_track", "id": 1, "source": "camera", "codec": "vp8", "layers": layers}
            self.say(channel, publish)
        self.tracks = sorted(self.session._meeting._fold.tracks)
        for channel in self.channels:
            self.say(channel, {"type": "subscribe", "wants": [{"track": track, "layer": 0} for track in self.tracks]})
        for number in range(200):
            post = {
                "type": "post_chat",
                "id": number,
                "ref": f"before {number}",
                "text": "A usual line of a chat. " * 4,
            }
            self.say(self.channels[0], post)
        await asyncio.sleep(0.05)

    def say(self, channel: Channel, message: Message) -> None:
        channel.on_message(json.dumps(message))


async def measure(meeting: Meeting, make: Make, count: int, rounds: int) -> float:
    """Microseconds of the processor for one message and the end of its turn of the loop: the least of all rounds."""
    best = float("inf")
    channel = meeting.channels[SENDER]
    for number in range(rounds):
        texts = [json.dumps(make(number * count + at)) for at in range(count)]
        begin = time.process_time()
        for text in texts:
            channel.on_message(text)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        best = min(best, (time.process_time() - begin) / count)
    return best * 1e6


def messages(tracks: list[int]) -> dict[str, tuple[Make, dict[Kind, float]]]:
    """Each message, and what it takes from its sender's budget."""
    said, asked = {Kind.MESSAGES: 1.0}, {Kind.MESSAGES: 1.0, Kind.REQUESTS: 1.0}

    def subscribe(wants: Callable[[int], list[tuple[int, int]]]) -> Make:
        return lambda n: {"type": "subscribe", "wants": [{"track": t, "layer": layer} for t, layer in wants(n)]}

    def changing(pictures: float) -> dict[Kind, float]:
        return said | {Kind.SUBSCRIPTIONS: CHANGE_COSTS + pictures}

    page = tracks[:PAGE]
    return {
        "`ping`": (lambda n: {"type": "ping", "sent_us": n}, said),
        "`clock`": (lambda n: {"type": "clock", "offset_us": n}, said),
        "`request_key_frame`": (lambda n: {"type": "request_key_frame", "track": tracks[n % PAGE], "layer": 0}, said),
        "`subscribe`, as before": (subscribe(lambda _: [(track, 0) for track in page]), said),
        "`subscribe`, one larger or smaller": (
            subscribe(lambda n: [(track, n % 2 if track == page[2] else 0) for track in page]),
            changing(1),
        ),
        f"`subscribe`, all {PAGE} larger or smaller": (
            subscribe(lambda n: [(track, n % 2) for track in page]),
            changing(PAGE),
        ),
        f"`subscribe`, {PAGE} on and off": (
            subscribe(lambda n: [(track, 0) for track in page] if n % 2 else []),
            changing(PAGE),
        ),
        "`subscribe`, 256 that are not there": (
            subscribe(lambda n: [(10**6 + n % 2 + 2 * track, 0) for track in range(256)]),
            changing(512),
        ),
        "`raise_hand`, `lower_hand`": (lambda n: {"type": ("raise_hand", "lower_hand")[n % 2], "id": n}, asked),
        "`send_reaction`, refused": (
            lambda n: {"type": "send_reaction", "id": n, "reaction": "clap"},
            asked,
        ),
        "`rename`": (lambda n: {"type": "rename", "id": n, "name": f"Name {n}"}, asked),
        "`post_chat`, 4,000 characters": (
            lambda n: {"type": "post_chat", "id": n, "ref": f"r{n}", "text": "x" * 4_000},
            asked,
        ),
        "`load_chat`": (lambda n: {"type": "load_chat", "id": n, "before": 2**40}, asked),
        "`update_track`, muted and not": (
            lambda n: {"type": "update_track", "id": n, "track": tracks[SENDER], "muted": n % 2 == 0},
            asked,
        ),
    }


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.messages", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--count", type=int, default=40, help="messages in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    session = MeetingSession("Bench")
    session._timer.cancel()  # nobody here says that it is still there
    meeting = Meeting(session)
    await meeting.fill(options.people)
    print(f"| message, with {options.people} people | µs | × `ping` | a second at most | % of a core then |")
    print("|---|---|---|---|---|")
    ping = None
    for name, (make, price) in messages(meeting.tracks).items():
        cost = await measure(meeting, make, options.count, options.rounds)
        ping = ping or cost
        rate = min(TABLE[kind].per_second / amount for kind, amount in price.items())
        print(f"| {name} | {cost:.0f} | {cost / ping:.1f} | {rate:.3g} | {cost * rate / 1e4:.2f} |", flush=True)
    for task in meeting.tasks:
        task.cancel()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
