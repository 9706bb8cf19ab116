"""Somebody on the network who ends the TLS himself gets nobody in, gets in nowhere, and learns nothing to guess with.

``MEETDESK_MITM=1000`` tries that many joins instead of the suite's 24.
"""

import asyncio
import os

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.invitation import Destination, parse_destination
from tests.safety import attacks
from tests.safety.hosting import HOST_NAME, TITLE, Host, host
from tests.safety.middle import Attack, Middle, between
from tests.support.few_guesses import guesses
from tests.support.trying_again import join

JOINS = int(os.environ.get("MEETDESK_MITM", "24"))
AT_ONCE = 8
ANY = 10 * JOINS + 100
EXPECTED = {
    attacks.Relay: {ErrorCode.CODE_WRONG},
    attacks.NewNonce: {ErrorCode.CODE_WRONG},
    attacks.AdmitAtOnce: {ErrorCode.HOST_UNPROVEN},
    attacks.AdmitInstead: {ErrorCode.HOST_UNPROVEN},
    attacks.Reflect: {ErrorCode.HOST_UNPROVEN, ErrorCode.NOT_MEETDESK},
    attacks.Play: {ErrorCode.HOST_UNPROVEN},
}


async def _outcome(middle: Middle, code: str) -> ErrorCode | JoinedHost:
    try:
        return await join(Destination((middle.address,)), code, app_version="0.1.0")
    except MeetDeskError as error:
        return error.code


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_a_man_in_the_middle_gets_nobody_in_and_learns_nothing() -> None:
    async def scenario() -> None:
        attacks.PLAYED.clear()
        async with host(guesses(ANY), rated=False) as hosted:
            kinds = list(EXPECTED)
            share = [JOINS // len(kinds) + (index < JOINS % len(kinds)) for index in range(len(kinds))]
            for kind, joins in zip(kinds, share, strict=True):
                await _attacked(hosted, kind, joins)
            assert not hosted.session.given, "somebody was admitted"
            direct = await join(Destination((hosted.address,)), hosted.door.code, app_version="0.1.0")
            assert (direct.title, direct.host) == (TITLE, HOST_NAME), "without him it works, with the same code"
            _cannot_guess_afterwards(hosted)

    asyncio.run(scenario())


async def _attacked(hosted: Host, kind: type[Attack], joins: int) -> None:
    acting = attacks.playing(hosted.wrong_code[::-1]) if kind is attacks.Play else kind
    codes = [hosted.door.code if number % 2 else hosted.wrong_code for number in range(joins)]
    async with between(hosted.address, hosted.identity.fingerprint, acting) as middle:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(code: str) -> ErrorCode | JoinedHost:
            async with gate:
                return await _outcome(middle, code)

        outcomes = await asyncio.gather(*(one(code) for code in codes))
    assert set(outcomes) <= EXPECTED[kind], f"{kind.__name__}: {set(outcomes)}"
    assert middle.connections == joins
    text = "\n".join(message for _, message in middle.seen)
    for secret in (TITLE, HOST_NAME, hosted.door.code, hosted.wrong_code, hosted.session.meeting_id):
        assert secret not in text, f"{kind.__name__} was told {secret}"
    elements = [message for _, message in middle.seen if '"element"' in message]
    assert len(set(elements)) == len(elements), "the same code looks the same twice"


def _cannot_guess_afterwards(hosted: Host) -> None:
    """With all he has seen and his own secrets he can test one code, which he had to choose before."""
    assert len(attacks.PLAYED) >= JOINS // len(EXPECTED) - 1
    for played in attacks.PLAYED[:10]:
        candidates = [hosted.door.code, hosted.wrong_code, "123456", played.CODE]
        assert [code for code in candidates if played.fits(code)] == []


def test_he_needs_the_code_itself() -> None:
    """The control of the tests above: who was told the code is the host to the joiner and a guest to the host."""

    async def scenario() -> None:
        attacks.PLAYED.clear()
        async with host() as hosted:
            knowing = attacks.playing(hosted.door.code)
            async with between(hosted.address, hosted.identity.fingerprint, knowing) as middle:
                outcome = await _outcome(middle, hosted.door.code)
            assert isinstance(outcome, JoinedHost)
            assert outcome.title == "Forged"
            assert attacks.PLAYED[0].fits(hosted.door.code)
            assert not attacks.PLAYED[0].fits(hosted.wrong_code)

    asyncio.run(scenario())


def test_an_invitation_says_nothing_to_another_certificate() -> None:
    async def scenario() -> None:
        async with host() as hosted, between(hosted.address, hosted.identity.fingerprint, attacks.Relay) as middle:
            invitation = parse_destination(hosted.invitation)
            detour = Destination((middle.address,), invitation.fingerprint, invitation.secret)
            with pytest.raises(MeetDeskError) as refused:
                await join(detour, app_version="0.1.0")
            assert refused.value.code is ErrorCode.CERTIFICATE_CHANGED
            assert not middle.seen
            assert (await join(invitation, app_version="0.1.0")).title == TITLE

    asyncio.run(scenario())


def test_an_invitation_without_its_fingerprint_is_no_help_to_him() -> None:
    """Even an app that did not pin: the proof is bound to the certificate that it saw."""

    async def scenario() -> None:
        async with host() as hosted, between(hosted.address, hosted.identity.fingerprint, attacks.Relay) as middle:
            secret = parse_destination(hosted.invitation).secret
            with pytest.raises(MeetDeskError) as refused:
                await join(Destination((middle.address,), None, secret), app_version="0.1.0")
            assert refused.value.code is ErrorCode.INVITATION_EXPIRED
            assert not hosted.session.given

    asyncio.run(scenario())
