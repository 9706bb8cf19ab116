"""The waiting room and the lock."""

import pytest
from msgspec.structs import replace

from meetdesk.core import limits
from meetdesk.core.commands import (
    KeepOut,
    KeptWaiting,
    LetBackIn,
    Refuse,
    Reply,
    TellBoard,
    TellLobby,
    TurnedAway,
    Welcomed,
)
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import WaitGivenUp, WaitingLinkWentAway
from meetdesk.core.topics.lobby import Admit, AdmitAll, KeptOut, LetBack, RefuseEntry, Waiting
from meetdesk.core.topics.moderation import MakeCoHost, Remove
from meetdesk.core.topics.people import Joined, Leave, Participant, Rename, Role, RoleChanged
from meetdesk.core.topics.rules import LobbySwitched, LockSwitched, SwitchLobby, SwitchLock

from .script import ANN, BOB, START, Script, arrives, asks, entry, loses_link, meeting_of, returns, some, time_passes

DAN, EVE = 70, 71
DAN_WAITS = Waiting(DAN, "Dan", Role.PARTICIPANT, START)
EVE_WAITS = Waiting(EVE, "Eve", Role.PARTICIPANT, START)


def with_a_lobby(*people: int) -> Script:
    script = meeting_of(*people)
    (script >> asks(ANN, SwitchLobby(1, True))).and_so_on()
    return script


def test_who_comes_waits_and_only_the_host_is_told() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> asks(ANN, SwitchLobby(1, True))
        << entry(LobbySwitched(True, ANN))
        << Reply(ANN, 1)
        >> arrives(DAN, "Dan")
        << KeptWaiting(DAN)
        << TellLobby((ANN,), (DAN_WAITS,), ())
    )


def test_it_can_be_on_from_the_start() -> None:
    script = Script(lobby=True)
    assert script.state.lobby
    (script >> arrives(ANN, "Ann", Role.HOST)).and_so_on()
    assert script >> arrives(DAN, "Dan") << KeptWaiting(DAN) << TellLobby((ANN,), (DAN_WAITS,), ())


def test_a_guest_waits_whatever_the_setting() -> None:
    waits = Waiting(DAN, "Dan", Role.GUEST, START)
    script = meeting_of(ANN)
    assert (
        script
        >> arrives(DAN, "Dan", Role.GUEST)
        << KeptWaiting(DAN)
        << TellLobby((ANN,), (waits,), ())
        >> asks(ANN, Admit(1, DAN))
        << entry(Joined(Participant(2, "Dan", Role.GUEST, START)))
        << some(Welcomed, participant=2, arrival=DAN)
        << TellBoard((2,), ())
        << Reply(ANN, 1)
        << TellLobby((ANN,), (), ())
    )


def test_the_hosts_own_window_never_waits() -> None:
    script = with_a_lobby(ANN)
    (script >> asks(ANN, SwitchLock(2, True))).and_so_on()
    assert (script >> arrives(9, "Ann", Role.HOST)).only(Welcomed) << some(Welcomed, arrival=9)


def test_all_are_let_in_and_each_gets_the_state_with_all_in_it() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> arrives(EVE, "Eve")).and_so_on()
    (script >> asks(ANN, AdmitAll(2))).only(Welcomed)
    assert (
        script
        << some(Welcomed, arrival=DAN, participant=3, state=script.state)
        << some(Welcomed, arrival=EVE, participant=4, state=script.state)
    )
    assert [person.name for person in script.state.participants] == ["Ann", "Dan", "Eve"]


def test_nobody_is_let_in_twice() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> asks(ANN, Admit(2, DAN))).and_so_on()
    assert script >> asks(ANN, Admit(3, DAN)) << Refuse(ANN, 3, ErrorCode.NOT_WAITING)
    assert script >> asks(ANN, RefuseEntry(4, DAN)) << Refuse(ANN, 4, ErrorCode.NOT_WAITING)
    assert script >> asks(ANN, AdmitAll(5)) << Reply(ANN, 5)


def test_who_is_refused_is_turned_away_for_good() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert (
        script
        >> asks(ANN, RefuseEntry(2, DAN))
        << Reply(ANN, 2)
        << TellLobby((ANN,), (), ())
        << TurnedAway(ErrorCode.LOBBY_REFUSED, arrival=DAN, for_good=True)
    )


