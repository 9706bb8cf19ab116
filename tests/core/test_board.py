"""The whiteboard: who opens and closes its pages, and that one draws on them as on a screen."""

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply, TellBoard, TellDrawers, TellErased, TellStrokes
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.board import FIRST_PAGE, ClosePage, OpenPage, Page
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.strokes import ClearStrokes, Drawers, DrawStroke, SetDrawers, Stroke, Tool

from .script import ANN, BOB, CEM, START, Script, asks, loses_link, meeting_of, returns

EVERYBODY = (ANN, BOB, CEM)
PAGE = FIRST_PAGE + 1
LINE = bytes(6)


@pytest.fixture
def script() -> Script:
    """Bob has opened a page; Ann is the host."""
    script = meeting_of(*EVERYBODY)
    assert (
        script
        >> asks(BOB, OpenPage(1))
        << TellBoard(EVERYBODY, (Page(PAGE, BOB),), BOB)
        << TellDrawers(EVERYBODY, PAGE, Drawers.ALL)
        << Reply(BOB, 1, PAGE)
    )
    return script


def draw(ref: int, page: int = PAGE) -> DrawStroke:
    return DrawStroke(9, page, ref, Tool.PEN, LINE)


def test_what_is_drawn_on_a_page_is_told_to_everybody_and_to_who_comes_later(script: Script) -> None:
    stroke = Stroke(1, CEM, 7, Tool.PEN, LINE)
    assert script >> asks(CEM, draw(7)) << TellStrokes(EVERYBODY, PAGE, (stroke,)) << Reply(CEM, 9)
    (script >> loses_link(ANN)).and_so_on()
    back = script >> returns(ANN, script.state.entry)
    assert back.the(TellStrokes) == TellStrokes((ANN,), PAGE, (stroke,))
    saved = script.meeting.save(START).unlogged
    assert saved.board == (Page(PAGE, BOB),)
    assert [one.track for one in saved.strokes] == [PAGE]


def test_who_opened_a_page_presides_over_it_and_so_do_hosts(script: Script) -> None:
    (script >> asks(CEM, draw(7))).and_so_on()
    assert script >> asks(CEM, ClosePage(2, PAGE)) << Refuse(CEM, 2, ErrorCode.STROKE_NOT_YOURS)
    assert script >> asks(CEM, ClearStrokes(2, PAGE, own=False)) << Refuse(CEM, 2, ErrorCode.STROKE_NOT_YOURS)
    (script >> asks(BOB, SetDrawers(3, PAGE, Drawers.NOBODY))).and_so_on()
    assert script >> asks(CEM, draw(8)) << Refuse(CEM, 9, ErrorCode.DRAWING_NOT_ALLOWED)
    (script >> asks(BOB, draw(8))).the(TellStrokes)
    cleared = script >> asks(ANN, ClearStrokes(4, PAGE, own=False))
    assert cleared.the(TellErased) == TellErased(EVERYBODY, PAGE, (1, 2), ANN)
    assert script >> asks(ANN, ClosePage(5, PAGE)) << TellBoard(EVERYBODY, (), ANN) << Reply(ANN, 5)


def test_a_page_goes_with_all_that_is_on_it_and_its_number_never_comes_again(script: Script) -> None:
    (script >> asks(CEM, draw(7))).and_so_on()
    (script >> asks(BOB, ClosePage(2, PAGE))).and_so_on()
    saved = script.meeting.save(START).unlogged
    assert (saved.board, saved.strokes) == ((), ())
    assert script >> asks(CEM, draw(8)) << Refuse(CEM, 9, ErrorCode.TRACK_UNKNOWN)
    assert script >> asks(BOB, ClosePage(3, PAGE)) << Refuse(BOB, 3, ErrorCode.TRACK_UNKNOWN)
    (script >> asks(CEM, OpenPage(4))).and_so_on()
    assert script.meeting.save(START).unlogged.board == (Page(PAGE + 1, CEM),)


def test_a_page_stays_when_who_opened_it_leaves(script: Script) -> None:
    (script >> asks(BOB, Leave(2))).and_so_on()
    assert script.meeting.save(START).unlogged.board == (Page(PAGE, BOB),)
    (script >> asks(CEM, draw(7))).the(TellStrokes)


def test_there_are_only_so_many_pages(script: Script) -> None:
    for _ in range(limits.BOARD_PAGES - 1):
        (script >> asks(CEM, OpenPage(2))).and_so_on()
    assert script >> asks(CEM, OpenPage(3)) << Refuse(CEM, 3, ErrorCode.STROKES_FULL)
