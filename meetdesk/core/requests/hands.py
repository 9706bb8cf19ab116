"""Asking to speak, and showing a reaction."""

from enum import StrEnum
from typing import TypeAlias

from meetdesk.core.entries import ParticipantId
from meetdesk.core.requests.basics import Numbered


class RaiseHand(Numbered, frozen=True, tag="raise_hand"):
    """The own one."""


class LowerHand(Numbered, frozen=True, tag="lower_hand"):
    """The own one."""


class LowerOthersHand(Numbered, frozen=True, tag="lower_others_hand"):
    participant: ParticipantId


class LowerAllHands(Numbered, frozen=True, tag="lower_all_hands"):
    pass


class ReactionKind(StrEnum):
    """The window draws them."""

    THUMBS_UP = "thumbs_up"
    CLAP = "clap"
    HEART = "heart"
    LAUGH = "laugh"
    SURPRISE = "surprise"
    CELEBRATE = "celebrate"


class SendReaction(Numbered, frozen=True, tag="send_reaction"):
    """Everybody in the meeting is told at once; it is not in the log."""

    reaction: ReactionKind


HandRequest: TypeAlias = RaiseHand | LowerHand | LowerOthersHand | LowerAllHands | SendReaction
