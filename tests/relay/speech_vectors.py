"""Makes ``tests/vectors/speech.json``: which levels (-dBov) are speech, for the relay and the window.

Run ``python -m tests.relay.speech_vectors`` after a change of the rule (``meetdesk/relay/speakers.py``).
"""

import json
from pathlib import Path

from meetdesk.relay.speakers import SpeakerSelection

TARGET = Path(__file__).parents[1] / "vectors" / "speech.json"
LEVELS = (10, 30, 40, *range(44, 61), 70, 90)
"""Silence, 127, is no frame of sound at all to a window."""


def text() -> str:
    return json.dumps([[level, _talks(level)] for level in LEVELS]) + "\n"


def _talks(level: int) -> bool:
    selection = SpeakerSelection()
    for frame in range(3):
        selection.heard(1, level, frame * 0.02)
    return selection.talking(0.04) == [1]


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
