"""Whom every window shows large."""

from meetdesk.core.commands import Refuse, Reply
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.moderation import MakeCoHost
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.rules import SetSpotlight, SpotlightChanged

from .script import ANN, BOB, CEM, asks, entry, meeting_of


def test_the_host_and_a_co_host_light_anybody_and_nobody() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, MakeCoHost(1, BOB))).and_so_on()
    assert (
        script
        >> asks(BOB, SetSpotlight(1, (CEM, ANN, CEM)))
        << entry(SpotlightChanged((CEM, ANN), BOB))
        << Reply(BOB, 1)
        >> asks(ANN, SetSpotlight(2, (CEM, ANN)))
        << Reply(ANN, 2)
        >> asks(ANN, SetSpotlight(3, ()))
        << entry(SpotlightChanged((), ANN))
        << Reply(ANN, 3)
    )


def test_participants_light_nobody_and_nobody_lights_who_is_not_there() -> None:
    script = meeting_of(ANN, BOB)
    assert script >> asks(BOB, SetSpotlight(1, (BOB,))) << Refuse(BOB, 1, ErrorCode.NOT_ALLOWED)
    assert script >> asks(ANN, SetSpotlight(1, (BOB, CEM))) << Refuse(ANN, 1, ErrorCode.PERSON_UNKNOWN)
    assert script.state.spotlight == ()


def test_whoever_leaves_leaves_the_spotlight() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, SetSpotlight(1, (BOB, CEM)))).and_so_on()
    (script >> asks(BOB, Leave(1))).and_so_on()
    assert script.state.spotlight == (CEM,)
