"""What a receiver sees behind links of every kind: ``python -m tests.bench.loss.simulated --help`` names the options.

The relay's real outbox and drop policy, and the same bad network as in ``tests.bench.loss``, in simulated time: a
minute takes a second, needs no root, and is the same on every machine for the same seed. One receiver is sent four
cameras and a voice, here over one channel. Reported: shares of the frames of sound and picture that came, their age
when they came, the longest pause of sound, how often the relay asked for a key frame, and the CPU time per frame,
which alone is this machine's.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass

from meetdesk.relay.outbox import VIDEO_OUTBOX_BYTES
from tests.bench.latency.figures import percentile
from tests.relay.simulation import Simulation
from tests.support.bad_network import LinkQuality

LINKS = {
    "good": LinkQuality(delay_ms=1),
    "1 % loss": LinkQuality(loss=0.01, delay_ms=1),
    "3 % loss": LinkQuality(loss=0.03, delay_ms=1),
    "stalls of 0.2 s": LinkQuality(delay_ms=1, rate_bit_s=20e6, stall_every_s=2.0, stall_s=0.2),
    "stalls of 0.8 s": LinkQuality(delay_ms=1, rate_bit_s=20e6, stall_every_s=4.0, stall_s=0.8),
    "2 Mbit/s": LinkQuality(delay_ms=1, rate_bit_s=2e6, queue_bytes=60_000),
    "1 Mbit/s": LinkQuality(delay_ms=1, rate_bit_s=1e6, queue_bytes=60_000),
    "2 Mbit/s, 1 % loss": LinkQuality(loss=0.01, delay_ms=5, jitter_ms=5, rate_bit_s=2e6, queue_bytes=60_000),
}


@dataclass(frozen=True)
class Row:
    link: str
    sound: float
    """Share of what was offered that came, 0 to 1."""
    picture: float
    sound_p95_ms: float
    picture_p95_ms: float
    longest_pause_ms: float
    """Of sound."""
    key_frames: int
    us_per_frame: float
    """Of this machine's CPU for the whole simulation, per offered frame."""


def measure(name: str, quality: LinkQuality, seed: int, seconds: float) -> Row:
    """``seconds``: simulated."""
    began = time.process_time()
    simulation = Simulation(quality, seed, limit=VIDEO_OUTBOX_BYTES)
    seen = simulation.run(seconds)
    used = time.process_time() - began
    ages = {sound: [age * 1e3 for age in seen.ages(sound=sound)] for sound in (True, False)}
    return Row(
        name,
        len(ages[True]) / seen.offered_sounds,
        len(ages[False]) / (seen.offered - seen.offered_sounds),
        percentile(ages[True], 0.95),
        percentile(ages[False], 0.95),
        seen.longest_gap(sound=True) * 1e3,
        seen.key_frames_asked,
        used / seen.offered * 1e6,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loss.simulated", description="links of every kind")
    parser.add_argument("--seconds", type=float, default=60.0, help="simulated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line a link")
    options = parser.parse_args()
    if not options.json:
        print(
            f"{'':20s}{'sound':>8s}{'picture':>9s}{'p95 ms':>9s}{'p95 ms':>9s}{'pause ms':>10s}{'keys':>6s}{'us':>6s}"
        )
    for name, quality in LINKS.items():
        row = measure(name, quality, options.seed, options.seconds)
        if options.json:
            print(json.dumps(asdict(row)))
            continue
        print(
            f"{row.link:20s}{row.sound:8.1%}{row.picture:9.1%}{row.sound_p95_ms:9.1f}{row.picture_p95_ms:9.1f}"
            f"{row.longest_pause_ms:10.0f}{row.key_frames:6d}{row.us_per_frame:6.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
