"""What is published, what may be, and what is wanted of others."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple, TypeAlias

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.basics import Answered, ChangeBase, Count, ParticipantId, RequestBase, TrackId


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
    """A sound or a picture that somebody publishes."""

    track: TrackId
    participant: ParticipantId
    source: Source
    codec: str
    """WebCodecs codec string: ``opus``, ``vp8``, ``vp09.00.40.08``."""
    muted: bool
    layers: tuple[Layer, ...] = ()
    """Empty for audio."""


class TrackPublished(ChangeBase, frozen=True, tag="track_published"):
    """There is a new track."""

    track: Track


class TrackUpdated(ChangeBase, frozen=True, tag="track_updated"):
    """The track as it is now: muted or not, codec, layers."""

    track: Track
    by: ParticipantId | None = None
    """Who muted somebody else's track (0: the host's app); None if the publisher changed it."""


class TrackUnpublished(ChangeBase, frozen=True, tag="track_unpublished"):
    """The track is gone; its number is never given to another."""

    track: TrackId
    by: ParticipantId | None = None
    """Who stopped somebody else's track (0: the host's app); None if the publisher did, or left."""


TrackChange: TypeAlias = TrackPublished | TrackUpdated | TrackUnpublished


Codec: TypeAlias = Annotated[str, msgspec.Meta(max_length=64)]


class PublishTrack(Answered, frozen=True, tag="publish_track"):
    """Answered by ``done`` with the new track's id."""

    row: ClassVar = rights.PERMITTED
    source: Source
    codec: Codec
    muted: bool = False
    layers: tuple[Layer, ...] = ()


class UpdateTrack(Answered, frozen=True, tag="update_track"):
    """Fields left out stay as they are."""

    row: ClassVar = rights.PERMITTED
    track: TrackId
    muted: bool | None = None
    codec: Codec | None = None
    layers: tuple[Layer, ...] | None = None


class UnpublishTrack(Answered, frozen=True, tag="unpublish_track"):
    """Takes back a track of one's own."""

    row: ClassVar = rights.EVERYBODY
    track: TrackId


class Want(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receiver wants of one video track: up to this layer and this temporal id."""

    track: TrackId
    layer: Count
    temporal: Count = 2


class Subscribe(RequestBase, frozen=True, tag="subscribe"):
    """The receiver's whole list of video wants; what is not in it is not sent. Audio needs no subscription."""

    row: ClassVar = rights.EVERYBODY
    wants: Annotated[tuple[Want, ...], msgspec.Meta(max_length=limits.WANTS)]
    lacks: Annotated[tuple[Codec, ...], msgspec.Meta(max_length=limits.LACKS)] = ()
    """Codecs (as ``Track.codec``) that the receiver's engine turned out to have no decoder for. What was said of them
    stays said until the receiver leaves."""


TrackRequest: TypeAlias = PublishTrack | UpdateTrack | UnpublishTrack | Subscribe


class SourceRule(NamedTuple):
    """What a track of one source may be."""

    audio: bool
    codecs: tuple[str, ...]
    """WebCodecs codec strings, the best one first; the last one can be decoded by every engine in a meeting."""
    at_once: int
    """How many tracks of this source a participant may have."""
    area: int = 0
    """Pixels of its largest layer; sound has none."""
    screen: bool = False
    """Whether it belongs to something shared; see ``commands.Route``."""


_OPUS = ("opus",)
_VP8 = ("vp8",)
_VP9_OR_VP8 = ("vp09.00.40.08", "vp8")
"""VP9: profile 0, level 4.0 (1920x1080 at 30 frames a second), 8 bits. Text needs a tenth of the bits of VP8."""

RULES: dict[Source, SourceRule] = {
    Source.MICROPHONE: SourceRule(audio=True, codecs=_OPUS, at_once=1),
    Source.CAMERA: SourceRule(audio=False, codecs=_VP8, at_once=1, area=limits.CAMERA_AREA),
    Source.SCREEN: SourceRule(
        audio=False,
        codecs=_VP9_OR_VP8,
        at_once=limits.TRACKS_PER_PARTICIPANT,
        area=limits.SCREEN_AREA,
        screen=True,
    ),
    Source.SCREEN_AUDIO: SourceRule(audio=True, codecs=_OPUS, at_once=1, screen=True),
}
DISPENSABLE = frozenset(codec for rule in RULES.values() for codec in rule.codecs[:-1])
"""Codecs that a track can be sent without, where somebody does not decode them."""


def is_audio(track: Track) -> bool:
    """Whether it is sound."""
    return RULES[track.source].audio


def checked(track: Track) -> Track:
    """The track with its layers lowest first. Raises Refused ``track_invalid`` if its source does not allow it."""
    rule = RULES[track.source]
    if track.codec not in rule.codecs or not _layers_fit(rule, track.layers):
        raise Refused(ErrorCode.TRACK_INVALID)
    return Track(
        track=track.track,
        participant=track.participant,
        source=track.source,
        codec=track.codec,
        muted=track.muted,
        layers=tuple(sorted(track.layers, key=lambda layer: layer.layer)),
    )


def check_room(track: Track, others: Iterable[Track]) -> None:
    """Whether the participant may have ``track`` besides its ``others``.

    Raises Refused: ``track_invalid`` for more than a source may have at once, ``too_many_tracks``,
    ``tracks_too_large``.
    """
    others = list(others)
    if len(others) >= limits.TRACKS_PER_PARTICIPANT:
        raise Refused(ErrorCode.TOO_MANY_TRACKS, limit=limits.TRACKS_PER_PARTICIPANT)
    if sum(other.source == track.source for other in others) >= RULES[track.source].at_once:
        raise Refused(ErrorCode.TRACK_INVALID)
    check_area(track, others)


def check_area(track: Track, others: Iterable[Track]) -> None:
    """Whether the pictures of ``track`` are not too large beside the ``others``.

    Raises Refused ``tracks_too_large``.
    """
    area = sum(_area(layer) for one in (track, *others) for layer in one.layers)
    if area > limits.PARTICIPANT_AREA:
        raise Refused(ErrorCode.TRACKS_TOO_LARGE, limit=limits.PARTICIPANT_AREA)


def _area(layer: Layer) -> int:
    return layer.width * layer.height


def _layers_fit(rule: SourceRule, layers: tuple[Layer, ...]) -> bool:
    if rule.audio:
        return not layers
    ids = {layer.layer for layer in layers}
    return (
        1 <= len(layers) == len(ids)
        and ids <= set(range(limits.LAYERS_PER_TRACK))
        and all(1 <= side <= limits.LAYER_PIXELS for layer in layers for side in (layer.width, layer.height))
        and all(_area(layer) <= rule.area for layer in layers)
    )
