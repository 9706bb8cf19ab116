"""Asking to speak, and showing a reaction."""

from enum import StrEnum
from typing import ClassVar, TypeAlias, assert_never

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.basics import Answered, Audience, ChangeBase, Everybody, ParticipantId, UnloggedBase


class HandRaised(ChangeBase, frozen=True, tag="hand_raised"):
    """Behind those that are raised already. Whoever leaves the meeting lowers it."""

    participant: ParticipantId


class HandLowered(ChangeBase, frozen=True, tag="hand_lowered"):
    """A hand is down."""

    participant: ParticipantId
    by: ParticipantId | None = None
    """Who lowered somebody else's hand; None if its person did."""


class AllHandsLowered(ChangeBase, frozen=True, tag="all_hands_lowered"):
    """Every hand is down."""

    by: ParticipantId


HandChange: TypeAlias = HandRaised | HandLowered | AllHandsLowered


class RaiseHand(Answered, frozen=True, tag="raise_hand"):
    """The own one."""

    row: ClassVar = rights.EVERYBODY


class LowerHand(Answered, frozen=True, tag="lower_hand"):
    """The own one."""

    row: ClassVar = rights.EVERYBODY


class LowerOthersHand(Answered, frozen=True, tag="lower_others_hand"):
    """Lowers somebody else's hand."""

    row: ClassVar = rights.MODERATORS
    participant: ParticipantId


class LowerAllHands(Answered, frozen=True, tag="lower_all_hands"):
    """Lowers every hand."""

    row: ClassVar = rights.MODERATORS


class ReactionKind(StrEnum):
    """The window draws them."""

    THUMBS_UP = "thumbs_up"
    CLAP = "clap"
    HEART = "heart"
    LAUGH = "laugh"
    SURPRISE = "surprise"
    CELEBRATE = "celebrate"


class SendReaction(Answered, frozen=True, tag="send_reaction"):
    """Everybody in the meeting is told at once; it is not in the log."""

    row: ClassVar = rights.EVERYBODY
    reaction: ReactionKind


HandRequest: TypeAlias = RaiseHand | LowerHand | LowerOthersHand | LowerAllHands | SendReaction


class ReactionShown(UnloggedBase, frozen=True, tag="reaction_shown"):
    """It is gone after a moment, and told to nobody who comes later."""

    participant: ParticipantId
    reaction: ReactionKind

    @property
    def audience(self) -> Audience:
        """All who are there at this moment."""
        return Everybody()


class Reactions:
    """When each of the latest ``limits.REACTIONS`` was shown, by person."""

    def __init__(self) -> None:
        self._shown: dict[ParticipantId, list[float]] = {}

    def check(self, participant: ParticipantId, at: float) -> None:
        """Raises Refused ``reacting_too_fast``."""
        if len(self._lately(participant, at)) >= limits.REACTIONS:
            raise Refused(ErrorCode.REACTING_TOO_FAST)

    def apply(self, change: ReactionShown, at: float) -> None:
        """``at``: of the entry, by the meeting's clock. What is ``limits.REACTION_SECONDS`` old then is forgotten."""
        self._shown[change.participant] = [*self._lately(change.participant, at), at]

    def _lately(self, participant: ParticipantId, at: float) -> list[float]:
        return [one for one in self._shown.get(participant, ()) if at - one < limits.REACTION_SECONDS]

    def save(self, at: float) -> dict[ParticipantId, tuple[float, ...]]:
        """How many seconds ago they were shown."""
        return {who: tuple(at - one for one in shown) for who, shown in self._shown.items()}

    @classmethod
    def restore(cls, saved: dict[ParticipantId, tuple[float, ...]], at: float) -> "Reactions":
        """``at``: now, by the meeting's clock, from which the saved ages are counted back."""
        one = cls()
        one._shown = {who: [at - seconds for seconds in shown] for who, shown in saved.items()}
        return one

    def on_left(self, participant: ParticipantId) -> None:
        """Whoever comes again is somebody new, who has shown nothing."""
        self._shown.pop(participant, None)


class Hands:
    """Who asks to speak, as a part of the fold."""

    def __init__(self, raised: tuple[ParticipantId, ...] = ()) -> None:
        self.raised = raised
        """Those first who asked first."""

    def apply(self, change: HandChange) -> None:
        """Every such change has been decided on: nobody raises a hand twice, nor lowers one that is not raised."""
        match change:
            case HandRaised(participant=who):
                self.raised = (*self.raised, who)
            case HandLowered(participant=who):
                self.on_left(who)
            case AllHandsLowered():
                self.raised = ()
            case _:
                assert_never(change)

    def on_left(self, participant: ParticipantId) -> None:
        """Whoever leaves the meeting lowers the hand."""
        self.raised = tuple(one for one in self.raised if one != participant)
