"""What was stopped and stays so until a moderator takes it back: writing in the notes, and being in the meeting."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from meetdesk.core.budget import Kind
from meetdesk.core.topics.basics import ParticipantId


class Stoppable(StrEnum):
    """What of somebody can be stopped. The tracks, by their sources: its publisher may start them again."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"
    NOTES = "notes"
    """It may not write in them."""
    MEETING = "meeting"
    """It was put out, and is kept out."""


class Stop(msgspec.Struct, frozen=True):
    participant: ParticipantId
    name: str
    kind: Kind
    what: Stoppable
    kept_out: int | None = None
    """The number under which it is kept out of the meeting."""


class Stops:
    """Those that are in force: of a participant, what of it."""

    def __init__(self) -> None:
        self._stops: dict[tuple[ParticipantId, Stoppable], Stop] = {}

    def __iter__(self) -> Iterator[Stop]:
        return iter(self._stops.values())

    def add(self, stop: Stop) -> None:
        self._stops[stop.participant, stop.what] = stop

    def stopped(self, participant: ParticipantId, what: Stoppable) -> Stop | None:
        return self._stops.get((participant, what))

    def take_back(self, stop: Stop) -> None:
        self._stops.pop((stop.participant, stop.what), None)

    def of_kept_out(self, number: int) -> Stop | None:
        """What is taken back when this one is let back in."""
        return next((one for one in self if one.kept_out == number), None)

    def on_left(self, participant: ParticipantId) -> None:
        """Whoever comes again is somebody new."""
        self._stops.pop((participant, Stoppable.NOTES), None)
