"""The shared notes: what is kept for those who join later."""

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply, TellNotes
from meetdesk.core.entries import NotesUpdate
from meetdesk.core.errors import ErrorCode
from meetdesk.core.requests import ChangePermissions, CompactNotes, WriteNotes

from .script import ANN, BOB, CEM, Script, arrives, asks, meeting_of, returns


def written(*updates: bytes) -> Script:
    script = meeting_of(ANN, BOB)
    for update in updates:
        (script >> asks(BOB, WriteNotes(1, update))).and_so_on()
    return script


def kept(script: Script) -> tuple[NotesUpdate, ...]:
    """As somebody who comes back is told."""
    told = [one for one in script.meeting.handle(returns(ANN)) if isinstance(one, TellNotes)]
    assert all(one.whole and one.participants == (ANN,) for one in told)
    return told[0].updates if told else ()


def test_an_update_is_told_to_all_and_is_in_no_log() -> None:
    script = meeting_of(ANN, BOB)
    before = script.state
    assert (
        script
        >> asks(BOB, WriteNotes(1, b"one"))
        << TellNotes((), (NotesUpdate(1, b"one"),))
        << Reply(BOB, 1)
        >> asks(ANN, WriteNotes(1, b"two"))
        << TellNotes((), (NotesUpdate(2, b"two"),))
        << Reply(ANN, 1)
    )
    assert script.state == before


def test_who_joins_later_or_comes_back_is_told_all() -> None:
    script = written(b"one", b"two")
    all_of_it = (NotesUpdate(1, b"one"), NotesUpdate(2, b"two"))
    assert (script >> arrives(CEM)).the(TellNotes) == TellNotes((3,), all_of_it, True)
    assert (script >> returns(BOB, 3)).the(TellNotes) == TellNotes((BOB,), all_of_it, True)


def test_nothing_is_told_of_empty_notes() -> None:
    assert kept(meeting_of(ANN)) == ()


def test_a_compaction_stands_for_what_it_holds() -> None:
    script = written(b"one", b"two", b"three")
    assert script >> asks(ANN, CompactNotes(1, 2, b"one two")) << Reply(ANN, 1)
    assert kept(script) == (NotesUpdate(2, b"one two"), NotesUpdate(3, b"three"))
    (script >> asks(BOB, WriteNotes(1, b"four"))).and_so_on()
    assert script >> asks(ANN, CompactNotes(2, 4, b"all")) << Reply(ANN, 2)
    assert kept(script) == (NotesUpdate(4, b"all"),)


def test_one_that_comes_late_or_from_the_future_does_nothing() -> None:
    script = written(b"one", b"two", b"three")
    (script >> asks(ANN, CompactNotes(1, 3, b"all"))).and_so_on()
    for until in (2, 3, 4):
        (script >> asks(BOB, CompactNotes(1, until, b"less"))).and_so_on()
        assert kept(script) == (NotesUpdate(3, b"all"),)


def test_what_is_kept_is_bounded_and_compaction_makes_room() -> None:
    largest = b"x" * limits.NOTES_UPDATE_BYTES
    count = limits.NOTES_KEPT_BYTES // limits.NOTES_UPDATE_BYTES
    script = written(*[largest] * count)
    assert len(kept(script)) == count
    assert script >> asks(BOB, WriteNotes(2, largest)) << Refuse(BOB, 2, ErrorCode.NOTES_FULL)
    (script >> asks(BOB, CompactNotes(3, count, b"short"))).and_so_on()
    (script >> asks(BOB, WriteNotes(4, largest))).and_so_on()
    assert kept(script) == (NotesUpdate(count, b"short"), NotesUpdate(count + 1, largest))


def test_without_the_permission_participants_only_read() -> None:
    script = written(b"one")
    (script >> asks(ANN, ChangePermissions(1, notes=False))).and_so_on()
    for request in (WriteNotes(2, b"two"), CompactNotes(2, 1, b"")):
        refused = Refuse(BOB, 2, ErrorCode.NOT_PERMITTED, {"permission": "notes"})
        assert script >> asks(BOB, request) << refused
    (script >> asks(ANN, WriteNotes(2, b"two"))).and_so_on()
    assert len(kept(script)) == 2
