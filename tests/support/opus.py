"""Sound that a bot got, to be listened to: Opus packets decoded by the system's libopus (RFC 6716)."""

import ctypes
import ctypes.util
from collections.abc import Sequence

from tests.support.tone import SAMPLE_RATE

LONGEST_PACKET_SAMPLES = SAMPLE_RATE * 120 // 1000


def decode(packets: Sequence[bytes], channels: int = 1) -> list[float]:
    """Samples (``SAMPLE_RATE``, -1 to 1; those of two channels alternate) of packets that follow each other.

    Raises OSError without libopus, ValueError for what is no Opus packet."""
    name = ctypes.util.find_library("opus")
    if name is None:
        raise OSError("libopus is not installed")
    opus = ctypes.CDLL(name)
    opus.opus_decoder_create.restype = ctypes.c_void_p
    problem = ctypes.c_int()
    decoder = ctypes.c_void_p(opus.opus_decoder_create(SAMPLE_RATE, channels, ctypes.byref(problem)))
    if problem.value:
        raise OSError(f"libopus made no decoder: {problem.value}")
    try:
        room = (ctypes.c_float * (LONGEST_PACKET_SAMPLES * channels))()
        samples: list[float] = []
        for packet in packets:
            count = opus.opus_decode_float(decoder, packet, len(packet), room, LONGEST_PACKET_SAMPLES, 0)
            if count < 0:
                raise ValueError(f"no Opus packet: error {count}")
            samples += room[: count * channels]
        return samples
    finally:
        opus.opus_decoder_destroy(decoder)
