"""What every topic is made of: ids, the bases of changes and requests, and who may ask for what."""

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


class RequestBase(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Base of everything that a participant may ask of the meeting."""

    row: ClassVar[Row]
    """Who may ask for it: its row in the table of roles x requests."""
    permission: ClassVar[Permission | None] = None
    """What has to be on besides, where the row says ``if permitted``; ``core.permissions`` has those few requests of
    which it depends on what they say."""


class Answered(RequestBase, frozen=True):
    """A request that is answered, by ``done`` or ``error``."""

    id: Count
    """Chosen by the sender, unique within its connection; comes back in the answer."""
