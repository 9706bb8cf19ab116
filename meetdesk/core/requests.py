"""What a participant may ask of the meeting. Every request with an ``id`` is answered by ``done`` or ``error``.

``core.meeting`` decides on each of them; ``wire.messages`` carries them as they are.
"""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core.entries import Count, Layer, Source, TrackId

Codec: TypeAlias = Annotated[str, msgspec.Meta(max_length=64)]


class _Request(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    id: Count
    """Chosen by the sender, unique within its connection; comes back in the answer."""


class Rename(_Request, frozen=True, tag="rename"):
    name: str


class PublishTrack(_Request, frozen=True, tag="publish_track"):
    """Answered by ``done`` with the new track's id."""

    source: Source
    codec: Codec
    muted: bool = False
    layers: tuple[Layer, ...] = ()


class UpdateTrack(_Request, frozen=True, tag="update_track"):
    """Fields left out stay as they are."""

    track: TrackId
    muted: bool | None = None
    codec: Codec | None = None
    layers: tuple[Layer, ...] | None = None


class UnpublishTrack(_Request, frozen=True, tag="unpublish_track"):
    track: TrackId


class PostChat(_Request, frozen=True, tag="post_chat"):
    ref: str
    """Sender's own id for the message (1 to 64 ASCII characters). Posting a ``ref`` again answers ``done`` again
    and adds nothing, so that a message can be repeated after a reconnect."""
    text: str


class LoadChat(_Request, frozen=True, tag="load_chat"):
    """Answered by ``chat_page`` with the latest ``limits.CHAT_PAGE`` messages whose entry is below ``before``."""

    before: Count


class Leave(_Request, frozen=True, tag="leave"):
    pass


class EndMeeting(_Request, frozen=True, tag="end_meeting"):
    pass


class Want(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receiver wants of one video track: up to this layer and this temporal id."""

    track: TrackId
    layer: Count
    temporal: Count = 2


class Subscribe(msgspec.Struct, frozen=True, tag_field="type", tag="subscribe", forbid_unknown_fields=True):
    """The receiver's whole list of video wants; what is not in it is not sent. Audio needs no subscription."""

    wants: tuple[Want, ...]


Request: TypeAlias = (
    Rename | PublishTrack | UpdateTrack | UnpublishTrack | PostChat | LoadChat | Leave | EndMeeting | Subscribe
)
