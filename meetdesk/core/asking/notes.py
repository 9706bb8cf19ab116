"""The shared notes."""

from typing import assert_never

from meetdesk.core.commands import Reply, TellNotes
from meetdesk.core.decision import Decision
from meetdesk.core.entries import Participant
from meetdesk.core.requests import CompactNotes, NotesRequest, WriteNotes


def decide(decision: Decision, person: Participant, request: NotesRequest) -> None:
    """Raises Refused ``notes_full``."""
    notes = decision.aside.notes
    match request:
        case WriteNotes(update=update):
            decision.answer(TellNotes((), (notes.write(update),)))
        case CompactNotes(until=until, update=update):
            notes.compact(until, update)
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))
