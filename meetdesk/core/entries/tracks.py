"""What is published."""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from meetdesk.core.entries.basics import ChangeBase, Count, ParticipantId, TrackId


class Source(StrEnum):
    """What a track shows or carries."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"
    """What the shared screen, window or tab plays."""


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One simulcast layer of a video track: ``layer`` 0 is the small one, 1 the large one."""

    layer: Count
    width: Count
    """Encoded width in pixels."""
    height: Count
    """Encoded height in pixels."""


class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    track: TrackId
    participant: ParticipantId
    source: Source
    codec: str
    """WebCodecs codec string: ``opus``, ``vp8``, ``vp09.00.40.08``."""
    muted: bool
    layers: tuple[Layer, ...] = ()
    """Empty for audio."""


class TrackPublished(ChangeBase, frozen=True, tag="track_published"):
    track: Track


class TrackUpdated(ChangeBase, frozen=True, tag="track_updated"):
    """The track as it is now: muted or not, codec, layers."""

    track: Track
    by: ParticipantId | None = None
    """Who muted somebody else's track (0: the host's app); None if the publisher changed it."""


class TrackUnpublished(ChangeBase, frozen=True, tag="track_unpublished"):
    track: TrackId
    by: ParticipantId | None = None
    """Who stopped somebody else's track (0: the host's app); None if the publisher did, or left."""


TrackChange: TypeAlias = TrackPublished | TrackUpdated | TrackUnpublished
