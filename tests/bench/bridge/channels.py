"""What passes through a joining app's bridge in a meeting, by channel."""

from typing import NamedTuple

AUDIO_BYTES, AUDIO_RATE = 124, 50
VIDEO_BYTES, VIDEO_RATE = 2_504, 30
"""Bytes of a WebSocket frame from the host, and frames a second of one person: the load of ``tests.bench.relay``."""
SPEAKERS = 5
"""Whose sound a meeting forwards."""


class Load(NamedTuple):
    """Chunks a second towards the window and from it, and their bytes."""

    down: float
    up: float
    size: int


def channels(people: int) -> dict[str, Load]:
    """Every frame is a chunk of its own, which is the worst case: a host joins frames that leave at the same time."""
    sound = Load(min(SPEAKERS, people - 1) * AUDIO_RATE, AUDIO_RATE, AUDIO_BYTES)
    return {
        "audio": sound,
        "audio-copy": sound,
        "video": Load((people - 1) * VIDEO_RATE, VIDEO_RATE, VIDEO_BYTES),
    }
