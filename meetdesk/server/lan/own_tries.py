"""Wrong codes that one app or browser has of its own: a pure count."""

from collections import Counter

OWN_TRIES = 2
"""Wrong codes of one app that came in by the code, until it comes in again. A person mistypes."""
OWN_APPS = 125
"""Apps that have them: more than a meeting holds. Of the network that has the most, the one admitted first loses
its own; so nobody takes them from others by coming in as many."""


class OwnTries:
    """What nobody else can use up, for when all who were in before have used up what they share.

    Only the right code gives some. So whoever prepared as many apps as there may be while it had the code has
    ``OWN_TRIES * OWN_APPS`` guesses at the next one, once, however long the meeting lasts.
    """

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        self._network: dict[str, str] = {}
        """Of each app, the one admitted last at the end."""

    def came_in(self, app: str, network: str) -> None:
        """``app`` had the right code, from ``network``."""
        self._forget(app)
        self._left[app], self._network[app] = OWN_TRIES, network
        if len(self._left) > OWN_APPS:
            crowded = Counter(self._network.values()).most_common(1)[0][0]
            self._forget(next(one for one, its in self._network.items() if its == crowded))

    def take(self, app: str) -> bool:
        """Whether ``app`` has one left, which is taken now."""
        if not self._left.get(app):
            return False
        self._left[app] -= 1
        return True

    def give_back(self, app: str) -> None:
        """It was no wrong code."""
        if app in self._left:
            self._left[app] = min(self._left[app] + 1, OWN_TRIES)

    def _forget(self, app: str) -> None:
        self._left.pop(app, None)
        self._network.pop(app, None)
