"""Search in past meetings."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from meetdesk.core.topics.files import SharedFile
from meetdesk.store.searching import excerpt, words_of
from meetdesk.store.store import Store
from meetdesk.wire.past import FOUND_MEETINGS, FOUND_MESSAGES
from tests.store.past_store import NOW, hold, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("budget", "Das Budget für März"),
        ("MÄRZ budget", "Das Budget für März"),
        ("ma\u0308rz", "Das Budget für März"),
        ("strasse", "Hauptstraße 5"),
        ("预算", "我们明天开会讨论预算"),
        ("会", "我们明天开会讨论预算"),
        ("开会 预算", "我们明天开会讨论预算"),
        ("abc12", "Ｗ全角ＡＢＣ１２"),
        ("__init__", "look at `__init__`"),
        ("100%", "100% sure"),
        ("a_c", "a_c"),
    ],
)
def test_found(store: Store, typed: str, text: str) -> None:
    meeting = hold(store, 1, "something else", text, "abc 100 percent")
    (found,) = asyncio.run(store.past.search(typed)).meetings
    assert (found.meeting, found.count) == (meeting, 1), "one message, and no other"
    assert "".join(found.messages[0].text) == text
    assert len(found.messages[0].text) > 1, "what was found is marked"


@pytest.mark.parametrize("typed", ["", "  ", "nothing", "budget nothing", "name", "entry", "Anna"])
def test_not_found(store: Store, typed: str) -> None:
    hold(store, 1, "Das Budget für März")
    assert asyncio.run(store.past.search(typed)).meetings == ()


def test_titles_hosts_files_and_private_messages_are_found(store: Store) -> None:
    meeting = hold(store, 1, "hello", private="the secret plan", title="Weekly planning")
    shared = SharedFile(1, "Quarter report.pdf", 5, "0" * 64)
    store.transcripts.keep(meeting, [replace(message(9, ""), file=shared)], NOW)
    for typed in ("weekly", "ada"):
        (found,) = asyncio.run(store.past.search(typed)).meetings
        assert (found.count, found.messages) == (0, ())
    (private,) = asyncio.run(store.past.search("secret")).meetings[0].messages
    assert (private.other, private.place.participant) == ("Ben", 7)
    (file,) = asyncio.run(store.past.search("quarter")).meetings[0].messages
    assert (file.other, file.text) == ("", ("", "Quarter", " report.pdf"))


def test_only_so_much_is_told(store: Store) -> None:
    for number in range(1, FOUND_MEETINGS + 3):
        hold(store, number, *["hello"] * (FOUND_MESSAGES + 2), at=NOW + number)
    found = asyncio.run(store.past.search("hello"))
    assert (len(found.meetings), found.more) == (FOUND_MEETINGS, True)
    assert (found.meetings[0].count, len(found.meetings[0].messages)) == (FOUND_MESSAGES + 2, FOUND_MESSAGES)
    assert found.meetings[0].meeting == f"{FOUND_MEETINGS + 2:032x}", "the latest first"


def test_the_part_that_is_shown() -> None:
    text = "x" * 200 + " straße\n und HAUPTSTRASSE " + "y" * 200
    shown = excerpt(text, words_of("strasse"))
    assert (shown[0][:2], shown[-1][-2:]) == ("…x", "y…")
    assert shown[1::2] == ("straße", "STRASSE")
    assert "\n" not in "".join(shown)
    assert excerpt("aaa", ("aa", "a")) == ("", "aaa", "")
    assert excerpt("nothing of it", ("else",)) == ("nothing of it",)
