"""Drawing on a shared screen: strokes, texts and pointers, and who may.

A stroke is on one screen (the track), in parts of its picture, so that it is at its place at every size, and it is gone
when that screen is shared no more. While it is drawn its latest points are only passed on; the whole one is an entry.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias, assert_never

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.texts import is_visible, normal_line
from meetdesk.core.topics.basics import (
    Answered,
    Audience,
    Count,
    Everybody,
    ParticipantId,
    RequestBase,
    TrackId,
    UnloggedBase,
)

POINT_BYTES = 6
"""A point: across, down and pressure, 16 bits each in network byte order. 0 to 65,535 across the picture, down it, and
from no pressure to the strongest. So there is no such thing as a point elsewhere, or none."""

Coordinate: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
_POINTS = POINT_BYTES * limits.STROKE_POINTS
Points: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=POINT_BYTES, max_length=_POINTS)]
"""``POINT_BYTES`` for each point; base64 in JSON."""


class Tool(StrEnum):
    """What it is drawn with."""

    PEN = "pen"
    MARKER = "marker"
    """Wide, and what is below shows through."""
    ARROW = "arrow"
    """From its first point to its second."""
    RECTANGLE = "rectangle"
    """Two opposite corners."""
    TEXT = "text"
    """Begins at its one point."""


class Drawers(StrEnum):
    """Who may draw on a screen, besides the one who shares it."""

    NOBODY = "nobody"
    CO_HOSTS = "co_hosts"
    """And the host."""
    ALL = "all"


FIRST_DRAWERS = Drawers.ALL
"""Until the presenter, the host or a co-host says something else."""


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In parts of the picture, as a point's."""

    x: Coordinate
    y: Coordinate


class Stroke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody has drawn or written."""

    stroke: Count
    """The number of the entry that brought it."""
    participant: ParticipantId
    ref: Count
    """As it was drawn: who repeats it draws nothing twice."""
    tool: Tool
    points: Points
    text: str = ""
    fades: bool = False
    """It goes after a few seconds by itself, and is told to nobody who comes later."""


class DrawPart(RequestBase, frozen=True, tag="draw_part"):
    """The latest points of a stroke that is being drawn. Comes to nothing where one may not draw (any more): that is
    said of the whole stroke."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId
    ref: Count
    tool: Tool
    first: Count
    """Where in the stroke the first of these points is; those before it were said."""
    points: Points


class PointAt(RequestBase, frozen=True, tag="point_at"):
    """Where one points; comes to nothing where one may not draw."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId
    place: Place | None
    """None: nowhere any more."""


class DrawStroke(Answered, frozen=True, tag="draw_stroke"):
    """A whole stroke. The same one again changes nothing."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId
    ref: Count
    """Chosen by the window, never twice by one person."""
    tool: Tool
    points: Points
    text: str = ""
    fades: bool = False


class EraseStroke(Answered, frozen=True, tag="erase_stroke"):
    """An own one; whose screen it is, the host and co-hosts erase anybody's."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId
    stroke: Count


class ClearStrokes(Answered, frozen=True, tag="clear_strokes"):
    """Erases all own strokes of a screen, or those of all."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId
    own: bool


class SetDrawers(Answered, frozen=True, tag="set_drawers"):
    """From whose screen it is, the host or a co-host: who may draw on it. Takes nothing away that was drawn."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId
    who: Drawers


StrokesRequest: TypeAlias = DrawPart | PointAt | DrawStroke | EraseStroke | ClearStrokes | SetDrawers


class StrokeDrawn(UnloggedBase, frozen=True, tag="stroke_drawn"):
    """The number of this entry is that of the ``Stroke``."""

    track: TrackId
    participant: ParticipantId
    ref: Count
    tool: Tool
    points: Points
    text: str = ""
    fades: bool = False

    @property
    def audience(self) -> Audience:
        """Whoever is in the meeting."""
        return Everybody()


class StrokesErased(UnloggedBase, frozen=True, tag="strokes_erased"):
    """These are gone."""

    track: TrackId
    strokes: tuple[Count, ...]
    by: ParticipantId

    @property
    def audience(self) -> Audience:
        """Whoever is in the meeting."""
        return Everybody()


class DrawersChanged(UnloggedBase, frozen=True, tag="drawers_changed"):
    """Others may draw on this screen from now on."""

    track: TrackId
    who: Drawers
    by: ParticipantId

    @property
    def audience(self) -> Audience:
        """Whoever is in the meeting."""
        return Everybody()


StrokesChange: TypeAlias = StrokeDrawn | StrokesErased | DrawersChanged


class Canvas(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One screen: who may draw, and what stays on it."""

    track: TrackId
    who: Drawers
    strokes: tuple[Stroke, ...]


