"""What may be published: one row for each source."""

from collections.abc import Iterable
from typing import NamedTuple

from meetdesk.core import limits
from meetdesk.core.entries import Layer, ParticipantId, Source, Track
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.state import Fold


class SourceRule(NamedTuple):
    audio: bool
    codecs: frozenset[str]
    """WebCodecs codec strings that every engine in a meeting can decode."""
    at_once: int
    """How many tracks of this source a participant may have."""
    area: int = 0
    """Pixels of its largest layer; sound has none."""
    screen: bool = False
    """Whether it belongs to something shared; see ``commands.Route``."""


_OPUS = frozenset({"opus"})
_VP8 = frozenset({"vp8"})
_VP8_OR_VP9 = frozenset({"vp8", "vp09.00.40.08"})
"""VP9: profile 0, level 4.0 (1920x1080 at 30 frames a second), 8 bits. Text needs a tenth of the bits of VP8."""

RULES: dict[Source, SourceRule] = {
    Source.MICROPHONE: SourceRule(audio=True, codecs=_OPUS, at_once=1),
    Source.CAMERA: SourceRule(audio=False, codecs=_VP8, at_once=1, area=limits.CAMERA_AREA),
    Source.SCREEN: SourceRule(
        audio=False,
        codecs=_VP8_OR_VP9,
        at_once=limits.TRACKS_PER_PARTICIPANT,
        area=limits.SCREEN_AREA,
        screen=True,
    ),
    Source.SCREEN_AUDIO: SourceRule(audio=True, codecs=_OPUS, at_once=1, screen=True),
}


def is_audio(track: Track) -> bool:
    return RULES[track.source].audio


def owned_track(fold: Fold, participant: ParticipantId, track: int) -> Track:
    """The participant's own track. Raises Refused ``track_unknown``, ``track_not_yours``."""
    found = fold.tracks.get(track)
    if found is None:
        raise Refused(ErrorCode.TRACK_UNKNOWN)
    if found.participant != participant:
        raise Refused(ErrorCode.TRACK_NOT_YOURS)
    return found


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
