"""The table in ``docs/security.md``: rows that were measured anew take the place of the old ones. Pure."""

Row = dict[str, str]
"""Cells by the titles of their columns."""
FIRST = "what"
KEPT = "before"
"""Of a row that is made anew without it, this column stays."""


def written(page: str, rows: list[Row], order: list[str]) -> str:
    """``page`` with the rows of one act, one for each strength; the first one's ``FIRST`` says which it is.

    ``order``: what ``FIRST`` may be, as the table has it; where there is none of it yet, it comes before the next.
    Raises ValueError if the page has no such table.
    """
    lines, top, end = _table(page)
    titles = _cells(lines[top])
    acts: dict[str, list[list[str]]] = {}
    for line in lines[top + 2 : end]:
        cells = _cells(line)
        acts.setdefault(cells[0] or next(reversed(acts)), []).append(cells)
    words = rows[0][FIRST]
    old = [dict(zip(titles, cells, strict=True)) for cells in acts.get(words, [])]
    kept = [one.get(KEPT, "") for one in old] + [""] * len(rows)
    acts[words] = [
        [({KEPT: was} | row).get(title, "") for title in titles] for row, was in zip(rows, kept, strict=False)
    ]
    ranks = {one: number for number, one in enumerate(order)}
    sorted_acts = sorted(acts.items(), key=lambda one: ranks.get(one[0], len(ranks)))
    table = [f"| {' | '.join(cells)} |" for _, each in sorted_acts for cells in each]
    return "\n".join([*lines[: top + 2], *table, *lines[end:]]) + "\n"


def table(page: str) -> list[Row]:
    """All rows of it. Raises ValueError if the page has no such table."""
    lines, top, end = _table(page)
    titles = _cells(lines[top])
    return [dict(zip(titles, _cells(line), strict=True)) for line in lines[top + 2 : end]]


def _table(page: str) -> tuple[list[str], int, int]:
    """Lines of the page, and which the table's are: the first, and the one after the last."""
    lines = page.splitlines()
    top = next((at for at, line in enumerate(lines) if _cells(line)[:2] == [FIRST, "strength"]), None)
    if top is None:
        raise ValueError(f"no table that begins with {FIRST!r}")
    return lines, top, next((at for at in range(top, len(lines)) if not lines[at].startswith("|")), len(lines))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
