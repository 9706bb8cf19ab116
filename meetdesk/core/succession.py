"""Whether a meeting may be carried on by another app, and whether its host may go on without its deputy. Pure: time is
an argument, in seconds by any steady clock.

Deputies are named anew whenever the members' apps change; each time has a number, the naming, and its electorate. Each
member's app says one of two things for a naming, and never takes it back: to the deputy, that the host is gone (its
word), or to the host, that it will not say so (its promise). The deputy takes over with the words of more than half of
the electorate, its own counted; the host goes on without the deputy once so many have promised that this cannot be any
more. So they never both go on, however late or in whatever order anything arrives.
"""

from collections.abc import Collection, Mapping

from meetdesk.core import limits
from meetdesk.core.budget import Allowed
from meetdesk.core.topics.basics import ParticipantId

SILENCE_SECONDS = 0.7
"""A host that nothing was heard of for so long is tried once more by a connection of its own."""
ALONE_SECONDS = limits.RETURN_SECONDS
"""A deputy that would be alone waits for so long: there is nobody to be served, and as likely it is its own link that
is lost. Then its host, if that is there, has let it go."""
BEHIND_SECONDS = 1.0
"""A deputy that has not got within this time what happened does not stand in any more."""
NOTICED_SECONDS = 0.15
"""What waits no longer for the deputy than this, nobody notices."""
HELD_UP = Allowed(10, 0.05, "a computer that stood still ten times, a poor link for a minute")
"""Seconds, beyond that, that everybody has waited for one person's app as deputy: with more it does not stand in."""


class Vigil:
    """What one deputy knows of its host, and what the others say of it."""

    def __init__(self, me: ParticipantId) -> None:
        self._me = me
        self.naming = 0
        """The latest it knows of; 0: it does not stand in yet."""
        self._members: frozenset[ParticipantId] = frozenset()
        self._lost_at: float | None = None
        self._words: set[ParticipantId] = set()

    def named(self, naming: int, members: Collection[ParticipantId]) -> None:
        """``members``: the electorate, this one among it. What was said for the naming before counts no more."""
        if naming > self.naming:
            self.naming, self._members, self._words = naming, frozenset(members), set()

    def host_is_there(self) -> None:
        """The host was heard, or answered a new connection."""
        self._lost_at = None

    def host_is_gone(self, now: float) -> None:
        """It is silent or its connection ended, and a new one failed."""
        if self._lost_at is None:
            self._lost_at = now

    def word(self, member: ParticipantId, naming: int) -> None:
        """This member's app says that the host is gone."""
        if naming == self.naming and member in self._members:
            self._words.add(member)

    def may_succeed(self, now: float) -> bool:
        """Whether the meeting is to be carried on here, now."""
        if self._lost_at is None or self._me not in self._members:
            return False
        if len(self._members) == 1:
            return now - self._lost_at >= ALONE_SECONDS
        return 2 * len(self._words | {self._me}) > len(self._members)


class Hold:
    """What a host knows of those who hear it, once its deputy is lost."""

    def __init__(self, deputy: ParticipantId, electorates: Mapping[int, Collection[ParticipantId]]) -> None:
        """``electorates``: by naming, those by which the deputy may count, as far as the host knows: the latest that
        the deputy has confirmed, and those after it."""
        self._deputy = deputy
        self._electorates = {naming: frozenset(members) for naming, members in electorates.items()}
        self._promised: dict[ParticipantId, int] = {}

    def promised(self, member: ParticipantId, word_for: int) -> None:
        """This member's app will not say to the deputy that the host is gone; it has said so for this naming, and none
        after it. The deputy itself promises it by coming back: it has let go of the meeting then."""
        self._promised[member] = word_for

    @property
    def electors(self) -> frozenset[ParticipantId]:
        """All others who may have a say."""
        return frozenset[ParticipantId]().union(*self._electorates.values()) - {self._deputy}

    @property
    def answered(self) -> Collection[ParticipantId]:
        """Who has promised, for whatever naming."""
        return self._promised.keys()

    @property
    def holds(self) -> bool:
        """Whether the deputy can have no majority. One that would be alone serves nobody: the host goes on, too."""
        if self._deputy in self._promised:
            return True
        return all(
            members <= {self._deputy} or 2 * self._may_say(naming, members) <= len(members)
            for naming, members in self._electorates.items()
        )

    def _may_say(self, naming: int, members: frozenset[ParticipantId]) -> int:
        """How many may have said, or may say yet, to the deputy of this naming that the host is gone."""
        return sum(1 for one in members if self._promised.get(one, naming) >= naming)


class Say:
    """What one member's app has said, which it does not take back."""

    def __init__(self) -> None:
        self.word_for = 0
        """The latest naming for which it said that the host is gone."""
        self._promised = 0

    def gives_word(self, naming: int) -> bool:
        """Whether it may say to the deputy of this naming that the host is gone; it has said so then."""
        if naming <= self._promised:
            return False
        self.word_for = max(self.word_for, naming)
        return True

    def promises(self, naming: int) -> int:
        """It promises the host not to say so from now on, for this naming and those before. Returns the latest for
        which it has said so already; for those before that, too, it may have."""
        self._promised = max(self._promised, naming)
        return self.word_for
