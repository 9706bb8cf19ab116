"""What somebody asks about others."""

from typing import TypeAlias

from meetdesk.core.entries import ParticipantId, TrackId
from meetdesk.core.requests.basics import Numbered
from meetdesk.core.stops import Stoppable


class StopTrack(Numbered, frozen=True, tag="stop_track"):
    """Mutes somebody else's microphone or camera, or ends somebody's sharing. Its publisher may start it again."""

    track: TrackId


class MuteAll(Numbered, frozen=True, tag="mute_all"):
    """Mutes the microphones of everybody whom the sender may mute."""


class Remove(Numbered, frozen=True, tag="remove"):
    """Its ticket is void from then on."""

    participant: ParticipantId
    keep_out: bool = True
    """Whether it may not join again either."""


class MakeCoHost(Numbered, frozen=True, tag="make_co_host"):
    participant: ParticipantId


class UnmakeCoHost(Numbered, frozen=True, tag="unmake_co_host"):
    participant: ParticipantId


class LoadUsage(Numbered, frozen=True, tag="load_usage"):
    """Answered by ``usage``: what each participant used lately."""


class LiftStop(Numbered, frozen=True, tag="lift_stop"):
    """Takes back that the host's app stopped this of a participant, also of one that was put out. Where nothing is
    stopped, or its publisher may start it again by itself, nothing happens."""

    participant: ParticipantId
    what: Stoppable


ModerationRequest: TypeAlias = StopTrack | MuteAll | Remove | MakeCoHost | UnmakeCoHost | LoadUsage | LiftStop
