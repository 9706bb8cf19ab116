"""Tones: made for microphones and bots, and found again in what somebody hears.

Every person in a test speaks with a frequency of their own, so that a recording tells who is heard in it.
"""

import math
import struct
import wave
from collections.abc import Iterable, Sequence
from pathlib import Path

SAMPLE_RATE = 48_000
PITCHES = (440, 620, 830, 1060, 1310, 1580, 1870, 2180, 2510, 2860)
"""Hz, one per person: no one is a harmonic of another."""


def tone_power(pcm: Sequence[float], frequency: float, sample_rate: int = SAMPLE_RATE) -> float:
    """Share (0 to 1) of the recording's energy at ``frequency``, by Goertzel's algorithm with a Hann window.

    1.0 is a pure tone; white noise gives about 4 / len(pcm). Silence gives 0.
    """
    count = len(pcm)
    if count < 2:
        return 0.0
    factor = 2 * math.cos(2 * math.pi * frequency / sample_rate)
    window_step = 2 * math.pi / (count - 1)
    before, last, energy = 0.0, 0.0, 0.0
    for index, sample in enumerate(pcm):
        value = sample * (0.5 - 0.5 * math.cos(window_step * index))
        energy += value * value
        before, last = last, value + factor * last - before
    if energy < 1e-9:
        return 0.0
    power = before * before + last * last - factor * before * last
    # A windowed sine of amplitude a has energy 3/16·a²·n and squared Goertzel magnitude (a·n/4)².
    return min(1.0, power / (energy * count) * 3)


def root_mean_square(pcm: Sequence[float]) -> float:
    """Loudness of a recording, 0 (silence) to 1."""
    return math.sqrt(sum(sample * sample for sample in pcm) / len(pcm)) if pcm else 0.0


def pitches_heard(
    pcm: Sequence[float], frequencies: Iterable[int], least: float = 0.05, sample_rate: int = SAMPLE_RATE
) -> set[int]:
    """Those of ``frequencies`` that are found in the recording with at least this share of its energy."""
    return {frequency for frequency in frequencies if tone_power(pcm, frequency, sample_rate) >= least}


def sine(frequency: float, seconds: float, amplitude: float = 0.4) -> list[float]:
    """Samples of a steady tone at ``SAMPLE_RATE``."""
    step = 2 * math.pi * frequency / SAMPLE_RATE
    return [amplitude * math.sin(step * index) for index in range(round(seconds * SAMPLE_RATE))]


def bursts(
    frequency: float, seconds: float, on: float = 0.25, off: float = 0.25, amplitude: float = 0.4
) -> list[float]:
    """Samples of a tone that comes and goes like syllables, which noise suppression leaves alone."""
    samples = sine(frequency, seconds)
    edge = round(0.01 * SAMPLE_RATE)
    loud, period = round(on * SAMPLE_RATE), round((on + off) * SAMPLE_RATE)
    for index in range(len(samples)):
        place = index % period
        samples[index] *= max(0.0, min(1.0, place / edge, (loud - place) / edge))
    return samples


def write_wav(path: Path, samples: Sequence[float]) -> None:
    """A 16 bit mono file for Chromium's ``--use-file-for-fake-audio-capture``."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *(round(sample * 32_767) for sample in samples)))
