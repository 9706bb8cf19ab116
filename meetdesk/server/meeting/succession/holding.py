"""A host that has lost its deputy: when it goes on without it."""

from collections.abc import Collection, Iterable, Mapping

from meetdesk.core.succession import Hold
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Participant
from meetdesk.server.meeting.succession.link import Link
from meetdesk.wire.succession import Deputy

ASK_SECONDS = 1.0
"""How often the deputy is asked whether it carries the meeting on."""
GATHERED_SECONDS = 5.0
"""After so long a host goes on with all electors here, whatever they say. A deputy that carries it on, and can be
reached, has answered by then."""
NO_CHANNEL_SECONDS = 30.0
"""An app that reaches the host opens its channel within half a second. One that has had none for so long, while its
window is here, keeps nobody waiting."""


class Holding:
    """By the promises of those who have a say, or because the deputy can have nobody."""

    def __init__(self, deputy: Deputy, electorates: Mapping[int, Collection[ParticipantId]], now: float) -> None:
        """``electorates``: as for ``core.succession.Hold``."""
        self.deputy = deputy
        self._hold = Hold(deputy.participant, electorates)
        self._lost_at = self._asked_at = now

    def promised(self, member: ParticipantId, word_for: int) -> None:
        """As ``core.succession.Hold.promised``."""
        self._hold.promised(member, word_for)

    def goes_on(self, now: float, links: Iterable[Link], participants: Mapping[ParticipantId, Participant]) -> bool:
        """Whether nothing has to be held any more. ``links``: all that are there."""
        if self._hold.holds:
            return True
        lost_for = now - self._lost_at
        if lost_for <= GATHERED_SECONDS:
            return False
        here = {one.participant: one for one in links}
        return all(self._is_here(who, here.get(who), lost_for, participants.get(who)) for who in self._hold.electors)

    def _is_here(self, who: ParticipantId, link: Link | None, lost_for: float, participant: Participant | None) -> bool:
        """Whether its app asks no deputy any more, whatever it has said before: one that was struck does not. One that
        keeps its promise back, or has no channel while its window is here, lies."""
        if link is not None:
            return who in self._hold.answered or link.withholds
        return lost_for > NO_CHANNEL_SECONDS and participant is not None and participant.connected

    def is_to_ask(self, now: float) -> bool:
        """Whether it is time to ask the deputy; it is asked then."""
        if now - self._asked_at < ASK_SECONDS:
            return False
        self._asked_at = now
        return True
