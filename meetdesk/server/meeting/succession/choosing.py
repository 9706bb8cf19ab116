"""Whose app is asked to stand in, and why others are not."""

from collections.abc import Collection, Mapping

from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Participant, Role
from meetdesk.server.meeting.succession.link import Link
from meetdesk.server.meeting.succession.trust import Trust
from meetdesk.wire.succession import Watching

_RANK = {Role.CO_HOST: 0, Role.PARTICIPANT: 1}
"""Who is asked first to stand in. A guest has no app, and the host is the host."""
BUSY = 0.25
"""A computer with less of its processors free than this would have to drop what it carries."""


def best(
    links: Collection[Link],
    people: Mapping[ParticipantId, Participant],
    wished: ParticipantId | None,
    trust: Trust,
    now: float,
) -> Link | None:
    """Of those that may be asked now; ``wished`` by the host before all others. None: there is none."""
    able = [
        (who != wished, rank(people[who].role, link.watching, people[who].joined_at), who, link)
        for link in links
        if (who := link.participant) is not None
        and who in people
        and people[who].connected
        and may_stand_in(people[who].role)
        and link.watching is not None
        and link.watching.able
        and not link.unfit
        and trust.may_be_asked(link.person, now)
    ]
    return min(able, key=lambda one: one[:3])[3] if able else None


def makes_way(deputy: Link, other: Link, wished: ParticipantId | None) -> bool:
    """Whether who stands in makes way for this one, which is ``best``: not for a better computer, as each change leaves
    the meeting without anybody for a moment."""
    keen = other.watching is not None and other.watching.keen
    return other.participant == wished or (keen and deputy.watching is not None and not deputy.watching.keen)


def excuses(
    links: Collection[Link], people: Mapping[ParticipantId, Participant]
) -> tuple[tuple[ParticipantId, ...], tuple[ParticipantId, ...]]:
    """Whose apps could not be reached the last time, and whose are not to be asked."""
    there = [(one, link) for link in links if (one := link.participant) is not None and one in people]
    unreached = (one for one, link in there if link.unreached)
    unwilling = (one for one, link in there if link.watching is not None and not link.watching.able)
    return tuple(sorted(unreached)), tuple(sorted(unwilling))


def rank(role: Role, watching: Watching, joined_at: float) -> tuple[int, bool, bool, bool, bool, float]:
    """The lower the better: co-hosts first, then who is there for that, a cable, the mains, a processor that is not
    busy, and who has been there longest."""
    return _RANK[role], not watching.keen, not watching.wired, not watching.mains, watching.free < BUSY, joined_at


def may_stand_in(role: Role) -> bool:
    """Whether somebody of this role can be asked at all."""
    return role in _RANK
