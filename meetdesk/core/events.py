"""What can happen to a meeting. Time comes in with it.

``at`` is by the meeting's clock: seconds since the Unix epoch as the host's clock showed them when the meeting began,
and steady since then. Whatever lasts is measured by it. What people read as a time of day follows ``ClockSet`` besides.
"""

from typing import TypeAlias

import msgspec

from meetdesk.core.budget import Kind
from meetdesk.core.request import Request
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.files import FileId
from meetdesk.core.topics.people import EndReason, Role
from meetdesk.core.topics.private import LastPrivate


class _Event(msgspec.Struct, frozen=True, tag_field="event", tag=True):
    at: float


class Arrived(_Event, frozen=True):
    """An admitted person's control channel said hello, and it is no participant yet.

    ``arrival`` is any number that tells this person from others: the shell finds the new participant's id in the
    ``Welcomed`` command with it. One who waits and says hello again (its link was lost) keeps its number."""

    arrival: int
    name: str
    role: Role
    same_address: int | None = None
    """The number of somebody who is kept out and had come from there, too; None: nobody had."""


class Returned(_Event, frozen=True):
    """A participant said hello again on a new control channel."""

    participant: ParticipantId
    last_entry: int | None
    name: str
    last_private: tuple[LastPrivate, ...] = ()
    """Of no meaning without a ``last_entry``."""


class Asked(_Event, frozen=True):
    """A participant's window asks for something; answered by a Reply, a page, or a Refusal."""

    participant: ParticipantId
    request: Request


class LinkWentAway(_Event, frozen=True):
    """The participant's control channel is gone without a ``leave``; said again, the time to come back begins anew."""

    participant: ParticipantId


class WaitingLinkWentAway(_Event, frozen=True):
    """The control channel of one who waits is gone."""

    arrival: int


class WaitGivenUp(_Event, frozen=True):
    """One who waits does not want to come in any more."""

    arrival: int


class Expelled(_Event, frozen=True):
    """The shell closed this participant's channels because it misbehaved; it cannot come back."""

    participant: ParticipantId
    kind: Kind | None = None
    """What there was too much of; None: it made too many mistakes."""


class Overspent(_Event, frozen=True):
    """More came of this participant's track than anybody can need: the track is to be stopped."""

    participant: ParticipantId
    track: TrackId
    kind: Kind


class FileMoved(_Event, frozen=True):
    """More of the file that this participant offered has come."""

    participant: ParticipantId
    file: FileId


class FileCame(_Event, frozen=True):
    """The shell has the whole file that this participant offered."""

    participant: ParticipantId
    file: FileId
    sha256: str


class TimePassed(_Event, frozen=True):
    """At least once a second, so that people who do not come back are let go."""


class ClockSet(_Event, frozen=True):
    """The host's clock was set: it is ``behind`` seconds ahead of the meeting's clock now."""

    behind: float


class DeputiesChosen(_Event, frozen=True):
    """These participants' apps have all that happened so far and are sent what happens from now on."""

    participants: tuple[ParticipantId, ...]
    unreached: tuple[ParticipantId, ...] = ()
    unwilling: tuple[ParticipantId, ...] = ()


class Succeeded(_Event, frozen=True):
    """The app of this participant carries the meeting on from here, instead of the host's."""

    participant: ParticipantId


class EndRequested(_Event, frozen=True):
    """The host's own app ends the meeting (window closed, command line interrupted)."""

    reason: EndReason


Event: TypeAlias = (
    Arrived
    | Returned
    | Asked
    | LinkWentAway
    | WaitingLinkWentAway
    | WaitGivenUp
    | Expelled
    | Overspent
    | FileMoved
    | FileCame
    | TimePassed
    | ClockSet
    | DeputiesChosen
    | Succeeded
    | EndRequested
)
