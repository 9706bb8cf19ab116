"""Who is loudest, from the levels in the audio headers; nothing is decoded. Pure."""

from meetdesk.core.topics.basics import TrackId

SLOTS = 5
"""Audio tracks that are forwarded at a time when more than that are sending."""
TALKING_LEVEL = 50
"""A frame of this level (-dBov) or louder is speech: speech lies around 20 to 40, a quiet room below 55."""
HANG_OVER_SECONDS = 0.6
"""Somebody counts as talking for this long after the last loud frame, so that pauses between words do not count."""
PAUSE_SECONDS = 0.2
"""A holder that has been quiet for this long gives its slot to somebody who talks: pauses within a word or between two
are shorter. It gets a slot back with its next loud frame as long as not all others talk."""
SILENT_SECONDS = 0.3
"""A track without a frame for this long has given up its slot."""
MARGIN = 6.0
"""How much louder (dB) than the weakest slot holder a newcomer must be when all slots are in use."""
_ATTACK = 0.5
_RELEASE = 0.05
"""Share of a new level in the smoothed one, rising and falling: loud at once, quiet over about 400 ms."""


class _Voice:
    __slots__ = ("last_frame", "loud_frames", "loudness", "talking_until")

    def __init__(self) -> None:
        self.loudness = 0.0
        """Smoothed, in dB above the lowest level."""
        self.talking_until = float("-inf")
        self.last_frame = float("-inf")
        self.loud_frames = 0
        """Loud frames since it last began to talk."""


class SpeakerSelection:
    """Chooses the tracks to forward. A slot is taken at once by whoever begins to talk while some holder does not, or
    pauses; only when everybody in a slot talks must a newcomer be clearly louder."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = slots
        self._voices: dict[TrackId, _Voice] = {}
        self._holders: set[TrackId] = set()

    def heard(self, track: TrackId, level: int, now: float) -> bool:
        """Takes one frame's level into account; returns whether that frame is to be forwarded."""
        voice = self._voices.get(track)
        if voice is None:
            voice = self._voices[track] = _Voice()
        loudness = 127 - level
        if loudness > voice.loudness:
            voice.loudness += (loudness - voice.loudness) * _ATTACK
        elif level <= TALKING_LEVEL or now >= voice.talking_until:  # a pause between words does not count
            voice.loudness += (loudness - voice.loudness) * _RELEASE
        voice.last_frame = now
        if level <= TALKING_LEVEL:
            voice.loud_frames = voice.loud_frames + 1 if now < voice.talking_until else 1
            voice.talking_until = now + HANG_OVER_SECONDS
        if track in self._holders:
            return True
        if len(self._holders) >= self._slots:
            weakest = min(self._holders, key=lambda holder: self._rank(holder, now))
            if not self._beats(track, weakest, now):
                return False
            self._holders.remove(weakest)
        self._holders.add(track)
        return True

    def forget(self, track: TrackId) -> None:
        """This track is gone, and nobody speaks on it."""
        self._voices.pop(track, None)
        self._holders.discard(track)

    def talking(self, now: float) -> list[TrackId]:
        """Tracks with somebody talking, loudest first. A single loud frame (a click) does not count."""
        voices = [(t, v) for t, v in self._voices.items() if v.talking_until > now and v.loud_frames > 1]
        return [track for track, voice in sorted(voices, key=lambda pair: -pair[1].loudness)]

    def _rank(self, track: TrackId, now: float) -> tuple[bool, int, float]:
        voice = self._voices[track]
        quiet = now - (voice.talking_until - HANG_OVER_SECONDS)
        talks = 0 if quiet >= HANG_OVER_SECONDS else 1 if quiet >= PAUSE_SECONDS else 2
        return (now - voice.last_frame < SILENT_SECONDS, talks, voice.loudness)

    def _beats(self, track: TrackId, holder: TrackId, now: float) -> bool:
        _, talks, loudness = self._rank(track, now)
        held_sends, held_talks, held_loudness = self._rank(holder, now)
        if not held_sends or (talks == 2 and held_talks < 2):
            return True
        return talks >= held_talks and loudness > held_loudness + MARGIN
