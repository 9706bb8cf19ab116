"""How far an app is trusted with standing in: who holds the others up is asked less and less often."""

from weakref import WeakKeyDictionary

from meetdesk.core.budget import Bucket
from meetdesk.core.succession import HELD_UP, NOTICED_SECONDS
from meetdesk.server.meeting.person import Person

PAUSE_SECONDS = 2.0
"""An app that stood in, or was to, and does not any more is not asked again for so long; twice as long each time."""
LONGEST_PAUSE_SECONDS = 1_800.0


class _Known:
    def __init__(self) -> None:
        self.pause = PAUSE_SECONDS
        self.asked_from = float("-inf")
        self.held_up = Bucket(HELD_UP)
        self.counted_until = float("-inf")


class Trust:
    """Of each person's app, as long as the person is in the meeting: another channel does not make it a new one."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Person, _Known] = WeakKeyDictionary()

    def may_be_asked(self, person: Person, now: float) -> bool:
        """Whether its app may be asked to stand in."""
        known = self._known.get(person)
        return known is None or now >= known.asked_from

    def let_go(self, person: Person, now: float) -> None:
        """Its app was asked, or stood in, and does not any more."""
        known = self._known.setdefault(person, _Known())
        known.asked_from = now + known.pause
        known.pause = min(2 * known.pause, LONGEST_PAUSE_SECONDS)

    def ask_again(self, person: Person) -> None:
        """The host wants it to stand in, now. The next pause is as long as it would have been."""
        if (known := self._known.get(person)) is not None:
            known.asked_from = float("-inf")

    def waited(self, person: Person, since: float, now: float) -> bool:
        """Everybody has waited for what its app has now. Returns whether it may go on: what nobody notices costs
        nothing, the rest of each moment is counted once."""
        known = self._known.setdefault(person, _Known())
        noticed = max(since + NOTICED_SECONDS, known.counted_until)
        known.counted_until = max(known.counted_until, now)
        return now <= noticed or known.held_up.take(now - noticed, now)
