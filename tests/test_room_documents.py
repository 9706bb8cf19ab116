"""Each room's own page begins with what always holds there; the architecture's page lists it, with its test."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LISTED = re.findall(
    r"^- `(\w+)` \(\[[\w.]+\]\(([\w.]+)\)\): \*\*([^*]+)\*\* \(([^)]+)\)\.$",
    (ROOT / "docs" / "architecture.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_all_rooms_of_a_meeting_are_listed() -> None:
    assert [room for room, *_ in LISTED] == ["core", "relay", "net", "server", "joining", "wire", "client"]


@pytest.mark.parametrize(("room", "page", "sentence", "tests"), LISTED)
def test_its_page_begins_with_it(room: str, page: str, sentence: str, tests: str) -> None:
    said = (ROOT / "docs" / page).read_text("utf-8").split("\n\n")[1]
    assert said.startswith(f"**{sentence[0].upper()}{sentence[1:]}.**"), (
        f"docs/{page} should begin with it, after its title"
    )
    named = re.findall(r"`(tests/[\w/.]+)`", tests)
    assert named
    for test in named:
        assert (ROOT / test).is_file(), f"docs/architecture.md names {test} for {room}, which is not there"
