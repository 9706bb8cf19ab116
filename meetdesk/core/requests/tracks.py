"""What is published, and what is wanted of others."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.entries import Count, Layer, Source, TrackId
from meetdesk.core.requests.basics import Numbered

Codec: TypeAlias = Annotated[str, msgspec.Meta(max_length=64)]


class PublishTrack(Numbered, frozen=True, tag="publish_track"):
    """Answered by ``done`` with the new track's id."""

    source: Source
    codec: Codec
    muted: bool = False
    layers: tuple[Layer, ...] = ()


class UpdateTrack(Numbered, frozen=True, tag="update_track"):
    """Fields left out stay as they are."""

    track: TrackId
    muted: bool | None = None
    codec: Codec | None = None
    layers: tuple[Layer, ...] | None = None


class UnpublishTrack(Numbered, frozen=True, tag="unpublish_track"):
    track: TrackId


class Want(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receiver wants of one video track: up to this layer and this temporal id."""

    track: TrackId
    layer: Count
    temporal: Count = 2


class Subscribe(msgspec.Struct, frozen=True, tag_field="type", tag="subscribe", forbid_unknown_fields=True):
    """The receiver's whole list of video wants; what is not in it is not sent. Audio needs no subscription."""

    wants: Annotated[tuple[Want, ...], msgspec.Meta(max_length=limits.WANTS)]


TrackRequest: TypeAlias = PublishTrack | UpdateTrack | UnpublishTrack | Subscribe
