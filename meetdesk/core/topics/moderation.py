"""What is asked about others."""

from typing import ClassVar, TypeAlias

from meetdesk.core import rights
from meetdesk.core.topics.basics import Answered, ParticipantId, TrackId
from meetdesk.core.topics.stops import Stoppable


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
    row: ClassVar = rights.HOST
    participant: ParticipantId


class UnmakeCoHost(Answered, frozen=True, tag="unmake_co_host"):
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
