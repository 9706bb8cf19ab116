"""The succession channel (``docs/protocol.md``, 6): between a member's app and the host's, or that of a deputy, beside
the channels of its window. JSON text frames.

A deputy is sent the whole meeting once and then every event, in order. As the core decides the same of the same events,
it has the same meeting at every moment.
"""

from typing import Annotated, Final, TypeAlias

import msgspec

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.events import Event
from meetdesk.core.meeting import SavedMeeting
from meetdesk.core.topics.basics import Count, ParticipantId
from meetdesk.core.topics.people import Role
from meetdesk.wire.channels import HOST_PATH
from meetdesk.wire.join import Hex32
from meetdesk.wire.local import CodeKind

SUCCESSION_PATH: Final = f"{HOST_PATH}/succession"
SAID_BYTES: Final = 16_384
"""Longest message of a member's app."""
BEAT_SECONDS: Final = 0.25
"""How often the host says that it is there."""

ADDRESSES: Final = 8
"""Where one deputy may be tried: everybody's app would dial all of them."""

Where: TypeAlias = Annotated[str, msgspec.Meta(max_length=80)]


class _Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    pass


# Of a member's app


class Watching(_Message, frozen=True, tag="watching", omit_defaults=True):
    """First message."""

    able: bool
    """It may be asked to stand in."""
    certificate: Annotated[bytes, msgspec.Meta(max_length=4_096)]
    """Its own, DER."""
    word_for: Count = 0
    """The latest naming for which it has said to a deputy that this host is gone."""
    wired: bool = False
    """Its computer reaches the host by cable, as far as it knows."""
    mains: bool = True
    """Its computer does not run on a battery."""
    free: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    """Share of its processors that had nothing to do lately."""
    keen: bool = False
    """It is in the meeting in order to stand in."""


class Here(_Message, frozen=True, tag="here"):
    """Answer to ``beat``."""


class Listening(_Message, frozen=True, tag="listening"):
    """Answer to ``begin``: it has that, and listens there, as far as it knows its addresses. No names: nobody's app
    is to look up what another one says."""

    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)]
    addresses: Annotated[tuple[Where, ...], msgspec.Meta(max_length=ADDRESSES)]


class Unable(_Message, frozen=True, tag="unable"):
    """Answer to ``begin``: it cannot stand in after all."""


class Tried(_Message, frozen=True, tag="tried"):
    """Answer to ``try``."""

    participant: ParticipantId
    reached: bool


class Have(_Message, frozen=True, tag="have"):
    """A deputy has everything up to this number."""

    number: Count


class Knows(_Message, frozen=True, tag="knows"):
    """A deputy has heard of this naming."""

    naming: Count


class Promise(_Message, frozen=True, tag="promise"):
    """Answer to ``strike``: this app will not say to the deputy that the host is gone."""

    word_for: Count
    """The latest naming for which it has said so already."""


class HostGone(_Message, frozen=True, tag="host_gone"):
    """To a deputy: this member's app has lost the host, and a new connection failed."""

    naming: Count


class TakesOver(_Message, frozen=True, tag="takes_over"):
    """Answer to ``reign``: the meeting is carried on by this app."""


MemberSaid: TypeAlias = Watching | Here | Listening | Unable | Tried | Have | Knows | Promise | HostGone | TakesOver

# Of the host's app


class Deputy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the meeting goes on if the host's app is gone."""

    participant: ParticipantId
    name: str
    addresses: tuple[str, ...]
    certificate: bytes
    """DER: its address answers with this one and no other."""


class Beat(_Message, frozen=True, tag="beat"):
    """The host is there."""

    at: float
    """The meeting's clock."""


class Try(_Message, frozen=True, tag="try"):
    """The app is to try whether it reaches this one."""

    deputy: Deputy


class Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who has a ticket, in the meeting or waiting, and by what a deputy knows it."""

    key: Hex32
    """SHA-256 of the ticket that it shows to this deputy (``wire.tickets``)."""
    role: Role
    address: str
    participant: ParticipantId | None = None
    arrival: int | None = None


class OutOfDoors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is kept out."""

    number: int
    address: str


class Begin(_Message, frozen=True, tag="begin"):
    """The app is to stand in: all that the host's app has."""

    number: Count
    """Of the last event that is in it."""
    meeting: SavedMeeting
    holders: tuple[Holder, ...]
    out_of_doors: tuple[OutOfDoors, ...]
    code: str
    code_kind: CodeKind
    guests: bool
    hidden: bool
    participant: ParticipantId
    """Whose app this is."""


class Admits(_Message, frozen=True, tag="admits"):
    """Somebody has a ticket, or another one than before."""

    holder: Holder


class CodeIs(_Message, frozen=True, tag="code_is"):
    """The door as it is from now on."""

    code: str
    code_kind: CodeKind
    guests: bool


class Happened(_Message, frozen=True, tag="happened"):
    """An event, to be decided on as the host did."""

    number: Count
    """One more than the one before."""
    event: Event


class Dismissed(_Message, frozen=True, tag="dismissed"):
    """The app does not stand in any more."""


class Deputies(_Message, frozen=True, tag="deputies"):
    """Who stands in, the first one first; to everybody's app. ``core.succession`` says what a naming is."""

    naming: Count
    members: tuple[ParticipantId, ...]
    """The electorate."""
    deputies: tuple[Deputy, ...]


class Strike(_Message, frozen=True, tag="strike"):
    """The deputy is lost: the app is to promise not to say to it that the host is gone, for this naming and those
    before."""

    naming: Count


class Reign(_Message, frozen=True, tag="reign"):
    """To the deputy: it is to carry the meeting on, now. Nothing happens here any more."""


class Over(_Message, frozen=True, tag="over"):
    """The meeting has ended, or this app is in it no more: nobody is to take it over."""


# Of a deputy's app that has taken the meeting over, and of the host's that handed it over


class Moved(_Message, frozen=True, tag="moved"):
    """The meeting is carried on by this deputy's app."""

    term: Count
    participant: ParticipantId
    host: str
    """Its person's name."""


HostSaid: TypeAlias = (
    Beat | Try | Begin | Admits | CodeIs | Happened | Dismissed | Deputies | Strike | Reign | Over | Moved
)

_ENCODER = msgspec.json.Encoder()
_MEMBER: msgspec.json.Decoder[MemberSaid] = msgspec.json.Decoder(MemberSaid)
_HOST: msgspec.json.Decoder[HostSaid] = msgspec.json.Decoder(HostSaid)


def encode(message: MemberSaid | HostSaid) -> bytes:
    """UTF-8, for a text frame."""
    return _ENCODER.encode(message)


def decode_member(text: str | bytes) -> MemberSaid:
    """Raises MeetDeskError ``message_too_large`` or ``malformed_message``."""
    if len(text) > SAID_BYTES:
        raise MeetDeskError(ErrorCode.MESSAGE_TOO_LARGE)
    try:
        return _MEMBER.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE) from error


def decode_host(text: str | bytes) -> HostSaid:
    """Raises MeetDeskError ``malformed_message``."""
    try:
        return _HOST.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE) from error
