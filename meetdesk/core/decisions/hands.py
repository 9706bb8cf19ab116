"""Raised hands and reactions. What is so already is no change."""

from typing import assert_never

from meetdesk.core.commands import Reply, TellReaction
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.hands import (
    AllHandsLowered,
    HandLowered,
    HandRaised,
    HandRequest,
    LowerAllHands,
    LowerHand,
    LowerOthersHand,
    RaiseHand,
    ReactionShown,
    SendReaction,
)
from meetdesk.core.topics.people import Participant


def decide(decision: Decision, person: Participant, request: HandRequest) -> None:
    """Raises Refused ``person_unknown``, ``reacting_too_fast``."""
    hands = decision.fold.hands.raised
    me = person.participant
    match request:
        case RaiseHand():
            if me not in hands:
                decision.append(HandRaised(me))
        case LowerHand():
            if me in hands:
                decision.append(HandLowered(me))
        case LowerOthersHand(participant=who):
            if who not in decision.fold.participants:
                raise Refused(ErrorCode.PERSON_UNKNOWN)
            if who in hands:
                decision.append(HandLowered(who, None if who == me else me))
        case LowerAllHands():
            if hands:
                decision.append(AllHandsLowered(me))
        case SendReaction(reaction=reaction):
            decision.unlogged.reactions.check(me, decision.at)
            decision.record(ReactionShown(me, reaction))
            decision.answer(TellReaction(me, reaction))
        case _:
            assert_never(request)
    decision.answer(Reply(me, request.id))
