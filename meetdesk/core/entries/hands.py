"""Who asks to speak."""

from typing import TypeAlias

from meetdesk.core.entries.basics import ChangeBase, ParticipantId


class HandRaised(ChangeBase, frozen=True, tag="hand_raised"):
    """Behind those that are raised already. Whoever leaves the meeting lowers it."""

    participant: ParticipantId


class HandLowered(ChangeBase, frozen=True, tag="hand_lowered"):
    participant: ParticipantId
    by: ParticipantId | None = None
    """Who lowered somebody else's hand; None if its person did."""


class AllHandsLowered(ChangeBase, frozen=True, tag="all_hands_lowered"):
    by: ParticipantId


HandChange: TypeAlias = HandRaised | HandLowered | AllHandsLowered