def points_in(points: bytes) -> int:
    """How many there are."""
    return len(points) // POINT_BYTES


def checked_text(tool: Tool, points: bytes, text: str) -> str:
    """The text as it is kept; empty for all but a text.

    Raises Refused ``stroke_invalid`` for what this tool does not draw.
    """
    whole, rest = divmod(len(points), POINT_BYTES)
    line = normal_line(text, limits.STROKE_TEXT_CHARACTERS)
    match tool:
        case Tool.PEN | Tool.MARKER:
            right = 1 <= whole <= limits.STROKE_POINTS and not text
        case Tool.ARROW | Tool.RECTANGLE:
            right = whole == 2 and not text
        case Tool.TEXT:
            right = whole == 1 and line is not None and is_visible(line)
        case _:
            assert_never(tool)
    if rest or not right or line is None:
        raise Refused(ErrorCode.STROKE_INVALID)
    return line


class Strokes:
    """What stays on the screens that are shared."""

    def __init__(self) -> None:
        self._who: dict[TrackId, Drawers] = {}
        self._strokes: dict[TrackId, dict[int, Stroke]] = {}

    def who(self, track: TrackId) -> Drawers:
        """Who may draw on it besides its presenter."""
        return self._who.get(track, FIRST_DRAWERS)

    def on(self, track: TrackId) -> tuple[Stroke, ...]:
        """In the order in which they were drawn."""
        return tuple(self._strokes.get(track, {}).values())

    def stroke(self, track: TrackId, number: int) -> Stroke | None:
        """None: it is not there (any more)."""
        return self._strokes.get(track, {}).get(number)

    def drawn(self, track: TrackId, participant: ParticipantId, ref: int) -> bool:
        """Whether this one is there already."""
        return any(one.participant == participant and one.ref == ref for one in self.on(track))

    def check_room(self, participant: ParticipantId, points: bytes) -> None:
        """Whether one more stroke is kept. Raises Refused ``strokes_full``."""
        every = [one for track in self._strokes for one in self.on(track)]
        own = [one for one in every if one.participant == participant]
        for strokes, most, most_points in (
            (own, limits.STROKES_EACH, limits.STROKE_POINTS_EACH),
            (every, limits.STROKES, limits.STROKE_POINTS_KEPT),
        ):
            if len(strokes) >= most or _points(strokes) + points_in(points) > most_points:
                raise Refused(ErrorCode.STROKES_FULL)

    def apply(self, change: StrokesChange, number: int) -> None:
        """``number``: of the entry."""
        match change:
            case StrokeDrawn():
                if not change.fades:
                    self._strokes.setdefault(change.track, {})[number] = stroke_of(change, number)
            case StrokesErased(track=track, strokes=strokes):
                for one in strokes:
                    self._strokes.get(track, {}).pop(one, None)
            case DrawersChanged(track=track, who=who):
                self._who[track] = who
            case _:
                assert_never(change)

    def forget(self, track: TrackId) -> None:
        """What was drawn on a screen, or a page of the whiteboard, goes with it."""
        self._who.pop(track, None)
        self._strokes.pop(track, None)

    def save(self) -> tuple[Canvas, ...]:
        """Every screen of which there is something to say."""
        canvases = (Canvas(track, self.who(track), self.on(track)) for track in self._who | self._strokes)
        return tuple(one for one in canvases if one.strokes or one.who is not FIRST_DRAWERS)

    @classmethod
    def restore(cls, saved: tuple[Canvas, ...]) -> "Strokes":
        """From what ``save`` gave."""
        one = cls()
        for canvas in saved:
            if canvas.who is not FIRST_DRAWERS:
                one._who[canvas.track] = canvas.who
            if canvas.strokes:
                one._strokes[canvas.track] = {stroke.stroke: stroke for stroke in canvas.strokes}
        return one


def stroke_of(change: StrokeDrawn, number: int) -> Stroke:
    """As it is told and kept."""
    return Stroke(number, change.participant, change.ref, change.tool, change.points, change.text, change.fades)


def _points(strokes: Iterable[Stroke]) -> int:
    return sum(points_in(one.points) for one in strokes)
