"""Who asks to speak, in which order; and reactions."""

from meetdesk.core import limits
from meetdesk.core.commands import Refuse, Reply, TellReaction
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.hands import (
    AllHandsLowered,
    HandLowered,
    HandRaised,
    LowerAllHands,
    LowerHand,
    LowerOthersHand,
    RaiseHand,
    ReactionKind,
    SendReaction,
)
from meetdesk.core.topics.moderation import MakeCoHost, Remove
from meetdesk.core.topics.people import Leave

from .script import ANN, BOB, CEM, DAN, START, Script, asks, entry, loses_link, meeting_of, time_passes


def raised(*people: int) -> Script:
    script = meeting_of(ANN, BOB, CEM)
    for person in people:
        (script >> asks(person, RaiseHand(1))).and_so_on()
    return script


def test_hands_are_in_the_order_in_which_they_were_raised() -> None:
    script = meeting_of(ANN, BOB, CEM)
    assert (
        script
        >> asks(CEM, RaiseHand(1))
        << entry(HandRaised(CEM))
        << Reply(CEM, 1)
        >> asks(BOB, RaiseHand(1))
        << entry(HandRaised(BOB))
        << Reply(BOB, 1)
        >> asks(CEM, RaiseHand(2))
        << Reply(CEM, 2)
    )
    assert script.state.hands == (CEM, BOB)


def test_who_lowers_and_raises_it_again_is_last() -> None:
    script = raised(CEM, BOB)
    assert script >> asks(CEM, LowerHand(2)) << entry(HandLowered(CEM)) << Reply(CEM, 2)
    assert script >> asks(CEM, LowerHand(3)) << Reply(CEM, 3)
    (script >> asks(CEM, RaiseHand(4))).and_so_on()
    assert script.state.hands == (BOB, CEM)


def test_host_and_co_host_lower_anybodys_hand_and_all() -> None:
    script = raised(ANN, BOB, CEM)
    (script >> asks(ANN, MakeCoHost(1, BOB))).and_so_on()
    assert (
        script
        >> asks(BOB, LowerOthersHand(2, ANN))
        << entry(HandLowered(ANN, BOB))
        << Reply(BOB, 2)
        >> asks(BOB, LowerOthersHand(3, BOB))
        << entry(HandLowered(BOB))
        << Reply(BOB, 3)
        >> asks(BOB, LowerOthersHand(4, BOB))
        << Reply(BOB, 4)
        >> asks(ANN, LowerAllHands(2))
        << entry(AllHandsLowered(ANN))
        << Reply(ANN, 2)
        >> asks(ANN, LowerAllHands(3))
        << Reply(ANN, 3)
    )
    assert script.state.hands == ()


def test_participants_lower_only_their_own_and_nobody_that_of_who_is_not_there() -> None:
    script = raised(BOB, CEM)
    assert script >> asks(BOB, LowerOthersHand(2, CEM)) << Refuse(BOB, 2, ErrorCode.NOT_ALLOWED)
    assert script >> asks(BOB, LowerAllHands(3)) << Refuse(BOB, 3, ErrorCode.NOT_ALLOWED)
    assert script >> asks(ANN, LowerOthersHand(2, DAN)) << Refuse(ANN, 2, ErrorCode.PERSON_UNKNOWN)


def test_a_hand_stays_up_while_its_person_may_come_back_and_goes_down_when_it_left() -> None:
    script = raised(BOB, CEM, ANN)
    (script >> loses_link(CEM)).and_so_on()
    assert list(script.state.hands) == [BOB, CEM, ANN]
    (script >> time_passes(limits.RETURN_SECONDS)).and_so_on()
    assert list(script.state.hands) == [BOB, ANN]
    (script >> asks(ANN, Remove(1, BOB))).and_so_on()
    assert list(script.state.hands) == [ANN]
    (script >> asks(ANN, Leave(1))).and_so_on()
    assert list(script.state.hands) == []


def test_a_reaction_is_told_and_not_kept() -> None:
    script = meeting_of(ANN, BOB)
    before = script.state
    claps = SendReaction(1, ReactionKind.CLAP)
    assert script >> asks(BOB, claps) << TellReaction(BOB, ReactionKind.CLAP) << Reply(BOB, 1)
    assert script.state == before


def test_reactions_are_limited_for_each_person() -> None:
    script = meeting_of(ANN, BOB)
    claps = SendReaction(1, ReactionKind.CLAP)
    for time in range(limits.REACTIONS):
        (script >> asks(BOB, claps, at=START + time / 10)).and_so_on()
    assert script >> asks(BOB, claps, at=START + 1) << Refuse(BOB, 1, ErrorCode.REACTING_TOO_FAST)
    assert script >> asks(ANN, claps, at=START + 1) << TellReaction(ANN, ReactionKind.CLAP) << Reply(ANN, 1)
    later = START + limits.REACTION_SECONDS
    assert script >> asks(BOB, claps, at=later) << TellReaction(BOB, ReactionKind.CLAP) << Reply(BOB, 1)
