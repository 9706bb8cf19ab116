"""The fold on its own."""

import pytest
from msgspec.structs import replace

from meetdesk.core.entries import Entry, LinkLost, Renamed
from meetdesk.core.state import VERSION, Fold, apply, empty_state

from .script import ANN, MEETING, START, meeting_of


def test_an_entry_that_was_applied_already_is_skipped() -> None:
    state = meeting_of(ANN).state
    assert apply(state, Entry(1, START, Renamed(ANN, "Nobody"))) == state


def test_a_missing_entry_is_noticed() -> None:
    with pytest.raises(ValueError, match="entry 3 does not follow entry 1"):
        apply(meeting_of(ANN).state, Entry(3, START, Renamed(ANN, "Anna")))


def test_a_state_of_another_version_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="not known"):
        Fold(replace(empty_state(MEETING, "", START), version=VERSION + 1))


def test_applying_leaves_the_old_state_as_it_was() -> None:
    old = meeting_of(ANN).state
    new = apply(old, Entry(2, START, LinkLost(ANN)))
    assert [person.connected for person in old.participants] == [True]
    assert [person.connected for person in new.participants] == [False]
