"""What can happen to a meeting. Time comes in with it: ``at``, in seconds since the Unix epoch by the host's clock."""

from typing import TypeAlias

import msgspec

from meetdesk.core.entries import EndReason, ParticipantId, Role
from meetdesk.core.requests import Request


class _Event(msgspec.Struct, frozen=True):
    at: float


class Arrived(_Event, frozen=True):
    """An admitted person's control channel said hello for the first time. ``arrival`` is any number that tells this
    event's answer from others: the shell finds the new participant's id in the ``Welcomed`` command with it."""

    arrival: int
    name: str
    role: Role


class Returned(_Event, frozen=True):
    """A participant said hello again on a new control channel."""

    participant: ParticipantId
    last_entry: int | None
    name: str


class Asked(_Event, frozen=True):
    participant: ParticipantId
    request: Request


class LinkWentAway(_Event, frozen=True):
    """The participant's control channel is gone without a ``leave``."""

    participant: ParticipantId


class TimePassed(_Event, frozen=True):
    """At least once a second, so that people who do not come back are let go."""


class EndRequested(_Event, frozen=True):
    """The host's own app ends the meeting (window closed, command line interrupted)."""

    reason: EndReason


Event: TypeAlias = Arrived | Returned | Asked | LinkWentAway | TimePassed | EndRequested
