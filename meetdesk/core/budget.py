"""What each person may cost the others: one table of kinds, and how much of each was spent. Pure.

Whoever costs much pays for it alone; whoever keeps to the table never notices it. What somebody can honestly need, on a
bad day too (everything that waited two seconds for a lost network comes at once), is the measure of every row.
"""

from collections import deque
from enum import StrEnum
from typing import NamedTuple

from meetdesk.core.topics.tracks import Source

WINDOW_SECONDS = 10
"""What was used lately is that of so many seconds."""
_ROUNDING = 1e-8
"""Seconds that sums of floating point numbers may be wrong by."""


class Kind(StrEnum):
    """What is counted. ``docs/security.md`` shows the table, which a test compares with this module."""

    MESSAGES = "messages"
    MESSAGE_CHARACTERS = "message_characters"
    REQUESTS = "requests"
    SUBSCRIPTIONS = "subscriptions"
    KEY_FRAMES_ASKED = "key_frames_asked"
    SOUND_FRAMES = "sound_frames"
    SOUND_BYTES = "sound_bytes"
    VIDEO_FRAMES = "video_frames"
    VIDEO_BYTES = "video_bytes"
    KEY_FRAMES = "key_frames"
    NOTES_BYTES = "notes_bytes"
    NOTES_MISTAKES = "notes_mistakes"
    STROKE_POINTS = "stroke_points"
    DECODED_PIXELS = "decoded_pixels"


class Allowed(NamedTuple):
    """So much at once, and then so much a second (a token bucket)."""

    at_once: int
    per_second: float
    why: str


TABLE: dict[Kind, Allowed] = {
    Kind.MESSAGES: Allowed(300, 60, "control messages of any kind; a busy window sends 5 a second"),
    Kind.MESSAGE_CHARACTERS: Allowed(
        1_000_000, 30_000, "of all of them; 100 chat messages of full length at once, a long text pasted into the notes"
    ),
    Kind.REQUESTS: Allowed(150, 10, "those with an id; a window that comes back repeats up to 100 messages"),
    Kind.SUBSCRIPTIONS: Allowed(900, 150, "20 a change of the list and 1 a picture; a turned page of 49: 118"),
    Kind.KEY_FRAMES_ASKED: Allowed(200, 10, "of others' pictures; a newcomer begins with 49 at once"),
    Kind.SOUND_FRAMES: Allowed(1_000, 300, "microphone and shared sound, 50 a second each, over two channels"),
    Kind.SOUND_BYTES: Allowed(1_000_000, 250_000, "four times music of 128 kbit/s, twice over two channels"),
    Kind.VIDEO_FRAMES: Allowed(1_500, 480, "eight pictures in two layers of 30 a second each"),
    Kind.VIDEO_BYTES: Allowed(60_000_000, 10_000_000, "camera and eight screens as VP8: 68 Mbit/s"),
    Kind.KEY_FRAMES: Allowed(600, 60, "two shared windows that are resized at the same time for ten seconds"),
    Kind.NOTES_BYTES: Allowed(256_000, 2_000, "the longest text pasted eight times, then five fast typists' keys"),
    Kind.NOTES_MISTAKES: Allowed(4, 0.02, "updates that no window makes: after one it begins its document anew"),
    Kind.STROKE_POINTS: Allowed(
        6_000, 500, "120 a second of a quick pen, each as it is drawn and with its whole stroke"
    ),
    Kind.DECODED_PIXELS: Allowed(
        840_000_000, 280_000_000, "of one sender in a window: 3840×2160 and a camera at 30 a second"
    ),
}
"""Of one person, in all its channels together."""
CHANNELS = Allowed(80, 2, "five anew after each lost link, one for each file; more ends with `flooding`")
"""Channels that one person opens. Each costs the host TLS: some milliseconds."""
FILES = Allowed(6, 0.5, "pictures dropped together; the seventh waits for 2 s")
"""Files of one person that begin to come. Each costs the host, and whoever looks at it, a channel."""


class TrackAllowed(NamedTuple):
    """What one track of a source may bring."""

    frames: Allowed
    key_frames: Allowed
    bytes: Allowed


_SOUND = TrackAllowed(
    Allowed(500, 150, "50 a second over two channels; all that waited for 2 s comes at once"),
    Allowed(500, 150, "every frame of sound is one"),
    Allowed(500_000, 125_000, "four times music of 128 kbit/s over two channels"),
)
TRACKS: dict[Source, TrackAllowed] = {
    Source.MICROPHONE: _SOUND,
    Source.SCREEN_AUDIO: _SOUND,
    Source.CAMERA: TrackAllowed(
        Allowed(360, 120, "two layers, up to 60 a second each; all that waited for 2 s comes at once"),
        Allowed(60, 8, "each layer is asked for one every 0.3 s at most, by everybody together"),
        Allowed(8_000_000, 1_500_000, "2.2 Mbit/s, five times over: a camera of another app in a good light"),
    ),
    Source.SCREEN: TrackAllowed(
        Allowed(360, 120, "two layers, up to 60 a second each; all that waited for 2 s comes at once"),
        Allowed(400, 10, "a shared window that is resized for ten seconds begins anew with every frame of both layers"),
        Allowed(40_000_000, 3_000_000, "8 Mbit/s as VP8, three times over; full pages of text while it is resized"),
    ),
}
"""Of one track, in all its layers together."""


