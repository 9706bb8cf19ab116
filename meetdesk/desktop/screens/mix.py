"""Several programs' sound as one: pieces of 20 ms of two channels, as long as anybody plays. Pure."""

import operator
from array import array
from collections.abc import Iterator
from typing import TypeAlias

from meetdesk.wire.screens import SOUND_CHANNELS, SOUND_RATE

Samples: TypeAlias = "array[float]"
"""Both channels alternating, from -1 to 1."""
PIECE = SOUND_RATE // 50 * SOUND_CHANNELS
"""Samples of a piece of 20 ms, both channels alternating."""
SILENT_AFTER = 0.1
"""A program of which nothing came for so long, in seconds, plays nothing now, and nobody waits for it."""
_MOST = 10 * PIECE
"""Of a program that gives more than the others do, as its clock runs faster, so much is kept."""


class Mixer:
    """Programs go by a number. Times are the caller's, in seconds."""

    def __init__(self) -> None:
        self._waiting: dict[int, Samples] = {}
        self._heard: dict[int, float] = {}

    def put(self, program: int, samples: Samples, now: float) -> None:
        """What it played until ``now``."""
        waiting = self._waiting.setdefault(program, array("f"))
        waiting.extend(samples)
        if len(waiting) > _MOST:
            del waiting[: len(waiting) - _MOST]
        self._heard[program] = now

    def forget(self, program: int) -> None:
        """It is gone."""
        self._waiting.pop(program, None)
        self._heard.pop(program, None)

    def pieces(self, now: float) -> Iterator[tuple[float, Samples]]:
        """What is whole now: when each piece began, and its samples, which may go beyond 1."""
        while True:
            playing = [program for program, heard in self._heard.items() if now - heard < SILENT_AFTER]
            if not playing or any(len(self._waiting[program]) < PIECE for program in playing):
                return
            longest = max(playing, key=lambda program: len(self._waiting[program]))
            began = self._heard[longest] - len(self._waiting[longest]) / SOUND_CHANNELS / SOUND_RATE
            mixed: Samples | None = None
            for waiting in self._waiting.values():
                piece = waiting[:PIECE]
                del waiting[:PIECE]
                # The rest of one that has just ended is shorter.
                piece.extend([0.0] * (PIECE - len(piece)))
                mixed = piece if mixed is None else array("f", map(operator.add, mixed, piece))
            if mixed is not None:
                yield began, mixed
