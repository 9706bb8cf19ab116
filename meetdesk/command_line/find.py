"""The command ``meetdesk find``."""

import asyncio

import msgspec

from meetdesk.app.discovery import found_meeting
from meetdesk.command_line.output import Output
from meetdesk.joining.discovery.neighbourhood import Neighbourhood
from meetdesk.joining.discovery.sighting import Sighting
from meetdesk.net.tasks import start_task
from meetdesk.wire.local import FoundMeeting


class _Found(msgspec.Struct, frozen=True, tag_field="event", tag="found"):
    meetings: tuple[FoundMeeting, ...]


def run(output: Output, seconds: float) -> None:
    """Listens for ``seconds`` and prints the meetings that are on the network."""
    meetings = [found_meeting(sighting) for sighting in asyncio.run(listen(seconds))]
    output.event(_Found(tuple(meetings)))
    output.say("find_result" if meetings else "find_nothing")
    for meeting in meetings:
        output.say(
            "find_meeting",
            title=meeting.title or meeting.host,
            host=meeting.host,
            people=meeting.people,
            address=meeting.address,
        )


async def listen(seconds: float) -> tuple[Sighting, ...]:
    """The meetings that are heard of within that time."""
    found: tuple[Sighting, ...] = ()

    def keep(now: tuple[Sighting, ...]) -> None:
        nonlocal found
        found = now

    neighbourhood = Neighbourhood(keep)
    neighbourhood.want(None, look=True)
    start_task("find", neighbourhood.run())
    await asyncio.sleep(seconds)
    heard = found
    await neighbourhood.stop()
    return heard
