"""What a stranger may send as a stroke: a typed stroke or a documented error comes out, and nothing is kept beyond the
limits. ``MEETDESK_FUZZ`` as in ``test_messages``."""

import base64
import json
import random
from typing import Any

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, TellPart, TellPointer, TellStrokes
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.request import Request
from meetdesk.core.topics.board import FIRST_PAGE
from meetdesk.core.topics.strokes import POINT_BYTES
from meetdesk.core.topics.tracks import Source
from meetdesk.wire import codec
from tests.core.script import ANN, BOB, CEM, LARGE, asks, meeting_of, publishes

from .test_messages import ROUNDS, SEED

SCREEN, PAGE = 4, FIRST_PAGE + 1
REFUSALS = {
    ErrorCode.STROKE_INVALID,
    ErrorCode.STROKE_UNKNOWN,
    ErrorCode.STROKE_NOT_YOURS,
    ErrorCode.STROKES_FULL,
    ErrorCode.TRACK_UNKNOWN,
    ErrorCode.DRAWING_NOT_ALLOWED,
}
ODD: list[Any] = [None, True, -1, 0, 1, 0.5, 1e308, 2**53, 2**64, "", "pen", [], {}, [1, 2], "\ud800", "AAAA" * 2]


def _points(chance: random.Random) -> Any:
    size = chance.choice([0, 1, 6, 6, 12, 12, 60, 6_000, 6_006, 30_000])
    return base64.b64encode(chance.randbytes(size)).decode() if chance.random() < 0.8 else chance.choice(ODD)


def _message(chance: random.Random) -> str:
    """Of all kinds, each field most often right, sometimes anything."""
    right: dict[str, Any] = {
        "id": 1,
        "track": chance.choice([SCREEN, SCREEN, PAGE, PAGE, 1, 999]),
        "ref": chance.randint(0, 50),
        "tool": chance.choice(["pen", "marker", "arrow", "rectangle", "text"]),
        "points": _points(chance),
        "text": chance.choice(["", "", "look", "a" * 201, "\u202e\u200b", "x" * 20_000]),
        "fades": chance.choice([True, False]),
        "first": chance.choice([0, 5, 2**53 - 1]),
        "place": chance.choice([None, {"x": 1, "y": 2}, {"x": 65_536, "y": 0}, {"x": 1}]),
        "stroke": chance.randint(0, 60),
        "own": chance.choice([True, False]),
        "page": chance.choice([PAGE, PAGE + 1, PAGE + 20, SCREEN]),
        "who": chance.choice(["nobody", "co_hosts", "all", "all", "all"]),
    }
    fields = {
        "draw_part": ("track", "ref", "tool", "first", "points"),
        "point_at": ("track", "place"),
        "draw_stroke": ("id", "track", "ref", "tool", "points", "text", "fades"),
        "erase_stroke": ("id", "track", "stroke"),
        "clear_strokes": ("id", "track", "own"),
        "set_drawers": ("id", "track", "who"),
        "open_page": ("id",),
        "close_page": ("id", "page"),
    }
    kind = chance.choices(list(fields), (3, 2, 8, 1, 1, 1, 1, 1))[0]
    said = {"type": kind} | {name: right[name] for name in fields[kind]}
    if chance.random() < 0.1:
        said[chance.choice(fields[kind])] = chance.choice(ODD)
    # Not a number and infinity are no JSON, but what a careless encoder writes.
    return json.dumps(said).replace("0.5", chance.choice(["0.5", "NaN", "Infinity", "1e999"]))


def test_only_strokes_and_documented_errors_come_out_and_the_limits_hold() -> None:
    chance = random.Random(SEED)
    script = meeting_of(ANN, BOB, CEM)
    (script >> publishes(BOB, Source.SCREEN, LARGE)).and_so_on()
    outcomes: dict[str, int] = {}
    for _ in range(ROUNDS):
        raw = _message(chance)
        try:
            message = codec.decode_client(raw)
        except MeetDeskError as error:
            outcomes[error.code.value] = outcomes.get(error.code.value, 0) + 1
            continue
        assert isinstance(message, Request)
        for command in script.meeting.handle(asks(chance.choice([ANN, BOB, CEM]), message)):
            outcomes[type(command).__name__] = outcomes.get(type(command).__name__, 0) + 1
            match command:
                case Refuse(code=code):
                    assert code in REFUSALS, (code, raw[:300])
                case TellStrokes(strokes=(stroke,)):
                    assert 1 <= len(stroke.points) / POINT_BYTES <= limits.STROKE_POINTS, raw[:300]
                    assert len(stroke.text) <= limits.STROKE_TEXT_CHARACTERS, raw[:300]
                case TellPart(part=part):
                    assert len(part.points) % POINT_BYTES == 0, raw[:300]
    assert len(script.meeting.save(0.0).unlogged.board) <= limits.BOARD_PAGES
    kept = [one for canvas in script.meeting.save(0.0).unlogged.strokes for one in canvas.strokes]
    for who in (ANN, BOB, CEM):
        own = [one for one in kept if one.participant == who]
        assert len(own) <= limits.STROKES_EACH
        assert sum(len(one.points) for one in own) <= POINT_BYTES * limits.STROKE_POINTS_EACH
    assert outcomes.keys().isdisjoint({code.value for code in ErrorCode} - {"malformed_message"})
    reached = {
        "malformed_message",
        "Refuse",
        "Reply",
        TellStrokes.__name__,
        TellPart.__name__,
        TellPointer.__name__,
        "TellBoard",
    }
    assert reached <= outcomes.keys(), f"the fuzzer does not reach everything any more: {outcomes}"
