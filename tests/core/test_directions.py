"""Text of others beside one's own words keeps its place, and theirs."""

import pytest

from meetdesk.core.directions import isolated, straight
from meetdesk.messages import sentence

FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize("text", ["Ann", "王小明", "Zoë", "3 < 4", ""])
def test_what_turns_nothing_stays_as_it_is(text: str) -> None:
    assert isolated(text) == straight(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("محمد", "محمد"),
        ("דנה (A)", "דנה (A)"),
        ("\u202egnp.exe", "\u202egnp.exe"),
        ("\u2067abc", f"\u2067abc{PDI}"),
        (f"abc{PDI}\u202edef", "abc\u202edef"),
        (f"\u2066a\u2068b{PDI}", f"\u2066a\u2068b{PDI}{PDI}"),
        (f"{PDI}{PDI}\u2066a", f"\u2066a{PDI}"),
    ],
)
def test_it_ends_with_the_text(text: str, kept: str) -> None:
    assert isolated(text) == f"{FSI}{kept}{PDI}"
    assert isolated(isolated(text)) == f"{FSI}{FSI}{kept}{PDI}{PDI}", "and in another sentence"


def test_a_meeting_that_is_found_turns_no_line_of_the_terminal_over() -> None:
    line = sentence("cli_find_meeting", "en", title="\u202eX", host="דנה", people=3, address="10.0.0.1")
    assert line.strip() == f"{FSI}\u202eX{PDI} · {FSI}דנה{PDI} · people: 3 · 10.0.0.1"
