"""Which of the names that were heard on the network are kept, however many somebody makes up: pure.

Names of which nothing is known do not count among the meetings, so made-up ones hide none. Of too many, the oldest
gives way: a host that restarts is the newest, and one that is displaced says its name again. Computers that this app
has been to are displaced by nobody who comes from another address.
"""

from collections.abc import Callable
from itertools import islice

from meetdesk.joining.discovery.sighting import Sighting

MOST_MEETINGS = 50
"""More than a network has."""
MOST_AT_ONE_ADDRESS = 4
"""A computer hosts one meeting; what it said before it restarted, or a second user's, may still be heard."""
MOST_UNRESOLVED = 50
"""Names that wait for who they belong to."""


class Heard:
    def __init__(self, known: Callable[[str], bool] = lambda _: False) -> None:
        """``known``: whether a host was joined at this address, as ``Address`` writes it."""
        self._known = known
        self._unresolved: dict[str, None] = {}
        self._found: dict[str, Sighting] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._unresolved or name in self._found

    @property
    def names(self) -> tuple[str, ...]:
        """All that are kept, by full name; those of meetings first."""
        return (*self._found, *self._unresolved)

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """The meetings, with those at a known address first."""
        return tuple(sorted(self._found.values(), key=lambda one: not self._is_known(one)))

    def resolved(self, name: str) -> bool:
        return name in self._found

    def hear(self, name: str, sighting: Sighting | None) -> None:
        """``name`` was heard; ``sighting``: what is known of it, None if nothing usable."""
        if sighting is None:
            self._found.pop(name, None)
            self._unresolved.setdefault(name)
            self._forget_oldest(self._unresolved, len(self._unresolved) - MOST_UNRESOLVED)
            return
        self._unresolved.pop(name, None)
        self._found[name] = sighting  # one that is known already keeps its place
        same = [key for key, one in self._found.items() if one.addresses[0].host == sighting.addresses[0].host]
        for key in same[: max(len(same) - MOST_AT_ONE_ADDRESS, 0)]:
            del self._found[key]
        if len(self._found) > MOST_MEETINGS:
            strangers = (key for key, one in self._found.items() if not self._is_known(one))
            del self._found[next(strangers, next(iter(self._found)))]

    def forget(self, name: str) -> None:
        self._unresolved.pop(name, None)
        self._found.pop(name, None)

    def _is_known(self, sighting: Sighting) -> bool:
        return any(self._known(str(address)) for address in sighting.addresses)

    @staticmethod
    def _forget_oldest(names: dict[str, None], surplus: int) -> None:
        for name in list(islice(names, max(surplus, 0))):
            del names[name]
