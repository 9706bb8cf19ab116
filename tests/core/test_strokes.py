"""Drawing on a shared screen: who may, what stays, who erases what, and how much of it there may be."""

import json
import struct
from collections.abc import Iterator
from unittest import mock

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply, TellDrawers, TellErased, TellPart, TellPointer, TellStrokes
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.moderation import MakeCoHost, StopTrack
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.strokes import (
    POINT_BYTES,
    ClearStrokes,
    Drawers,
    DrawPart,
    DrawStroke,
    EraseStroke,
    Place,
    PointAt,
    SetDrawers,
    Stroke,
    Tool,
)
from meetdesk.core.topics.tracks import Source, UnpublishTrack

from . import stroke_vectors
from .script import ANN, BOB, CEM, LARGE, START, Script, asks, loses_link, meeting_of, publishes, returns

SCREEN = 4
"""Ann (the host), Bob and Cem came, then Bob shared it."""
EVERYBODY = (ANN, BOB, CEM)


def line(points: int = 3) -> bytes:
    return struct.pack("!3H", 100, 200, 30_000) * points


def shared() -> Script:
    script = meeting_of(*EVERYBODY)
    told = (script >> publishes(BOB, Source.SCREEN, LARGE)).the(TellDrawers)
    assert told == TellDrawers(EVERYBODY, SCREEN, Drawers.ALL)
    return script


def pen(ref: int, points: bytes | None = None, *, fades: bool = False) -> DrawStroke:
    return DrawStroke(9, SCREEN, ref, Tool.PEN, line() if points is None else points, fades=fades)


def drawn(script: Script, who: int, request: DrawStroke) -> Stroke:
    (stroke,) = (script >> asks(who, request)).the(TellStrokes).strokes
    return stroke


def test_a_stroke_is_told_to_everybody_and_to_who_comes_later() -> None:
    script = shared()
    stroke = Stroke(1, CEM, 7, Tool.PEN, line())
    assert script >> asks(CEM, pen(7)) << TellStrokes(EVERYBODY, SCREEN, (stroke,)) << Reply(CEM, 9)
    (script >> loses_link(ANN)).and_so_on()
    assert (script >> returns(ANN, script.state.entry)).the(TellStrokes) == TellStrokes((ANN,), SCREEN, (stroke,))
    later = meeting_of(*EVERYBODY).meeting.save(0.0)  # nothing is drawn there: nobody is told of anything
    assert later.unlogged.strokes == ()


def test_the_same_stroke_again_changes_nothing() -> None:
    """The answer was lost with the link."""
    script = shared()
    drawn(script, CEM, pen(7))
    assert script >> asks(CEM, pen(7)) << Reply(CEM, 9)
    assert drawn(script, ANN, pen(7)).stroke == 2, "somebody else's number is another stroke"


def test_a_screen_of_which_all_is_erased_is_saved_as_one_on_which_nobody_drew() -> None:
    script = shared()
    stroke = drawn(script, CEM, pen(7))
    assert len(script.meeting.save(START).unlogged.strokes) == 1
    (script >> asks(CEM, EraseStroke(1, SCREEN, stroke.stroke))).and_so_on()
    assert script.meeting.save(START).unlogged.strokes == ()


def test_what_fades_is_told_but_not_kept() -> None:
    script = shared()
    assert drawn(script, CEM, pen(7, fades=True)).fades
    assert script >> asks(CEM, EraseStroke(1, SCREEN, 1)) << Refuse(CEM, 1, ErrorCode.STROKE_UNKNOWN)
    assert drawn(script, CEM, pen(8)).stroke == 2, "it had a number all the same"


def test_parts_and_pointers_are_passed_on_to_the_others_and_kept_nowhere() -> None:
    script = shared()
    before = script.meeting.save(0.0)
    part, place = DrawPart(SCREEN, 7, Tool.MARKER, 0, line()), Place(1, 65_535)
    assert script >> asks(CEM, part) << TellPart((ANN, BOB), CEM, part)
    assert script >> asks(CEM, PointAt(SCREEN, place)) << TellPointer((ANN, BOB), CEM, SCREEN, place)
    assert script >> asks(CEM, PointAt(SCREEN, None)) << TellPointer((ANN, BOB), CEM, SCREEN, None)
    assert script.meeting.save(0.0) == before


