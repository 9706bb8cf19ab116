"""Reads text back from a picture of it: each cell of a grid is compared with the characters of an alphabet."""

from operator import sub
from typing import NamedTuple

CELL = (16, 20)
"""Width and height of a character's cell, in pixels."""
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Grey(NamedTuple):
    """A picture of one byte a pixel, row after row."""

    width: int
    height: int
    pixels: bytes

    def cell(self, row: int, column: int) -> bytes:
        width, height = CELL
        starts = ((row * height + y) * self.width + column * width for y in range(height))
        return b"".join(self.pixels[start : start + width] for start in starts)

    def scaled(self, width: int, height: int) -> "Grey":
        """Each pixel the mean of those it covers, or the nearest one where it is smaller than that."""
        rows = []
        for y in range(height):
            top, bottom = y * self.height // height, max(y * self.height // height + 1, (y + 1) * self.height // height)
            for x in range(width):
                left, right = x * self.width // width, max(x * self.width // width + 1, (x + 1) * self.width // width)
                covered = [
                    self.pixels[line * self.width + at] for line in range(top, bottom) for at in range(left, right)
                ]
                rows.append(sum(covered) // len(covered))
        return Grey(width, height, bytes(rows))


class Reader:
    """Knows what the characters look like from a sharp picture whose first row shows the alphabet."""

    def __init__(self, sharp: Grey) -> None:
        self._templates = {character: sharp.cell(0, column) for column, character in enumerate(ALPHABET)}

    def read(self, picture: Grey, rows: int, columns: int) -> list[str]:
        """The text below the alphabet: in each cell the character whose picture is nearest."""
        return [
            "".join(self._nearest(picture.cell(row + 1, column)) for column in range(columns)) for row in range(rows)
        ]

    def _nearest(self, cell: bytes) -> str:
        return min(self._templates, key=lambda character: sum(map(abs, map(sub, cell, self._templates[character]))))


def share_right(read: list[str], written: list[str]) -> float:
    """How many of the characters were read as they were written."""
    pairs = [pair for one, other in zip(read, written, strict=True) for pair in zip(one, other, strict=True)]
    return sum(one == other for one, other in pairs) / len(pairs)
