"""The shared notes: what is kept, who is told, who compacts, who is stopped."""

from meetdesk.core import limits
from meetdesk.core.budget import TABLE, Kind
from meetdesk.core.commands import Refuse, Reply, TellNotes, TellStopped, WantNotes
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.moderation import LiftStop, MakeCoHost, Stop, Stoppable
from meetdesk.core.topics.notes import CompactNotes, NotesStuck, NotesUpdate, ReadNotes, WriteNotes
from meetdesk.core.topics.rules import ChangePermissions

from .script import ANN, BOB, CEM, START, Script, arrives, asks, loses_link, meeting_of, returns, time_passes
from .yjs_updates import text, typed, update

ONE, TWO = NotesUpdate(1, typed("one")), NotesUpdate(2, typed(" two", clock=3))
WHOLE = typed("one two")


def written(*updates: bytes) -> Script:
    script = meeting_of(ANN, BOB)
    for one in updates:
        (script >> asks(BOB, WriteNotes(1, one))).and_so_on()
    return script


def kept(script: Script) -> tuple[NotesUpdate, ...]:
    """As somebody who opens them is told."""
    told = [one for one in script.meeting.handle(asks(ANN, ReadNotes(1, True))) if isinstance(one, TellNotes)]
    script.meeting.handle(asks(ANN, ReadNotes(1, False)))
    assert all(one.whole and one.participants == (ANN,) for one in told)
    return told[0].updates


def test_who_looks_is_told_every_update_and_the_others_once_that_there_is_something() -> None:
    script = meeting_of(ANN, BOB, CEM)
    before = script.state
    assert (
        script
        >> asks(BOB, ReadNotes(1, True))
        << TellNotes((BOB,), (), True)
        << Reply(BOB, 1)
        >> asks(BOB, WriteNotes(2, ONE.update))
        << TellNotes((BOB,), (ONE,))
        << TellNotes((ANN, CEM), ())
        << Reply(BOB, 2)
        >> asks(BOB, WriteNotes(3, TWO.update))
        << TellNotes((BOB,), (TWO,))
        << Reply(BOB, 3)
        >> asks(CEM, ReadNotes(1, True))
        << TellNotes((CEM,), (ONE, TWO), True)
        << Reply(CEM, 1)
        >> asks(CEM, ReadNotes(2, False))
        << Reply(CEM, 2)
        >> asks(BOB, WriteNotes(4, typed("!", clock=7)))
        << TellNotes((BOB,), (NotesUpdate(3, typed("!", clock=7)),))
        << TellNotes((CEM,), ())
        << Reply(BOB, 4)
    )
    assert script.state == before


def test_who_joins_later_or_comes_back_is_told_that_there_is_something_and_asks_for_it() -> None:
    script = written(ONE.update)
    assert (script >> arrives(CEM)).the(TellNotes) == TellNotes((CEM,), ())
    (script >> asks(CEM, ReadNotes(1, True))).and_so_on()
    (script >> loses_link(CEM)).and_so_on()
    assert (script >> returns(CEM)).the(TellNotes) == TellNotes((CEM,), ())
    assert script >> asks(BOB, WriteNotes(2, TWO.update)) << Reply(BOB, 2)


def test_nothing_is_told_of_empty_notes() -> None:
    script = meeting_of(ANN)
    assert not [one for one in script.meeting.handle(returns(ANN)) if isinstance(one, TellNotes)]


def many(script: Script, count: int = limits.NOTES_COMPACT_UPDATES) -> None:
    for at in range(count):
        (script >> asks(BOB, WriteNotes(1, typed("a", clock=at)))).and_so_on()


def test_the_hosts_clock_decides_when_they_are_compacted_and_its_own_window_does_it() -> None:
    script = meeting_of(ANN, BOB)
    many(script, limits.NOTES_COMPACT_UPDATES - 1)
    assert script >> time_passes(1)
    (script >> asks(BOB, WriteNotes(1, typed("b", clock=99)))).and_so_on()
    assert script >> time_passes(2) << WantNotes(ANN, 100)
    assert script >> time_passes(3)
    (script >> asks(BOB, WriteNotes(1, typed("c", clock=100)))).and_so_on()
    whole = typed("a" * 99 + "bc")
    assert script >> asks(ANN, CompactNotes(1, 100, whole)) << Reply(ANN, 1)
    assert kept(script) == (NotesUpdate(100, whole), NotesUpdate(101, typed("c", clock=100)))


