"""What participants want to see: taken over once in a turn of the event loop, and only as fast as their budget goes.

Each change compiles routes anew and may have others begin to encode, so whoever changes its mind all the time waits for
it; the latest list is all that counts, and is never lost.
"""

from collections.abc import Callable

from meetdesk.core.budget import TABLE, Kind
from meetdesk.core.topics.tracks import DISPENSABLE, Subscribe
from meetdesk.server.meeting.control_output import ControlChannel
from meetdesk.server.meeting.person import Person

CHANGE_COSTS = 20
"""Of any change of the list; each picture that is wanted anew, otherwise or no more costs 1 besides."""


class Subscribing:
    """What people want to see, carried out once a turn: the latest list of each."""

    def __init__(self, call_soon: Callable[[Callable[[], None]], object], clock: Callable[[], float]) -> None:
        """``call_soon``: the event loop's. ``clock``: seconds, monotonic."""
        self._call_soon = call_soon
        self._clock = clock
        self._waiting: dict[Person, tuple[ControlChannel, Subscribe]] = {}
        self.apply: Callable[[Person, Subscribe], None] = lambda *_: None
        """Carries out a participant's list."""

    def want(self, person: Person, control: ControlChannel, request: Subscribe) -> None:
        """``person`` said this on ``control``."""
        if not self._waiting:
            self._call_soon(self.take_over)
        self._waiting[person] = (control, request)

    def take_over(self) -> None:
        """Carries out what waits, as far as there is room for it; to be called now and then while something waits."""
        if not self._waiting:
            return
        now = self._clock()
        waiting, self._waiting = self._waiting, {}
        for person, (control, request) in waiting.items():
            if person.control is not control or person.participant is None:
                continue  # its link was lost, or it left; a new connection says anew what it wants
            price = _price(control, request)
            if price and not person.budget.spend(
                Kind.SUBSCRIPTIONS, min(price, TABLE[Kind.SUBSCRIPTIONS].at_once), now
            ):
                self._waiting[person] = (control, request)
            elif price:
                control.wants, control.lacks = frozenset(request.wants), control.lacks | _lacks(request)
                self.apply(person, request)


def _price(before: ControlChannel, request: Subscribe) -> int:
    tracks = {want.track for want in before.wants.symmetric_difference(request.wants)}
    return CHANGE_COSTS + len(tracks) if tracks or _lacks(request) - before.lacks else 0


def _lacks(request: Subscribe) -> frozenset[str]:
    """What changes something: of other codecs there may be any number, which are not kept."""
    return DISPENSABLE.intersection(request.lacks)
