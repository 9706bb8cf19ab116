"""What the meeting and each participant in it use: for the host to see."""

from collections.abc import Mapping

import msgspec

from meetdesk.core.budget import Kind
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.server.meeting.person import Person
from meetdesk.wire.messages import PersonUsage


class Statistics(msgspec.Struct, frozen=True):
    """Counts since the meeting began; ``connected`` is now."""

    connected: int
    frames_in: int
    frames_out: int
    frames_dropped: int


def usage(people: Mapping[ParticipantId, Person]) -> tuple[PersonUsage, ...]:
    """What each used in the last seconds, those first who have most passed on."""
    all_passed_on = sum(person.traffic.lately.passed_on for person in people.values())
    rows = [_usage(participant, person, all_passed_on) for participant, person in people.items()]
    return tuple(sorted(rows, key=lambda row: (-row.share, -row.up)))


def _usage(participant: ParticipantId, person: Person, all_passed_on: int) -> PersonUsage:
    up, down, passed_on = person.traffic.lately
    frames = person.budget.lately(Kind.SOUND_FRAMES) + person.budget.lately(Kind.VIDEO_FRAMES)
    return PersonUsage(
        participant=participant,
        up=up,
        down=down,
        frames=round(frames),
        messages=round(person.budget.lately(Kind.MESSAGES), 1),
        share=round(passed_on / all_passed_on, 3) if all_passed_on else 0.0,
        stopped=person.stops.count,
    )
