"""How often one participant had to be stopped lately. Pure."""

from collections import deque

from meetdesk.core.topics.basics import TrackId

GRACE_SECONDS = 5.0
"""What still comes of a track after it was stopped was on its way, or its window has not yet heard of it."""
STOPS = 3
AGAIN_SECONDS = 60.0
"""Whoever has to be stopped for the third time within this time goes on with it, and is put out."""


class Stops:
    """Tracks that had to be stopped, and how often that happened lately."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=STOPS)
        self._tracks: dict[TrackId, float] = {}
        self.count = 0
        """Since the meeting began."""

    def is_news(self, track: TrackId, now: float) -> bool:
        """Whether the track has to be stopped, or was only just now."""
        news = now - self._tracks.get(track, float("-inf")) > GRACE_SECONDS
        if news:
            self._tracks = {one: at for one, at in self._tracks.items() if now - at <= GRACE_SECONDS} | {track: now}
        return news

    def one_too_many(self, now: float) -> bool:
        """Counts a stop; whether enough is enough."""
        self.count += 1
        self._times.append(now)
        return len(self._times) == STOPS and now - self._times[0] <= AGAIN_SECONDS