def test_who_is_refused_may_be_kept_out_and_let_back() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert (
        script
        >> asks(ANN, RefuseEntry(2, DAN, keep_out=True))
        << KeepOut(1, arrival=DAN)
        << Reply(ANN, 2)
        << TellLobby((ANN,), (), (KeptOut(1, "Dan"),))
        << TurnedAway(ErrorCode.LOBBY_REFUSED, arrival=DAN, for_good=True)
        >> asks(ANN, LetBack(3, 1))
        << LetBackIn(1)
        << Reply(ANN, 3)
        << TellLobby((ANN,), (), ())
        >> asks(ANN, LetBack(4, 1))
        << Reply(ANN, 4)
    )


def test_who_comes_from_the_address_of_somebody_who_was_put_out_waits_for_a_time() -> None:
    script = meeting_of(ANN, BOB, 3)
    (script >> asks(ANN, Remove(1, BOB))).and_so_on()
    (script >> asks(ANN, Remove(2, 3))).and_so_on()
    kept_out = (KeptOut(1, "Bob"), KeptOut(2, "Cem"))
    late = START + limits.WAITING_AFTER_SECONDS
    assert (
        script
        >> arrives(DAN, "Dan", at=late - 1, same_address=1)
        << KeptWaiting(DAN)
        << TellLobby((ANN,), (Waiting(DAN, "Dan", Role.PARTICIPANT, late - 1, after="Bob"),), kept_out)
    )
    (script >> asks(ANN, Admit(3, DAN), at=late - 1)).and_so_on()
    assert script.state.participants[-1].name == "Dan", "and the host may let them in"
    (script >> arrives(EVE, "Eve", at=late, same_address=1)).and_so_on()
    assert script.state.participants[-1].name == "Eve", "half an hour later nobody waits for it"
    (script >> asks(ANN, LetBack(4, 2), at=late)).and_so_on()
    (script >> arrives(72, "Fay", at=late - 1, same_address=2)).and_so_on()
    assert script.state.participants[-1].name == "Fay", "who is let back is held against nobody"


def test_only_so_many_are_kept_out() -> None:
    script = with_a_lobby(ANN)
    for number in range(limits.KEPT_OUT):
        (script >> arrives(DAN + number)).and_so_on()
        (script >> asks(ANN, RefuseEntry(2, DAN + number, keep_out=True))).and_so_on()
    (script >> arrives(999)).and_so_on()
    (script >> asks(ANN, RefuseEntry(3, 999, keep_out=True))).only(LetBackIn)
    assert script << LetBackIn(1)


def test_somebody_goes_away_while_waiting() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert (
        script
        >> WaitGivenUp(START, DAN)
        << TellLobby((ANN,), (), ())
        >> WaitGivenUp(START, DAN)
        >> WaitingLinkWentAway(START, DAN)
    )


def test_a_lost_link_comes_back_to_its_place_under_its_name() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> arrives(EVE, "Eve")).and_so_on()
    assert (
        script
        >> WaitingLinkWentAway(START + 5, DAN)
        << TellLobby((ANN,), (replace(DAN_WAITS, connected=False), EVE_WAITS), ())
        >> asks(ANN, Admit(2, DAN))
        << Refuse(ANN, 2, ErrorCode.NOT_WAITING)
        >> time_passes(34)
        >> arrives(DAN, "Somebody else", at=START + 34.5)
        << KeptWaiting(DAN)
        << TellLobby((ANN,), (DAN_WAITS, EVE_WAITS), ())
        >> time_passes(100)
    )


def test_who_has_no_link_is_not_let_in_with_all() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> WaitingLinkWentAway(START, DAN)).and_so_on()
    assert script >> asks(ANN, AdmitAll(2)) << Reply(ANN, 2)


def test_a_lost_link_is_let_go_after_thirty_seconds() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> WaitingLinkWentAway(START + 5, DAN)).and_so_on()
    assert (
        script
        >> time_passes(34.9)
        >> time_passes(35)
        << TellLobby((ANN,), (), ())
        << TurnedAway(ErrorCode.NOT_ADMITTED, arrival=DAN, for_good=True)
    )


def test_nobody_waits_for_ever() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert (
        script
        >> time_passes(limits.WAITING_SECONDS - 0.1)
        >> time_passes(limits.WAITING_SECONDS)
        << TellLobby((ANN,), (), ())
        << TurnedAway(ErrorCode.WAITED_TOO_LONG, arrival=DAN, for_good=True)
    )


