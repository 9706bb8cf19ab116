"""Writes ``tests/vectors/strokes.json``: ``python -m tests.core.stroke_vectors``.

What host and window both have to know of drawing: how points are bytes, and who may draw on whose screen.
"""

import json
import struct
from pathlib import Path
from typing import Any

from meetdesk.core.decisions.strokes import may_draw
from meetdesk.core.topics.people import Participant, Role
from meetdesk.core.topics.strokes import Drawers

TARGET = Path(__file__).parents[1] / "vectors" / "strokes.json"
POINTS = [[(0, 0, 0)], [(65_535, 65_535, 65_535)], [(1, 2, 3), (256, 32_768, 65_280), (4_660, 22_136, 39_612)]]
PRESENTER = 1


def vectors() -> dict[str, Any]:
    """Shapes: ``points`` with ``hex``; ``who`` with ``role``, ``presents`` and ``may``."""
    return {
        "points": [
            {"points": points, "hex": b"".join(struct.pack("!3H", *point) for point in points).hex()}
            for points in POINTS
        ],
        "drawers": [
            {
                "who": who.value,
                "role": role.value,
                "presents": presents,
                "may": may_draw(who, Participant(PRESENTER if presents else 2, "Ann", role, 0.0), PRESENTER),
            }
            for who in Drawers
            for role in Role
            for presents in (True, False)
        ],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8", newline="\n")
