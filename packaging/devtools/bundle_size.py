"""How large the built UI is: what each page needs to start, and all that it may load later."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

START_LIMIT = 325_000
"""Bytes, by gzip, that a page may need to start; a test holds the build to it. A guest's browser loads them over the
LAN, in a quarter of a second at the 10 Mbit/s of slow Wi-Fi. It was 228 kB when this was written, and
310 kB before one could draw on a screen, so what adds much is noticed.
"""


class Bytes(NamedTuple):
    raw: int
    gzip: int

    def __str__(self) -> str:
        return f"{self.raw / 1000:7.0f} kB ({self.gzip / 1000:.0f} kB by gzip)"


class PageSize(NamedTuple):
    page: str
    start: Bytes
    """The page and what it names itself."""
    whole: Bytes
    """That, and the workers and parts which these load when they are needed."""


def page_sizes(built: Path) -> list[PageSize]:
    """Of each page of a build, by name. Which files belong to a page is told by the names in them."""
    files = {file.name: file for folder in (built, built / "assets") for file in folder.glob("*") if file.is_file()}
    mentions = {name: _mentioned(file, files) for name, file in files.items()}
    found = []
    for page in sorted(name for name in files if name.endswith(".html")):
        start = {page, *mentions[page]}
        whole = set(start)
        waiting = list(start)
        while waiting:
            more = mentions[waiting.pop()] - whole
            whole |= more
            waiting += more
        found.append(PageSize(page, _bytes(files[name] for name in start), _bytes(files[name] for name in whole)))
    return found


def report(built: Path) -> str:
    """A line for each page."""
    lines = [f"  {page:14} to start {start}, with all parts {whole}" for page, start, whole in page_sizes(built)]
    return "\n".join(lines)


def _mentioned(file: Path, names: Iterable[str]) -> set[str]:
    if file.suffix not in (".html", ".js", ".css"):
        return set()
    text = file.read_text(encoding="utf-8")
    return {name for name in names if name != file.name and name in text and not name.endswith(".html")}


def _bytes(files: Iterable[Path]) -> Bytes:
    contents = [file.read_bytes() for file in files]
    return Bytes(sum(map(len, contents)), sum(len(gzip.compress(content)) for content in contents))
