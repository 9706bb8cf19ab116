"""The pages of the whiteboard."""

from typing import assert_never

from meetdesk.core.commands import Reply
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.roles import moderates
from meetdesk.core.topics.basics import Everybody
from meetdesk.core.topics.board import FIRST_PAGE, BoardRequest, ClosePage, OpenPage, PageClosed, PageOpened
from meetdesk.core.topics.people import Participant


def decide(decision: Decision, person: Participant, request: BoardRequest) -> None:
    """Raises Refused ``strokes_full``, ``track_unknown``, ``stroke_not_yours``."""
    board, me = decision.unlogged.board, person.participant
    everybody = decision.readers(Everybody())
    match request:
        case OpenPage():
            board.check_room()
            page = FIRST_PAGE + decision.record(PageOpened(me)).number
            decision.tell_board(everybody, me)
            decision.tell_surface(everybody, page)
            decision.answer(Reply(me, request.id, page))
        case ClosePage(page=number):
            known = board.page(number)
            if known is None:
                raise Refused(ErrorCode.TRACK_UNKNOWN)
            if known.by != me and not moderates(person.role):
                raise Refused(ErrorCode.STROKE_NOT_YOURS)
            decision.record(PageClosed(number, me))
            decision.tell_board(everybody, me)
            decision.answer(Reply(me, request.id))
        case _:
            assert_never(request)
