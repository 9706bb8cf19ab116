"""What is asked about others, and what of them was stopped and stays so until a moderator takes it back: writing in the
notes, and being in the meeting."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, TypeAlias, assert_never

import msgspec

from meetdesk.core import rights
from meetdesk.core.budget import Kind
from meetdesk.core.topics.basics import Answered, Audience, Concerned, ParticipantId, TrackId, UnloggedBase


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
    """What the host's app does not take from somebody any more, because too much of it came."""

    participant: ParticipantId
    name: str
    kind: Kind
    what: Stoppable
    kept_out: int | None = None
    """The number under which it is kept out of the meeting."""


class StopTrack(Answered, frozen=True, tag="stop_track"):
    """Mutes somebody else's microphone or camera, or ends somebody's sharing. Its publisher may start it again."""

    row: ClassVar = rights.MODERATORS
    track: TrackId


class MuteAll(Answered, frozen=True, tag="mute_all"):
    """Mutes the microphones of everybody whom the sender may mute."""

    row: ClassVar = rights.MODERATORS


class Remove(Answered, frozen=True, tag="remove"):
    """Its ticket is void from then on."""

    row: ClassVar = rights.MODERATORS
    participant: ParticipantId
    keep_out: bool = True
    """Whether it may not join again either."""


class MakeCoHost(Answered, frozen=True, tag="make_co_host"):
    """Makes a participant a co-host."""

    row: ClassVar = rights.HOST
    participant: ParticipantId


class UnmakeCoHost(Answered, frozen=True, tag="unmake_co_host"):
    """Makes a co-host a participant again."""

    row: ClassVar = rights.HOST
    participant: ParticipantId


class LoadUsage(Answered, frozen=True, tag="load_usage"):
    """Answered by ``usage``: what each participant used lately."""

    row: ClassVar = rights.MODERATORS


class LiftStop(Answered, frozen=True, tag="lift_stop"):
    """Takes back that the host's app stopped this of a participant, also of one that was put out. Where nothing is
    stopped, or its publisher may start it again by itself, nothing happens."""

    row: ClassVar = rights.MODERATORS
    participant: ParticipantId
    what: Stoppable


ModerationRequest: TypeAlias = StopTrack | MuteAll | Remove | MakeCoHost | UnmakeCoHost | LoadUsage | LiftStop


class _OfAStop(UnloggedBase, frozen=True):
    stop: Stop

    @property
    def audience(self) -> Audience:
        """The one who is stopped, and the moderators."""
        return Concerned(self.stop.participant)


class Stopped(_OfAStop, frozen=True, tag="stopped"):
    """Too much came from somebody; that person and the moderators are told."""


class StopLifted(_OfAStop, frozen=True, tag="stop_lifted"):
    """A moderator took it back."""


class Stops:
    """Those that are in force: of a participant, what of it."""

    def __init__(self) -> None:
        self._stops: dict[tuple[ParticipantId, Stoppable], Stop] = {}

    def __iter__(self) -> Iterator[Stop]:
        return iter(self._stops.values())

    def apply(self, change: Stopped | StopLifted) -> None:
        """A second stop of the same replaces the first; lifting what is not stopped (any more) does nothing."""
        of = change.stop.participant, change.stop.what
        match change:
            case Stopped():
                self._stops[of] = change.stop
            case StopLifted():
                self._stops.pop(of, None)
            case _:
                assert_never(change)

    def stopped(self, participant: ParticipantId, what: Stoppable) -> Stop | None:
        """The stop that is in force for this of them; None: they may."""
        return self._stops.get((participant, what))

    def of_kept_out(self, number: int) -> Stop | None:
        """What is taken back when this one is let back in."""
        return next((one for one in self if one.kept_out == number), None)

    def on_left(self, participant: ParticipantId) -> None:
        """Whoever comes again is somebody new."""
        self._stops.pop((participant, Stoppable.NOTES), None)

    def save(self) -> tuple[Stop, ...]:
        """A stop has no age: it holds until somebody takes it back."""
        return tuple(self)

    @classmethod
    def restore(cls, saved: tuple[Stop, ...]) -> "Stops":
        """They are in force at once; whom they concern has been told, and is told again only when it comes back."""
        one = cls()
        one._stops = {(stop.participant, stop.what): stop for stop in saved}
        return one
