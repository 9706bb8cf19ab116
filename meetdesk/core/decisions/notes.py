"""The shared notes."""

from typing import assert_never

from meetdesk.core.budget import Kind
from meetdesk.core.commands import Refuse, Reply, TellNotes, WantNotes
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.roles import RANK, outranks
from meetdesk.core.topics.moderation import Stop, Stoppable
from meetdesk.core.topics.notes import (
    CompactNotes,
    NotesCompacted,
    NotesDropped,
    NotesMistaken,
    NotesRequest,
    NotesShown,
    NotesStuck,
    NotesUpdate,
    NotesWritten,
    ReadNotes,
    WriteNotes,
)
from meetdesk.core.topics.people import Participant


def decide(decision: Decision, person: Participant, request: NotesRequest) -> None:
    """Raises Refused ``notes_full``, ``notes_stopped``, ``notes_invalid``."""
    notes = decision.unlogged.notes
    match request:
        case WriteNotes(update=update):
            if not _write(decision, person, update):
                decision.answer(Refuse(person.participant, request.id, ErrorCode.NOTES_STOPPED))
                return
        case ReadNotes(reading=reading):
            decision.record(NotesShown(person.participant, reading))
            if reading:
                decision.answer(TellNotes((person.participant,), notes.all, whole=True))
        case CompactNotes(until=until, update=update):
            if notes.is_whole(person.participant, until, update):
                decision.record(NotesCompacted(update))
        case NotesStuck(number=number):
            writer = notes.writer_of(number)
            # Of what was compacted nobody is known to have written it, and nobody may stop the host.
            one = None if writer is None else decision.fold.participants.get(writer)
            if one is not None and outranks(person.role, one.role):
                decision.record(NotesDropped(number))
                _stop(decision, one)
                # Its own window goes on showing what it wrote, so that it can be copied.
                others = tuple(who for who in decision.fold.participants if who != writer and who in notes.readers)
                decision.answer(TellNotes(others, (), anew=True))
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))


def time_passed(decision: Decision) -> None:
    """The host's clock decides when the notes are compacted, and who does it: the host's own window if it is there,
    then whoever has the highest role, and has been here longest."""
    people = [one for one in decision.fold.participants.values() if one.connected]
    people.sort(key=lambda one: (-RANK[one.role], one.participant))
    if wanted := decision.unlogged.notes.compactor([one.participant for one in people], decision.at):
        decision.record(wanted)
        decision.answer(WantNotes(wanted.participant, wanted.until))


def _write(decision: Decision, person: Participant, update: bytes) -> bool:
    """Whether it is written; if not, it is the last one that this person tried."""
    notes, people = decision.unlogged.notes, decision.fold.participants
    if decision.unlogged.stops.stopped(person.participant, Stoppable.NOTES) is not None:
        raise Refused(ErrorCode.NOTES_STOPPED)
    try:
        notes.check(person.participant, update, people.keys())
    except Refused as refused:
        # A refusal changes nothing but this: who goes on with what no window sends is stopped.
        if refused.code is not ErrorCode.NOTES_INVALID:
            raise
        if notes.bears_with(person.participant, decision.at):
            decision.record(NotesMistaken(person.participant))
            raise
        _stop(decision, person)
        return False
    number = decision.record(NotesWritten(person.participant, update)).number
    connected = [one.participant for one in people.values() if one.connected]
    if readers := tuple(one for one in connected if one in notes.readers):
        decision.answer(TellNotes(readers, (NotesUpdate(number, update),)))
    decision.announce_notes([one for one in connected if one != person.participant])
    return True


def _stop(decision: Decision, person: Participant) -> None:
    decision.stop(Stop(person.participant, person.name, Kind.NOTES_MISTAKES, Stoppable.NOTES))
