"""Damages valid JSON messages the way broken and hostile peers do. Seeded: the same seed gives the same inputs."""

import json
import random
from typing import Any

NASTY_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**53,
    2**64,
    -(2**63),
    1e308,
    "",
    "\x00",
    "\u202e",
    "x" * 70_000,
    [],
    {},
    [[]],
    {"type": "leave"},
)
NASTY_BYTES = (
    b"\x00",
    b"\xff",
    b'"',
    b"\\",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"e999",
    b"-",
    b"\xef\xbb\xbf",
)


def damaged(seed: bytes, chance: random.Random) -> bytes:
    """A variant of ``seed``, a valid message: changed in its structure, in its bytes, or both."""
    raw = seed
    if chance.random() < 0.7:
        value = json.loads(seed)
        for _ in range(chance.randint(1, 3)):
            value = _changed(value, chance)
        raw = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.5:
        for _ in range(chance.randint(1, 4)):
            raw = _bytes_changed(raw, chance)
    return raw


def _changed(value: Any, chance: random.Random) -> Any:
    """``value`` with one thing in it replaced, removed, added or renamed."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        changed = dict(value)
        match chance.randrange(5):
            case 0:
                del changed[key]
            case 1:
                changed[chance.choice(["type", "id", "extra", "", "\ud800"])] = chance.choice(NASTY_VALUES)
            case 2:
                changed[key] = chance.choice(NASTY_VALUES)
            case _:
                changed[key] = _changed(value[key], chance)
        return changed
    if isinstance(value, list) and value and chance.random() < 0.8:
        position = chance.randrange(len(value))
        return [*value[:position], _changed(value[position], chance), *value[position:] * chance.randrange(3)]
    if isinstance(value, int) and chance.random() < 0.5:
        return value + chance.choice([-1, 1, 2**53, -(2**53)])
    if isinstance(value, str) and chance.random() < 0.5:
        return value + chance.choice(["x", "\ud800", "\x00", "é", "x" * 5_000])
    return chance.choice(NASTY_VALUES)


def _bytes_changed(raw: bytes, chance: random.Random) -> bytes:
    position = chance.randint(0, len(raw))
    match chance.randrange(5):
        case 0:
            return raw[:position]
        case 1:
            return raw[:position] + chance.choice(NASTY_BYTES) + raw[position:]
        case 2:
            return raw[:position] + bytes([chance.randrange(256)]) + raw[position + 1 :]
        case 3:
            return raw[:position] + chance.choice(NASTY_BYTES) * chance.choice([2, 5_000]) + raw[position:]
        case _:
            return raw[:position] + chance.randbytes(chance.randint(0, 8)) + raw[position + chance.randint(0, 8) :]
