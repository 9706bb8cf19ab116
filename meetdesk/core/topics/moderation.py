"""What is asked about others."""

from typing import TypeAlias

from meetdesk.core.topics.basics import ParticipantId, RequestBase, TrackId
from meetdesk.core.topics.stops import Stoppable


class StopTrack(RequestBase, frozen=True, tag="stop_track"):
    """Mutes somebody else's microphone or camera, or ends somebody's sharing. Its publisher may start it again."""

    track: TrackId


class MuteAll(RequestBase, frozen=True, tag="mute_all"):
    """Mutes the microphones of everybody whom the sender may mute."""


class Remove(RequestBase, frozen=True, tag="remove"):
    """Its ticket is void from then on."""

    participant: ParticipantId
    keep_out: bool = True
    """Whether it may not join again either."""


class MakeCoHost(RequestBase, frozen=True, tag="make_co_host"):
    participant: ParticipantId


class UnmakeCoHost(RequestBase, frozen=True, tag="unmake_co_host"):
    participant: ParticipantId


class LoadUsage(RequestBase, frozen=True, tag="load_usage"):
    """Answered by ``usage``: what each participant used lately."""


class LiftStop(RequestBase, frozen=True, tag="lift_stop"):
    """Takes back that the host's app stopped this of a participant, also of one that was put out. Where nothing is
    stopped, or its publisher may start it again by itself, nothing happens."""

    participant: ParticipantId
    what: Stoppable


ModerationRequest: TypeAlias = StopTrack | MuteAll | Remove | MakeCoHost | UnmakeCoHost | LoadUsage | LiftStop
