"""What people send and receive in each setting of the self-test. Pure."""

from enum import StrEnum

AUDIO_BYTES, AUDIO_RATE = 120, 50
"""Bytes of a sound frame with its header, and frames a second: 20 ms of Opus at 38 kbit/s."""
TALKING = 5
"""Who talks at once: as many as a meeting forwards. Who is silent sends nothing."""
VIDEO_BYTES = (1_250, 8_333)
VIDEO_RATE = (15, 30)
"""Bytes of an average frame and frames a second of the small layer (320×180, 150 kbit/s) and the large one (1280×720,
2 Mbit/s), as the window encodes them."""
OVERHEAD = 1.06
"""Bytes on the wire for each byte of media: WebSocket, TLS, TCP, IP and Ethernet headers."""


class Setting(StrEnum):
    SMALL = "small"
    """Everybody in small tiles."""
    SPEAKER = "speaker"
    """One person large, the others in small tiles."""
    LARGE = "large"
    """Everybody large."""


def layer_wanted(setting: Setting, index: int) -> int:
    """The layer in which everybody wants the person with this index."""
    return int(setting is Setting.LARGE or (setting is Setting.SPEAKER and index == 0))


def deliveries(setting: Setting, people: int) -> float:
    """Frames that reach somebody, a second, in a meeting of so many."""
    talking = min(people, TALKING)
    video = sum(VIDEO_RATE[layer_wanted(setting, index)] for index in range(people))
    return (people - 1) * (talking * AUDIO_RATE + video)


def sent_bits(setting: Setting, people: int) -> float:
    """Bits a second that the host's computer sends to the LAN; its own window is not on the LAN.

    Counted as if everybody received what a guest does, who misses only their own frames.
    """
    talking = min(people, TALKING)
    layers = [layer_wanted(setting, index) for index in range(people)]
    sound = talking * AUDIO_RATE * AUDIO_BYTES
    video = sum(VIDEO_RATE[layer] * VIDEO_BYTES[layer] for layer in layers)
    share = (people - 1) / people  # of all that is sent, a guest receives all but their own
    return (people - 1) * (sound + video) * share * 8 * OVERHEAD
