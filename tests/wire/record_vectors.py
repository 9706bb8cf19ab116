"""Makes ``tests/vectors/records.json``: what the records of lines say, for host and window.

Run ``python -m tests.wire.record_vectors`` after a change of their form (``docs/protocol.md`` 1.1).
"""

import json
import random
from pathlib import Path

from meetdesk.net.carriage.records import Half, Malformed, Said, parse_records, record
from meetdesk.net.websocket.frames import frame

TARGET = Path(__file__).parents[1] / "vectors" / "records.json"
_CASES = 75
_SIZES = (0, 1, 3, 125, 126, 200)
_OPCODES = (1, 2, 8, 9, 10)


def text() -> str:
    chance = random.Random(15)
    cases = [_case(chance, index) for index in range(_CASES)]
    return "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"


def _case(chance: random.Random, index: int) -> dict[str, object]:
    """Whole records, cut ones, and such with a changed byte, a third each."""
    data = bytearray(b"".join(_record(chance) for _ in range(chance.randint(1, 4))))
    if index % 3 == 1:
        del data[chance.randrange(len(data)) :]
    elif index % 3 == 2:
        at = chance.randrange(min(len(data), 12))
        data[at] ^= 1 << chance.randrange(8)
    return _judged(bytes(data))


def _record(chance: random.Random) -> bytes:
    frames = []
    for _ in range(chance.randint(0, 3)):
        opcode = chance.choice(_OPCODES)
        size = chance.choice(_SIZES if opcode < 8 else _SIZES[:4])
        frames.append(frame(opcode, chance.randbytes(size)))
    return record(chance.randrange(12), b"".join(frames))


def _judged(data: bytes) -> dict[str, object]:
    """``said``: of the whole records before the end of what is there."""
    verdict, said = "whole", []
    try:
        said = parse_records(data)
    except Half:
        verdict = "half"
        said = next(found for end in range(len(data), -1, -1) if (found := _parsed(data[:end])) is not None)
    except Malformed:
        verdict = "wrong"
    told = [[one.slot, one.opcode, one.payload.hex()] for one in said]
    return {"data": data.hex(), "verdict": verdict, "said": told}


def _parsed(data: bytes) -> list[Said] | None:
    try:
        return parse_records(data)
    except Malformed:
        return None


if __name__ == "__main__":
    TARGET.write_text(text())
