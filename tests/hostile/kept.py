"""What the table in ``docs/security.md`` says about what is promised, in the words that stand below it.

``python -m tests.hostile.kept`` writes them anew, as ``python -m tests.hostile --write`` does. All else is pure.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.figures import CHAT_MS, CPU_RATIO, PICTURE_SHARE, WINDOW_MB
from tests.hostile.page import table

BEGIN, END = "<!-- made of the table -->", "<!-- to here -->"


def broken(cells: dict[str, str]) -> Iterator[str]:
    """Which promises this row did not keep, in words. ``cells``: by the titles of their columns."""
    gaps, longest = _numbers(cells["gaps"])
    if gaps:
        yield f"gaps up to {longest:.0f} ms"
    if _first(cells["picture"]) < PICTURE_SHARE:
        yield f"picture {cells['picture']}"
    if _first(cells["chat"]) > CHAT_MS:
        yield f"chat {cells['chat']}"
    joined, asked = _numbers(cells["joins"])
    if joined < asked:
        yield f"joins {cells['joins']}"
    if _first(cells["host"]) > CPU_RATIO:
        yield f"host {_first(cells['host']):.2f}"
    if _first(cells["window"]) > WINDOW_MB:
        yield f"window {cells['window']}"


def kept(rows: list[dict[str, str]]) -> str:
    """The words. ``rows``: of the whole table, those of one act one after the other."""
    said, what = [], ""
    for row in rows:
        what = row["what"] or what
        if words := ", ".join(broken(row)):
            said.append(f"- {what}, {row['strength']}: {words}")
    promised = (
        f"no gap above 40 ms that is not there without, at least {PICTURE_SHARE:g} of the pictures, messages within "
        f"{CHAT_MS:.0f} ms, all joins, at most {CPU_RATIO:g} of the host's processor time "
        f"and {WINDOW_MB:.0f} MB more in a window"
    )
    first = f"Of {len(rows)} rows {len(rows) - len(said)} keep all that is promised: {promised}."
    return "\n".join([BEGIN, "", f"{first}{' The others:' if said else ''}", *([""] if said else []), *said, "", END])


def with_kept(page: str, rows: list[dict[str, str]]) -> str:
    """``page`` with those words, in the place of the old ones. Raises ValueError if it has no place for them."""
    begin, end = page.find(BEGIN), page.find(END)
    if not 0 <= begin < end:
        raise ValueError(f"no {BEGIN} and {END}")
    return page[:begin] + kept(rows) + page[end + len(END) :]


def _numbers(cell: str) -> tuple[float, float]:
    one, other = re.findall(r"[\d.]+", cell.replace(",", ""))[:2]
    return float(one), float(other)


def _first(cell: str) -> float:
    found = re.search(r"[+-]?[\d.]+", cell.replace(",", ""))
    return float(found[0]) if found else float("inf") if cell.startswith("inf") else float("nan")


if __name__ == "__main__":
    PAGE = Path(__file__).parents[2] / "docs" / "security.md"
    TEXT = PAGE.read_text("utf-8")
    PAGE.write_text(with_kept(TEXT, table(TEXT)), "utf-8")
