"""Makes ``tests/vectors/decodable.json``: which frames can still be decoded when some were lost, for relay and window.

Run ``python -m tests.relay.decodable_vectors`` after a change of the rule (``docs/protocol.md`` 4.1).
"""

import json
import random
from pathlib import Path

from meetdesk.relay.drop import MEDIA_AGE_SECONDS, Holes, fresh

from .media import Sender

TARGET = Path(__file__).parents[1] / "vectors" / "decodable.json"
_CASES, _FRAMES = 40, 24
_NOW = 100.0
_OLD = _NOW - 2 * MEDIA_AGE_SECONDS


def text() -> str:
    chance = random.Random(20)
    return json.dumps([_case(chance) for _ in range(_CASES)], separators=(",", ":")) + "\n"


def _case(chance: random.Random) -> dict[str, object]:
    sender = Sender(track=1)
    share = chance.choice((0.05, 0.2, 0.5))
    # The relay drops what waited for too long: these did, and so are the lost ones.
    frames = [
        sender.frame(_OLD if chance.random() < share else _NOW, key=chance.random() < 0.08) for _ in range(_FRAMES)
    ]
    holes: Holes = {}
    kept = {id(frame) for frame in fresh(frames, holes, _NOW)}
    return {
        "frames": [[frame.key_frame, frame.temporal, frame.sequence, frame.t0] for frame in frames],
        "lost": [at for at, frame in enumerate(frames) if frame.arrived == _OLD],
        "decodable": [at for at, frame in enumerate(frames) if id(frame) in kept],
    }


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