def test_nobody_compacts_who_was_not_asked_and_nothing_that_lacks_something() -> None:
    script = meeting_of(ANN, BOB)
    many(script)
    before = kept(script)
    for who in (ANN, BOB):
        (script >> asks(who, CompactNotes(1, 100, typed("a" * 100)))).and_so_on()
    assert kept(script) == before
    assert script >> time_passes(1) << WantNotes(ANN, 100)
    for who, until, whole in ((BOB, 100, "a" * 100), (ANN, 99, "a" * 100), (ANN, 100, "a" * 99), (ANN, 100, "b" * 100)):
        (script >> asks(who, CompactNotes(1, until, typed(whole)))).and_so_on()
    assert kept(script) == before
    # Another one is asked after a while.
    assert script >> time_passes(1 + limits.NOTES_COMPACT_SECONDS) << WantNotes(BOB, 100)
    (script >> asks(BOB, CompactNotes(1, 100, typed("a" * 100)))).and_so_on()
    assert kept(script) == (NotesUpdate(100, typed("a" * 100)),)


def test_what_is_kept_is_bounded_for_each_writer_and_for_all() -> None:
    script = meeting_of(ANN, BOB, CEM)
    for who, client in ((ANN, 1), (BOB, 2), (CEM, 3)):
        clock = 0
        refusal = None
        while refusal is None:
            piece = text("a" * 9_000, left=(client, clock - 1) if clock else None)
            data = update(client, clock, (piece,), ((client, clock, 9_000),))
            answers = script.meeting.handle(asks(who, WriteNotes(1, data)))
            refusal = next((one for one in answers if isinstance(one, Refuse)), None)
            clock += 9_000
        assert refusal.code == ErrorCode.NOTES_FULL
        assert sum(len(one.update) for one in kept(script)) <= limits.NOTES_KEPT_BYTES
        assert clock - 9_000 <= limits.NOTES_WRITER_BYTES


MISTAKES = TABLE[Kind.NOTES_MISTAKES]
BOB_STOPPED = Stop(BOB, "Bob", Kind.NOTES_MISTAKES, Stoppable.NOTES)


def make_mistakes(script: Script) -> None:
    """One more would be too many."""
    for number in range(MISTAKES.at_once):
        refused = Refuse(BOB, number, ErrorCode.NOTES_INVALID)
        assert script >> asks(BOB, WriteNotes(number, b"no update")) << refused


def test_who_goes_on_with_what_no_window_sends_may_not_write_any_more_and_the_host_is_told() -> None:
    script = written(ONE.update)
    make_mistakes(script)
    assert (
        script
        >> asks(BOB, WriteNotes(9, b"no update"))
        << TellStopped((ANN, BOB), BOB_STOPPED)
        << Refuse(BOB, 9, ErrorCode.NOTES_STOPPED)
        >> asks(BOB, WriteNotes(10, TWO.update))
        << Refuse(BOB, 10, ErrorCode.NOTES_STOPPED)
    )
    assert kept(script) == (ONE,)


def test_a_mistake_now_and_then_stops_nobody() -> None:
    script = written(ONE.update)
    make_mistakes(script)
    for number in range(1, 9):
        at = START + number / MISTAKES.per_second
        refused = Refuse(BOB, number, ErrorCode.NOTES_INVALID)
        assert script >> asks(BOB, WriteNotes(number, b"no update"), at) << refused


def test_the_host_lets_somebody_write_again_who_is_told_and_begins_anew() -> None:
    script = written(ONE.update)
    make_mistakes(script)
    (script >> asks(BOB, WriteNotes(9, b"no update"))).and_so_on()
    assert (script >> asks(BOB, LiftStop(1, BOB, Stoppable.NOTES))).the(Refuse).code == ErrorCode.NOT_ALLOWED
    assert (
        script
        >> asks(ANN, LiftStop(1, BOB, Stoppable.NOTES))
        << TellStopped((ANN, BOB), BOB_STOPPED, lifted=True)
        << Reply(ANN, 1)
        >> asks(ANN, LiftStop(2, BOB, Stoppable.NOTES))
        << Reply(ANN, 2)
    )
    (script >> asks(BOB, WriteNotes(10, TWO.update))).and_so_on()
    assert kept(script) == (ONE, TWO)
    make_mistakes(script)  # they are counted anew


