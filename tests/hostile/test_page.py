"""Rows of the table in ``docs/security.md`` are made anew one by one."""

from pathlib import Path

import pytest

from tests.hostile.kept import BEGIN, broken, kept, with_kept
from tests.hostile.listed import ACTS
from tests.hostile.page import table, written

PAGE = """# Promises

| what | strength | before | host | who pays |
|---|---|---|---|---|
| frames | 10 | 1.5 | 1.0 | whoever sends |
|  | 100 | 2.5 | 1.1 |  |
| guests | 1 | 7.1 | 1.2 | nobody |

Words.
"""
ORDER = ["frames", "codes", "guests"]


def rows(what: str, *hosts: str, **more: str) -> list[dict[str, str]]:
    return [
        {"what": "" if number else what, "strength": f"{10**number}", "host": host, "done": "not shown", **more}
        for number, host in enumerate(hosts)
    ]


def test_a_row_takes_the_place_of_the_old_one_and_keeps_what_was_before() -> None:
    page = written(PAGE, rows("frames", "1.3", "1.4"), ORDER)
    assert "| frames | 1 | 1.5 | 1.3 |  |\n|  | 10 | 2.5 | 1.4 |  |\n| guests | 1 | 7.1 | 1.2 | nobody |\n" in page
    assert page.endswith("\n\nWords.\n")
    assert written(page, rows("frames", "1.3", "1.4"), ORDER) == page
    assert "| frames | 1 | 9.9 | 1.3 |  |" in written(PAGE, rows("frames", "1.3", before="9.9"), ORDER)


def test_a_new_row_comes_where_it_belongs() -> None:
    page = written(PAGE, rows("codes", "1.3"), ORDER)
    assert "|  | 100 | 2.5 | 1.1 |  |\n| codes | 1 |  | 1.3 |  |\n| guests |" in page


def test_a_page_without_the_table_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="no table"):
        written("# Promises\n", rows("codes", "1.3"), ORDER)


def test_the_page_that_is_written_has_the_table_and_nothing_else_of_it_changes() -> None:
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text("utf-8")
    order = [act.words for act in ACTS.values()]
    assert len(set(order)) == len(order), "rows are told apart by their words"
    found = written(page, rows("made up", "1.0"), order)
    changed = [line for line in found.splitlines() if line not in set(page.splitlines())]
    assert len(changed) == 1
    assert changed[0].startswith("| made up | 1 |")


GOOD = {
    "what": "frames",
    "strength": "10 frames/s",
    "gaps": "0 (33 ms)",
    "picture": "1.00",
    "chat": "10 ms",
    "joins": "20 of 20",
    "host": "1.15 (11 %)",
    "window": "+100 MB",
}


@pytest.mark.parametrize(
    ("title", "cell", "words"),
    [
        ("gaps", "2 (1,093 ms)", "gaps up to 1093 ms"),
        ("picture", "0.89", "picture 0.89"),
        ("chat", "1,301 ms", "chat 1,301 ms"),
        ("chat", "inf ms", "chat inf ms"),
        ("joins", "19 of 20", "joins 19 of 20"),
        ("host", "1.16 (12 %)", "host 1.16"),
        ("window", "+1,101 MB", "window +1,101 MB"),
    ],
)
def test_what_a_row_does_not_keep_is_said_below_the_table(title: str, cell: str, words: str) -> None:
    assert list(broken(GOOD)) == []
    row = GOOD | {"what": "", title: cell}
    assert list(broken(row)) == [words]
    assert "Of 2 rows 1 keep all" in kept([GOOD, row])
    assert f"\n- frames, 10 frames/s: {words}\n" in kept([GOOD, row])


def test_what_is_said_below_the_table_is_what_the_table_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text("utf-8")
    assert page.count(BEGIN) == 1
    assert with_kept(page, table(page)) == page, "python -m tests.hostile.kept writes what stands below the table anew"
