"""Who carries the meeting on when its host's app does not."""

from meetdesk.core.commands import Append, HandOverTo, Refuse, Reply, Route
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import DeputiesChosen, FileCame, Succeeded
from meetdesk.core.topics.chat import PostChat
from meetdesk.core.topics.files import OfferFile
from meetdesk.core.topics.people import DeputiesNamed, DeputyWished, HandOver, HostChanged, Leave, Role, WishDeputy
from meetdesk.core.topics.tracks import Source

from .script import ANN, BOB, CEM, START, Script, arrives, asks, loses_link, meeting_of, publishes, returns, time_passes


def named(*deputies: int) -> DeputiesChosen:
    return DeputiesChosen(START, deputies)


def with_deputy() -> Script:
    return (meeting_of(ANN, BOB, CEM) >> named(BOB)).and_so_on()


def changes(script: Script) -> list[object]:
    """Of the entries that the last event made."""
    found = [command.entry.change for command in script._open if isinstance(command, Append)]
    script.and_so_on()
    return found


def test_everybody_is_told_once_who_stands_in() -> None:
    script = meeting_of(ANN, BOB, CEM) >> named(BOB)
    assert changes(script) == [DeputiesNamed((BOB,))]
    assert not changes(script >> named(BOB))
    assert script.state.deputies == (BOB,)


def test_who_has_left_does_not_stand_in() -> None:
    script = with_deputy()
    (script >> asks(BOB, Leave(1))).and_so_on()
    assert script.state.deputies == ()
    assert not changes(script >> named(BOB))


def test_everybody_is_told_once_why_others_do_not_stand_in() -> None:
    script = meeting_of(ANN, BOB, CEM)
    said = DeputiesChosen(START, (), (CEM, 99), (BOB,))
    assert changes(script >> said) == [DeputiesNamed((), (CEM,), (BOB,))]
    assert not changes(script >> said)
    (script >> asks(CEM, Leave(1))).and_so_on()
    (script >> asks(BOB, Leave(1))).and_so_on()
    assert (script.state.unreached, script.state.unwilling) == ((), ())


def test_the_host_says_once_who_is_to_stand_in_and_who_leaves_is_not_wished_for() -> None:
    script = meeting_of(ANN, BOB, CEM)
    assert changes(script >> asks(ANN, WishDeputy(1, CEM))) == [DeputyWished(CEM)]
    assert script >> asks(ANN, WishDeputy(2, CEM)) << Reply(ANN, 2)
    assert script >> asks(ANN, WishDeputy(3, 99)) << Refuse(ANN, 3, ErrorCode.PERSON_UNKNOWN)
    assert script >> asks(ANN, WishDeputy(4, ANN)) << Refuse(ANN, 4, ErrorCode.OUTRANKED)
    assert script >> asks(BOB, WishDeputy(5, BOB)) << Refuse(BOB, 5, ErrorCode.NOT_ALLOWED)
    assert script.state.wished_deputy == CEM
    (script >> asks(CEM, Leave(6))).and_so_on()
    assert script.state.wished_deputy is None
    assert changes(script >> asks(ANN, WishDeputy(7, BOB))) == [DeputyWished(BOB)]
    assert changes(script >> asks(ANN, WishDeputy(8, None))) == [DeputyWished(None)]


def test_the_wish_for_another_one_outlives_the_host_and_that_for_the_new_host_does_not() -> None:
    for wished, then in ((BOB, None), (CEM, CEM)):
        script = with_deputy()
        (script >> asks(ANN, WishDeputy(1, wished))).and_so_on()
        (script >> DeputiesChosen(START, (BOB,), (CEM,))).and_so_on()
        (script >> Succeeded(START + 1, BOB)).and_so_on()
        assert (script.state.wished_deputy, script.state.unreached) == (then, ())


def test_the_host_hands_over_to_a_deputy_and_to_nobody_else() -> None:
    assert with_deputy() >> asks(ANN, HandOver(1, BOB)) << Reply(ANN, 1) << HandOverTo(BOB)
    assert with_deputy() >> asks(ANN, HandOver(1, CEM)) << Refuse(ANN, 1, ErrorCode.NO_DEPUTY)
    assert with_deputy() >> asks(CEM, HandOver(1, BOB)) << Refuse(CEM, 1, ErrorCode.NOT_ALLOWED)
    lost = (with_deputy() >> loses_link(BOB)).and_so_on()
    assert lost >> asks(ANN, HandOver(1, BOB)) << Refuse(ANN, 1, ErrorCode.NO_DEPUTY)


def test_the_deputy_is_the_host_and_everybody_comes_back() -> None:
    script = with_deputy()
    route = (script >> publishes(CEM, Source.MICROPHONE)).the(Route)
    assert (route.owner, set(route.receivers)) == (CEM, {ANN, BOB})
    assert HostChanged(BOB, ANN, 2) in changes(script >> Succeeded(START + 1, BOB))
    people = {one.participant: (one.role, one.connected) for one in script.state.participants}
    assert people == {ANN: (Role.CO_HOST, False), BOB: (Role.HOST, False), CEM: (Role.PARTICIPANT, False)}
    assert script.state.term == 2
    assert script.state.deputies == ()
    (script >> returns(CEM, script.state.entry)).and_so_on()
    (script >> returns(BOB, script.state.entry)).and_so_on()
    assert script.meeting.routes == [route], "the sound goes on without being published anew"
    assert script >> asks(BOB, PostChat(1, "r", "Hello")) << (lambda one: isinstance(one, Append)) << Reply(BOB, 1)


def test_who_does_not_come_back_has_left_as_after_any_lost_link() -> None:
    script = with_deputy()
    (script >> Succeeded(START + 1, BOB)).and_so_on()
    (script >> returns(BOB, script.state.entry)).and_so_on()
    (script >> time_passes(30.9)).and_so_on()
    assert {one.participant for one in script.state.participants} == {ANN, BOB, CEM}
    (script >> time_passes(31)).and_so_on()
    assert {one.participant for one in script.state.participants} == {BOB}


def test_it_can_happen_twice() -> None:
    script = with_deputy()
    (script >> Succeeded(START, BOB)).and_so_on()
    for who in (BOB, CEM):
        (script >> returns(who, script.state.entry)).and_so_on()
    (script >> named(CEM)).and_so_on()
    assert HostChanged(CEM, BOB, 3) in changes(script >> Succeeded(START, CEM))


def test_files_are_not_there_any_more_but_their_messages_are() -> None:
    script = with_deputy()
    file = (script >> asks(ANN, OfferFile(1, "plan.pdf", 3))).the(Reply).file
    assert file is not None
    (script >> FileCame(START, ANN, file, "0" * 64)).and_so_on()
    (script >> Succeeded(START, BOB)).and_so_on()
    assert script.meeting.readable_file(BOB, file) is None
    assert [one.file.name for one in script.state.chat if one.file] == ["plan.pdf"]


def test_a_waiting_person_waits_on() -> None:
    script = with_deputy()
    (script >> arrives(9, "Gus", Role.GUEST)).and_so_on()
    (script >> Succeeded(START, BOB)).and_so_on()
    (waiting,) = script.meeting.save(START).unlogged.lobby.waiting
    assert not waiting.waiting.connected
