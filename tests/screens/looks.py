"""How a window can look: its size, language and theme."""

from typing import NamedTuple


class Look(NamedTuple):
    width: int
    height: int
    language: str
    theme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.theme}"
