"""What every topic is made of: ids, the bases of changes and requests, who may ask for what, and who reads what is in
no log."""

from typing import Annotated, ClassVar, TypeAlias

import msgspec

from meetdesk.core.rights import Permission, Row

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A whole number that a JavaScript number holds exactly."""
ParticipantId: TypeAlias = Count
"""The number of the entry that brought the participant in: from 1 upwards, never used twice in a meeting."""
TrackId: TypeAlias = Count
"""The number of the entry that published the track: never used twice in a meeting; the track id of the media header."""


HOSTS_APP: ParticipantId = 0
"""In place of a participant who did something to another: the host's app itself, because too much came."""


class ChangeBase(msgspec.Struct, frozen=True, tag_field="change", forbid_unknown_fields=True):
    """Base of everything that an entry can say."""


class _Audience(msgspec.Struct, frozen=True, tag_field="audience", tag=True, forbid_unknown_fields=True):
    pass


class Everybody(_Audience, frozen=True):
    """Who is in the meeting."""


class TwoPeople(_Audience, frozen=True):
    """What they write to each other: nobody else is even told that there is something."""

    one: ParticipantId
    """The smaller id."""
    other: ParticipantId


class Moderators(_Audience, frozen=True):
    """Who may let people in: host and co-hosts."""


class Concerned(_Audience, frozen=True):
    """This one, and the moderators."""

    participant: ParticipantId


class Only(_Audience, frozen=True):
    """This one: a voter."""

    participant: ParticipantId


class StandIn(_Audience, frozen=True):
    """Nobody in the meeting, only an app that is to carry it on when the host's is gone. That one reads all the rest,
    too."""


Audience: TypeAlias = Everybody | TwoPeople | Moderators | Concerned | Only | StandIn


def two_people(one: ParticipantId, other: ParticipantId) -> TwoPeople:
    """Them, in whichever order they are named."""
    return TwoPeople(min(one, other), max(one, other))


class UnloggedBase(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    """Base of everything that is kept besides the log: not everybody is to be told it, or it changes too often."""

    @property
    def audience(self) -> Audience:
        """Who reads it; a change that says nothing of that is told to nobody."""
        return StandIn()


class RequestBase(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Base of everything that a participant may ask of the meeting."""

    row: ClassVar[Row]
    """Who may ask for it: its row in the table of roles x requests."""
    permission: ClassVar[Permission | None] = None
    """What has to be on besides, where the row says ``if permitted``; ``core.roles`` has those few requests of
    which it depends on what they say."""


class Answered(RequestBase, frozen=True):
    """A request that is answered, by ``done`` or ``error``."""

    id: Count
    """Chosen by the sender, unique within its connection; comes back in the answer."""