class Bucket:
    """What is left of one allowance. Kept as the moment at which all of it would be there again (the virtual scheduling
    of ITU-T I.371), so that nothing has to be filled up while nothing comes."""

    __slots__ = ("_each", "_longest", "_whole_at")

    def __init__(self, allowed: Allowed) -> None:
        self._each = 1.0 / allowed.per_second
        self._longest = allowed.at_once / allowed.per_second
        self._whole_at = float("-inf")

    def take(self, amount: float, now: float) -> bool:
        """Whether there is room for ``amount``; then it is taken. ``now``: seconds, monotonic."""
        whole_at = max(self._whole_at, now) + amount * self._each
        if whole_at - now > self._longest + _ROUNDING:
            return False
        self._whole_at = whole_at
        return True

    def charge(self, amount: float, now: float, debt: float = 0.0) -> None:
        """Takes ``amount`` even if there is no room for it: as if nothing were left, at most, and nothing came for
        ``debt`` seconds."""
        self._whole_at = min(max(self._whole_at, now) + amount * self._each, now + self._longest + debt)

    def whole_in(self, now: float) -> float:
        """Seconds until all of it is there; negative: for how long it has been."""
        return self._whole_at - now

    def set_whole(self, at: float) -> None:
        """All of it is there at this time; ``whole_in`` of a bucket that goes on elsewhere."""
        self._whole_at = at

    def give_back(self, amount: float) -> None:
        """``amount`` that was taken was not used after all: there is room for it again, at once."""
        self._whole_at -= amount * self._each

    def wait(self, amount: float, now: float) -> float:
        """Seconds until ``take`` would take ``amount``; 0: it would now."""
        wait = max(self._whole_at, now) + amount * self._each - now - self._longest
        return wait if wait > _ROUNDING else 0.0

    def room(self, now: float) -> float:
        """How much could be taken."""
        return (self._longest - max(0.0, self._whole_at - now)) / self._each

    def taken(self, now: float) -> float:
        """How much has not come back yet."""
        return max(0.0, self._whole_at - now) / self._each


ASKED_OF_ONE = Allowed(6, 0.5, "a joiner, a larger tile, a link that loses the picture every other second")
"""Key frames that one receiver may have made of one layer: everybody who looks at it is sent them too."""


class TrackBudget:
    """What is left for one track."""

    __slots__ = ("_bytes", "_frames", "_key_frames", "_sound")

    def __init__(self, source: Source) -> None:
        self._frames, self._key_frames, self._bytes = map(Bucket, TRACKS[source])
        self._sound = source in {Source.MICROPHONE, Source.SCREEN_AUDIO}

    def take(self, size: int, key_frame: bool, now: float) -> Kind | None:
        """Takes one frame of ``size`` bytes; returns what there is too much of, if there is."""
        if not self._frames.take(1.0, now):
            return Kind.SOUND_FRAMES if self._sound else Kind.VIDEO_FRAMES
        if not self._bytes.take(size, now):
            return Kind.SOUND_BYTES if self._sound else Kind.VIDEO_BYTES
        if key_frame and not self._sound and not self._key_frames.take(1.0, now):
            return Kind.KEY_FRAMES
        return None


class Budget:
    """One person's, for as long as it is in the meeting, with whatever connections."""

    __slots__ = ("_buckets", "_seconds", "totals")

    def __init__(self) -> None:
        self.totals: dict[Kind, float] = dict.fromkeys(Kind, 0)
        """What was asked for since the beginning, refused or not."""
        self._buckets: dict[Kind, Bucket] = {}
        self._seconds: deque[dict[Kind, float]] = deque([dict(self.totals)], maxlen=WINDOW_SECONDS + 1)

    def spend(self, kind: Kind, amount: float, now: float) -> bool:
        """Whether this person may spend so much of this kind now; then it is spent. ``now``: seconds, monotonic."""
        self.totals[kind] += amount
        return self._bucket(kind).take(amount, now)

    def room(self, kind: Kind, now: float) -> float:
        """How much could be spent."""
        return self._bucket(kind).room(now)

    def second_passed(self) -> None:
        """To be called about once a second, for ``lately``."""
        self._seconds.append(dict(self.totals))

    def lately(self, kind: Kind) -> float:
        """What was asked for in the last ``WINDOW_SECONDS``, a second."""
        seconds = len(self._seconds) - 1
        return (self._seconds[-1][kind] - self._seconds[0][kind]) / seconds if seconds else 0.0

    def _bucket(self, kind: Kind) -> Bucket:
        bucket = self._buckets.get(kind)
        if bucket is None:
            bucket = self._buckets[kind] = Bucket(TABLE[kind])
        return bucket