def test_who_may_not_write_is_told_to_windows_that_come_later_too() -> None:
    script = written(ONE.update)
    make_mistakes(script)
    (script >> asks(BOB, WriteNotes(9, b"no update"))).and_so_on()
    (script >> arrives(CEM)).only(TellStopped)  # no concern of others
    assert (script >> asks(ANN, MakeCoHost(1, CEM))).the(TellStopped) == TellStopped((CEM,), BOB_STOPPED)
    for who in (ANN, BOB):
        (script >> loses_link(who)).and_so_on()
        assert (script >> returns(who)).the(TellStopped) == TellStopped((who,), BOB_STOPPED)


def test_an_update_that_the_hosts_window_cannot_take_in_is_told_to_nobody_and_its_writer_stopped() -> None:
    script = written(ONE.update, TWO.update)
    (script >> arrives(CEM)).and_so_on()
    (script >> asks(ANN, MakeCoHost(1, CEM))).and_so_on()
    for who in (ANN, BOB):
        (script >> asks(who, ReadNotes(1, True))).and_so_on()
    assert (
        script
        >> asks(CEM, NotesStuck(1, 2))
        << TellStopped((ANN, BOB, CEM), BOB_STOPPED)
        << TellNotes((ANN,), (), anew=True)
        << Reply(CEM, 1)
        >> asks(BOB, WriteNotes(3, typed("x", 9)))
        << Refuse(BOB, 3, ErrorCode.NOTES_STOPPED)
    )
    assert kept(script) == (ONE,)
    # Nobody stops the host, and a number that is not known does nothing.
    (script >> asks(ANN, WriteNotes(1, typed("host", 5)))).and_so_on()
    for number in (2, 3, 4):
        assert script >> asks(CEM, NotesStuck(number, number)) << Reply(CEM, number)
    assert len(kept(script)) == 2


def test_what_is_written_next_to_an_update_that_is_taken_out_goes_with_it_and_the_notes_go_on() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(BOB, WriteNotes(1, typed("one")))).and_so_on()
    (script >> asks(CEM, WriteNotes(1, typed("mine", client=2)))).and_so_on()
    (script >> asks(BOB, WriteNotes(2, typed("bad", clock=3)))).and_so_on()
    next_to_it = update(2, 4, (text("next", left=(1, 5)),))
    for who, update_of in ((CEM, next_to_it), (BOB, typed("after", clock=6))):
        (script >> asks(who, WriteNotes(3, update_of))).and_so_on()
    (script >> asks(ANN, NotesStuck(1, 3))).and_so_on()
    mine = NotesUpdate(2, typed("mine", client=2))
    assert kept(script) == (ONE, mine)
    # What a window sends that has not begun anew is refused; a document without it can be compacted.
    unknown = asks(CEM, WriteNotes(4, typed("!", client=2, clock=8)))
    assert script >> unknown << Refuse(CEM, 4, ErrorCode.NOTES_INVALID)
    for at in range(limits.NOTES_COMPACT_UPDATES):
        (script >> asks(CEM, WriteNotes(5, typed("a", client=3, clock=at)))).and_so_on()
    until = (script >> time_passes(1)).the(WantNotes).until
    whole = b"\3" + b"".join(
        typed(content, client)[1:-1] for client, content in ((1, "one"), (2, "mine"), (3, "a" * 100))
    )
    (script >> asks(ANN, CompactNotes(2, until, whole + b"\0"))).and_so_on()
    assert len(kept(script)) == 1, "it is taken"


def test_without_the_permission_participants_only_read() -> None:
    script = written(ONE.update)
    (script >> asks(ANN, ChangePermissions(1, notes=False))).and_so_on()
    refused = Refuse(BOB, 2, ErrorCode.NOT_PERMITTED, {"permission": "notes"})
    assert script >> asks(BOB, WriteNotes(2, TWO.update)) << refused
    assert (script >> asks(BOB, ReadNotes(3, True))).the(TellNotes).updates == (ONE,)
    (script >> asks(ANN, WriteNotes(2, typed("mine", 7)))).and_so_on()
    assert len(kept(script)) == 2