def test_the_presenter_says_who_draws() -> None:
    script = shared()
    (script >> asks(ANN, MakeCoHost(1, CEM))).and_so_on()
    assert (
        script
        >> asks(BOB, SetDrawers(2, SCREEN, Drawers.NOBODY))
        << TellDrawers(EVERYBODY, SCREEN, Drawers.NOBODY, BOB)
        << Reply(BOB, 2)
        >> asks(ANN, pen(1))
        << Refuse(ANN, 9, ErrorCode.DRAWING_NOT_ALLOWED)
        >> asks(CEM, DrawPart(SCREEN, 1, Tool.PEN, 0, line()))
        >> asks(CEM, PointAt(SCREEN, Place(1, 1)))
    )
    assert drawn(script, BOB, pen(1)).participant == BOB, "whose screen it is draws always"
    (script >> asks(BOB, SetDrawers(3, SCREEN, Drawers.CO_HOSTS))).and_so_on()
    assert drawn(script, CEM, pen(1)).participant == CEM
    assert script >> asks(BOB, SetDrawers(4, SCREEN, Drawers.CO_HOSTS)) << Reply(BOB, 4)


def test_others_say_nothing_of_who_draws() -> None:
    script = shared()
    said = SetDrawers(1, SCREEN, Drawers.NOBODY)
    assert script >> asks(CEM, said) << Refuse(CEM, 1, ErrorCode.STROKE_NOT_YOURS)
    assert (script >> asks(ANN, said)).the(TellDrawers).by == ANN, "the host does"


def test_one_erases_ones_own_and_the_presenter_and_moderators_anybodys() -> None:
    script = shared()
    for ref, who in enumerate((CEM, CEM, ANN, CEM)):
        drawn(script, who, pen(ref))
    assert (
        script
        >> asks(CEM, EraseStroke(1, SCREEN, 3))
        << Refuse(CEM, 1, ErrorCode.STROKE_NOT_YOURS)
        >> asks(CEM, EraseStroke(2, SCREEN, 4))
        << TellErased(EVERYBODY, SCREEN, (4,), CEM)
        << Reply(CEM, 2)
        >> asks(CEM, ClearStrokes(3, SCREEN, own=False))
        << Refuse(CEM, 3, ErrorCode.STROKE_NOT_YOURS)
        >> asks(CEM, ClearStrokes(4, SCREEN, own=True))
        << TellErased(EVERYBODY, SCREEN, (1, 2), CEM)
        << Reply(CEM, 4)
        >> asks(BOB, ClearStrokes(5, SCREEN, own=False))
        << TellErased(EVERYBODY, SCREEN, (3,), BOB)
        << Reply(BOB, 5)
        >> asks(BOB, ClearStrokes(6, SCREEN, own=False))
        << Reply(BOB, 6)
    )


@pytest.mark.parametrize(
    "end", [asks(BOB, UnpublishTrack(1, SCREEN)), asks(ANN, StopTrack(1, SCREEN)), asks(BOB, Leave(1))]
)
def test_what_was_drawn_goes_with_the_screen(end: object) -> None:
    script = shared()
    drawn(script, CEM, pen(1))
    (script >> asks(BOB, SetDrawers(2, SCREEN, Drawers.CO_HOSTS))).and_so_on()
    (script >> end).and_so_on()  # type: ignore[operator]
    assert script.meeting.save(0.0).unlogged.strokes == ()
    assert script >> asks(CEM, pen(2)) << Refuse(CEM, 9, ErrorCode.TRACK_UNKNOWN)
    assert script >> asks(CEM, DrawPart(SCREEN, 2, Tool.PEN, 0, line())), "a part that was under way is no mistake"


