"""Drawing on a shared screen, or on a page of the whiteboard."""

from typing import NamedTuple, assert_never

from meetdesk.core.commands import Reply, TellDrawers, TellErased, TellPart, TellPointer, TellStrokes
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.roles import moderates
from meetdesk.core.topics.basics import Everybody, ParticipantId, TrackId
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.strokes import (
    POINT_BYTES,
    ClearStrokes,
    Drawers,
    DrawersChanged,
    DrawPart,
    DrawStroke,
    EraseStroke,
    PointAt,
    SetDrawers,
    StrokeDrawn,
    StrokesErased,
    StrokesRequest,
    checked_text,
    stroke_of,
)
from meetdesk.core.topics.tracks import RULES, is_audio


def may_draw(who: Drawers, person: Participant, presenter: ParticipantId) -> bool:
    """Whether this one may draw on a screen of ``presenter`` on which ``who`` may; held to the window's
    (``ui/src/state/drawing/rules.ts``) by ``tests/vectors/strokes.json``."""
    if person.participant == presenter:
        return True
    match who:
        case Drawers.NOBODY:
            return False
        case Drawers.CO_HOSTS:
            return moderates(person.role)
        case Drawers.ALL:
            return True
        case _:
            assert_never(who)


def decide(decision: Decision, person: Participant, request: StrokesRequest) -> None:
    """Raises Refused ``track_unknown``, ``drawing_not_allowed``, ``stroke_invalid``, ``stroke_unknown``,
    ``stroke_not_yours``, ``strokes_full``."""
    match request:
        case DrawPart(points=points):
            if len(points) % POINT_BYTES:
                raise Refused(ErrorCode.STROKE_INVALID)
            if _may_pass_on(decision, person, request.track):
                decision.answer(TellPart(_others(decision, person), person.participant, request))
        case PointAt(track=track, place=place):
            if _may_pass_on(decision, person, track):
                decision.answer(TellPointer(_others(decision, person), person.participant, track, place))
        case DrawStroke():
            _draw(decision, person, request)
            decision.answer(Reply(person.participant, request.id))
        case EraseStroke() | ClearStrokes():
            _erase(decision, person, request)
            decision.answer(Reply(person.participant, request.id))
        case SetDrawers(track=track, who=who):
            _check_presents(person, _surface(decision, track))
            if who is not decision.unlogged.strokes.who(track):
                decision.record(DrawersChanged(track, who, person.participant))
                decision.answer(TellDrawers(_all(decision), track, who, person.participant))
            decision.answer(Reply(person.participant, request.id))
        case _:
            assert_never(request)


def _draw(decision: Decision, person: Participant, request: DrawStroke) -> None:
    strokes, me = decision.unlogged.strokes, person.participant
    track = _surface(decision, request.track)
    if not may_draw(strokes.who(track.track), person, track.presenter):
        raise Refused(ErrorCode.DRAWING_NOT_ALLOWED)
    text = checked_text(request.tool, request.points, request.text)
    if strokes.drawn(track.track, me, request.ref):
        return
    if not request.fades:
        strokes.check_room(me, request.points)
    change = StrokeDrawn(track.track, me, request.ref, request.tool, request.points, text, request.fades)
    number = decision.record(change).number
    decision.answer(TellStrokes(_all(decision), track.track, (stroke_of(change, number),)))


def _erase(decision: Decision, person: Participant, request: EraseStroke | ClearStrokes) -> None:
    strokes, me = decision.unlogged.strokes, person.participant
    track = _surface(decision, request.track)
    if isinstance(request, EraseStroke):
        one = strokes.stroke(track.track, request.stroke)
        if one is None:
            raise Refused(ErrorCode.STROKE_UNKNOWN)
        if one.participant != me:
            _check_presents(person, track)
        gone: tuple[int, ...] = (one.stroke,)
    else:
        if not request.own:
            _check_presents(person, track)
        drawn = strokes.on(track.track)
        gone = tuple(one.stroke for one in drawn if not request.own or one.participant == me)
    if gone:
        decision.record(StrokesErased(track.track, gone, me))
        decision.answer(TellErased(_all(decision), track.track, gone, me))


class _Surface(NamedTuple):
    """What is drawn on: a screen, or a page of the whiteboard."""

    track: TrackId
    presenter: ParticipantId
    """Who shares it, or opened it."""


def _surface(decision: Decision, number: TrackId) -> _Surface:
    page = decision.unlogged.board.page(number)
    if page is not None:
        return _Surface(number, page.by)
    found = decision.fold.tracks.get(number)
    if found is None or not RULES[found.source].screen or is_audio(found):
        raise Refused(ErrorCode.TRACK_UNKNOWN)
    return _Surface(number, found.participant)


def _check_presents(person: Participant, surface: _Surface) -> None:
    """Whoever shares it, host and co-hosts."""
    if person.participant != surface.presenter and not moderates(person.role):
        raise Refused(ErrorCode.STROKE_NOT_YOURS)


def _may_pass_on(decision: Decision, person: Participant, number: TrackId) -> bool:
    """A part may come just after its screen went, or the permission: that is nothing to tell a person of."""
    try:
        track = _surface(decision, number)
    except Refused:
        return False
    return may_draw(decision.unlogged.strokes.who(number), person, track.presenter)


def _all(decision: Decision) -> tuple[ParticipantId, ...]:
    return tuple(one.participant for one in decision.readers(Everybody()))


def _others(decision: Decision, person: Participant) -> tuple[ParticipantId, ...]:
    return tuple(one for one in _all(decision) if one != person.participant)