def test_the_lobby_has_an_end() -> None:
    script = with_a_lobby(ANN)
    for number in range(limits.WAITING):
        (script >> arrives(100 + number)).and_so_on()
    assert script >> arrives(999) << TurnedAway(ErrorCode.LOBBY_FULL, arrival=999)


def test_a_full_meeting_lets_in_as_many_as_have_room() -> None:
    script = meeting_of(ANN)
    for number in range(limits.PARTICIPANTS - 2):
        (script >> arrives(100 + number)).and_so_on()
    (script >> asks(ANN, SwitchLobby(1, True))).and_so_on()
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> arrives(EVE, "Eve")).and_so_on()
    assert (script >> asks(ANN, AdmitAll(2))).only(TellLobby) << TellLobby((ANN,), (EVE_WAITS,), ())
    assert script >> asks(ANN, Admit(3, EVE)) << Refuse(ANN, 3, ErrorCode.MEETING_FULL)
    assert script >> asks(ANN, AdmitAll(4)) << Refuse(ANN, 4, ErrorCode.MEETING_FULL)


def test_a_new_co_host_is_told_who_waits_and_one_that_returns_too() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(BOB, "Bob")).and_so_on()
    (script >> asks(ANN, AdmitAll(2))).and_so_on()
    bob = script.state.participants[1].participant
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert (
        script
        >> asks(ANN, MakeCoHost(3, bob))
        << entry(RoleChanged(bob, Role.CO_HOST, ANN))
        << Reply(ANN, 3)
        << TellLobby((bob,), (DAN_WAITS,), ())
    )
    (script >> loses_link(bob)).and_so_on()
    assert (script >> arrives(EVE, "Eve")).only(TellLobby) << TellLobby((ANN,), (DAN_WAITS, EVE_WAITS), ())
    assert (script >> returns(bob, 1)).only(TellLobby) << TellLobby((bob,), (DAN_WAITS, EVE_WAITS), ())


def test_switching_the_lobby_off_lets_nobody_in() -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert script >> asks(ANN, SwitchLobby(2, False)) << entry(LobbySwitched(False, ANN)) << Reply(ANN, 2)
    assert (script >> asks(ANN, Admit(3, DAN))).only(Welcomed) << some(Welcomed, arrival=DAN)


@pytest.mark.parametrize("lobby", [False, True])
def test_a_locked_meeting_takes_nobody_new(lobby: bool) -> None:
    script = meeting_of(ANN, BOB)
    (script >> asks(ANN, SwitchLobby(1, lobby))).and_so_on()
    assert (
        script
        >> asks(ANN, SwitchLock(2, True))
        << entry(LockSwitched(True, ANN))
        << Reply(ANN, 2)
        >> arrives(DAN, "Dan")
        << TurnedAway(ErrorCode.MEETING_LOCKED, arrival=DAN)
        >> arrives(EVE, "Eve", Role.GUEST)
        << TurnedAway(ErrorCode.MEETING_LOCKED, arrival=EVE)
        >> asks(ANN, SwitchLock(3, True))
        << Reply(ANN, 3)
    )


def test_who_is_in_or_waits_already_is_not_locked_out() -> None:
    script = with_a_lobby(ANN, BOB)
    (script >> arrives(DAN, "Dan")).and_so_on()
    (script >> asks(ANN, SwitchLock(2, True))).and_so_on()
    (script >> loses_link(BOB)).and_so_on()
    assert (script >> returns(BOB, 3)).only(Welcomed) << some(Welcomed, participant=BOB)
    (script >> WaitingLinkWentAway(START, DAN)).and_so_on()
    assert (script >> arrives(DAN, "Dan")).only(KeptWaiting) << KeptWaiting(DAN)
    assert (script >> asks(ANN, Admit(3, DAN))).only(Welcomed) << some(Welcomed, arrival=DAN)


@pytest.mark.parametrize("number", [DAN, 0, 2**53 - 1])
def test_who_waits_cannot_ask_anything(number: int) -> None:
    script = with_a_lobby(ANN)
    (script >> arrives(DAN, "Dan")).and_so_on()
    assert script >> asks(number, Rename(1, "Ann")) << Refuse(number, 1, ErrorCode.NOT_IN_MEETING)
    assert script >> asks(number, Leave(1)) << Refuse(number, 1, ErrorCode.NOT_IN_MEETING)