def test_who_leaves_leaves_what_was_drawn() -> None:
    script = shared()
    stroke = drawn(script, CEM, pen(1))
    (script >> asks(CEM, Leave(1))).and_so_on()
    assert script.meeting.save(0.0).unlogged.strokes[0].strokes == (stroke,)


def test_only_on_a_screen() -> None:
    script = meeting_of(*EVERYBODY)
    (script >> publishes(BOB, Source.CAMERA, LARGE)).and_so_on()
    assert script >> asks(CEM, pen(1)) << Refuse(CEM, 9, ErrorCode.TRACK_UNKNOWN)


WRONG = {
    "half a point": pen(1, line()[:-1]),
    "more points than a stroke has": pen(1, line(limits.STROKE_POINTS + 1)),
    "a line with a text": DrawStroke(9, SCREEN, 1, Tool.PEN, line(), "text"),
    "an arrow of three points": DrawStroke(9, SCREEN, 1, Tool.ARROW, line(3)),
    "a text of two points": DrawStroke(9, SCREEN, 1, Tool.TEXT, line(2), "text"),
    "a text without one": DrawStroke(9, SCREEN, 1, Tool.TEXT, line(1), " \u200b"),
    "a text that is too long": DrawStroke(9, SCREEN, 1, Tool.TEXT, line(1), "a" * (limits.STROKE_TEXT_CHARACTERS + 1)),
    "a huge text": DrawStroke(9, SCREEN, 1, Tool.TEXT, line(1), "a" * 60_000),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_nobody_draws_is_refused(what: str) -> None:
    script = shared()
    before = script.meeting.save(0.0)
    refused = script.meeting.handle(asks(CEM, WRONG[what]))
    assert refused == [Refuse(CEM, 9, ErrorCode.STROKE_INVALID)]
    assert script.meeting.save(0.0) == before


def test_half_a_point_of_a_part_is_refused() -> None:
    part = DrawPart(SCREEN, 1, Tool.PEN, 0, line()[:-1])
    assert shared() >> asks(CEM, part) << Refuse(CEM, None, ErrorCode.STROKE_INVALID)


def test_a_text_is_one_line_as_names_are() -> None:
    told = drawn(shared(), CEM, DrawStroke(9, SCREEN, 1, Tool.TEXT, line(1), " see\nhere \u202e"))
    assert told.text == "see here"


@pytest.fixture
def little() -> Iterator[None]:
    with mock.patch.multiple(limits, STROKES=4, STROKES_EACH=2, STROKE_POINTS_KEPT=40, STROKE_POINTS_EACH=20):
        yield


@pytest.mark.usefixtures("little")
def test_nobody_fills_a_screen_for_the_others() -> None:
    script = shared()
    full = [Refuse(CEM, 9, ErrorCode.STROKES_FULL)]
    assert script.meeting.handle(asks(CEM, pen(1, line(21)))) == full
    drawn(script, CEM, pen(1, line(10)))
    assert script.meeting.handle(asks(CEM, pen(2, line(11)))) == full
    drawn(script, CEM, pen(2, line(10)))
    assert script.meeting.handle(asks(CEM, pen(3, line(1)))) == full
    assert drawn(script, CEM, pen(3, line(1), fades=True)).fades, "what does not stay takes no room"
    drawn(script, ANN, pen(1, line(20)))
    refused = [Refuse(BOB, 9, ErrorCode.STROKES_FULL)]
    assert script.meeting.handle(asks(BOB, pen(1, line(1)))) == refused, "all have what they have together"
    (script >> asks(CEM, ClearStrokes(2, SCREEN, own=True))).and_so_on()
    assert drawn(script, BOB, pen(1, line(1))).participant == BOB


def test_a_point_is_as_long_as_it_says() -> None:
    assert struct.calcsize("!3H") == POINT_BYTES


def test_the_vectors_are_what_the_host_does() -> None:
    kept = json.loads(stroke_vectors.TARGET.read_text("utf-8"))
    assert kept == json.loads(json.dumps(stroke_vectors.vectors())), "python -m tests.core.stroke_vectors"
