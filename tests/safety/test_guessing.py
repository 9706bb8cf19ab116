"""Guessing the code over real connections: from many addresses, all at once, and while others come in."""

import asyncio
import socket
import time
from collections import Counter

import pytest
from websockets.asyncio.client import connect

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import make_code
from meetdesk.joining.dial import join
from meetdesk.joining.invitation import Destination, parse_destination
from meetdesk.joining.reach import any_certificate
from meetdesk.server.guesses import PER_ADDRESS, TOTAL, Guesses, Limit
from meetdesk.wire.local import CodeKind
from tests.safety.hosting import TITLE, Host, host
from tests.support.bot_channels import ask_to_join
from tests.support.proof import prove


async def guess(hosted: Host, code: str, source: str = "127.0.0.1") -> str:
    """One join with a code from a source address: ``admitted`` or the code of the refusal."""

    def dial(address: str, port: int) -> socket.socket:
        return socket.create_connection((address, port), timeout=5, source_address=(source, 0))

    try:
        await ask_to_join("127.0.0.1", hosted.address.port, code, dial)
    except MeetDeskError as error:
        return error.code
    return "admitted"


def test_many_addresses_have_no_more_guesses_and_invited_people_get_in() -> None:
    async def scenario() -> None:
        async with host() as hosted:
            began = time.monotonic()
            wrong = hosted.wrong_code
            attack = asyncio.gather(*(guess(hosted, wrong, f"127.0.0.{number}") for number in range(2, 42)))
            invitation = parse_destination(hosted.invitation)
            for _ in range(5):
                assert (await join(invitation, app_version="0.1.0")).title == TITLE
                await asyncio.sleep(0.1)
            outcomes = Counter(await attack)
            assert time.monotonic() - began < TOTAL[0].seconds, "the machine is too slow for this test"
            assert outcomes == {"code_wrong": TOTAL[0].guesses, "too_many_guesses": 40 - TOTAL[0].guesses}
            # Now the code is locked, even for whoever has it; the invitation is not.
            assert await guess(hosted, hosted.door.code, "127.0.0.99") == "too_many_guesses"
            assert (await join(invitation, app_version="0.1.0")).title == TITLE
            assert len(hosted.session.given) == 6

    asyncio.run(scenario())


def test_one_address_has_fewer_and_leaves_the_others_theirs() -> None:
    async def scenario() -> None:
        async with host() as hosted:
            outcomes = Counter([await guess(hosted, hosted.wrong_code, "127.0.0.2") for _ in range(7)])
            assert outcomes == {"code_wrong": PER_ADDRESS[0].guesses, "too_many_guesses": 2}
            assert await guess(hosted, hosted.door.code, "127.0.0.3") == "admitted"

    asyncio.run(scenario())


def test_the_wait_is_told() -> None:
    async def scenario() -> None:
        async with host(Guesses((Limit(1, 60.0),), TOTAL)) as hosted:
            await guess(hosted, hosted.wrong_code)
            with pytest.raises(MeetDeskError) as refused:
                await join(Destination((hosted.address,)), hosted.door.code, app_version="0.1.0")
            assert refused.value.code is ErrorCode.TOO_MANY_GUESSES
            assert 0 < int(refused.value.detail["seconds"]) <= 60

    asyncio.run(scenario())


def test_a_whole_class_comes_in_at_once() -> None:
    """More than may guess at a time, but none of them guesses."""

    async def scenario() -> None:
        async with host() as hosted:
            outcomes = Counter(
                await asyncio.gather(*(guess(hosted, hosted.door.code, f"127.0.0.{2 + n % 20}") for n in range(25)))
            )
            assert outcomes == {"admitted": 25}

    asyncio.run(scenario())


def test_hanging_up_before_the_verdict_is_a_guess_too() -> None:
    class HungUpError(Exception):
        pass

    async def scenario() -> None:
        async with host(Guesses((Limit(2, 60.0),), TOTAL)) as hosted:
            for _ in range(2):
                with pytest.raises(HungUpError):
                    await _begin_a_guess(hosted, HungUpError)
            assert await guess(hosted, hosted.door.code) == "too_many_guesses"

    async def _begin_a_guess(hosted: Host, stop: type[Exception]) -> None:
        url = f"wss://127.0.0.1:{hosted.address.port}/meetdesk/join"
        async with connect(url, ssl=any_certificate(), compression=None, ping_interval=None, proxy=None) as talk:
            heard = 0

            async def hear() -> str | bytes:
                nonlocal heard
                heard += 1
                if heard == 2:  # the element is on its way, the proof is not
                    raise stop
                return await talk.recv()

            await prove(talk.send, hear, hosted.identity.fingerprint, hosted.door.code)

    asyncio.run(scenario())


def test_asking_whether_there_is_a_meeting_is_no_guess() -> None:
    async def scenario() -> None:
        async with host(Guesses((Limit(1, 60.0),), TOTAL)) as hosted:
            for _ in range(3):
                with pytest.raises(MeetDeskError) as refused:
                    await join(Destination((hosted.address,)), app_version="0.1.0")
                assert refused.value.code is ErrorCode.CODE_NEEDED
            assert await guess(hosted, hosted.door.code) == "admitted"

    asyncio.run(scenario())


def test_a_new_code_voids_the_old_one_and_the_invitation_but_nobodys_ticket() -> None:
    async def scenario() -> None:
        async with host() as hosted:
            old_code, old_invitation = hosted.door.code, parse_destination(hosted.invitation)
            joined = await join(old_invitation, app_version="0.1.0")
            hosted.door.renew(make_code(CodeKind.DIGITS_9))
            assert len(hosted.door.code) == 9
            assert await guess(hosted, old_code) == "code_wrong"
            with pytest.raises(MeetDeskError) as refused:
                await join(old_invitation, app_version="0.1.0")
            assert refused.value.code is ErrorCode.INVITATION_EXPIRED
            assert await guess(hosted, hosted.door.code) == "admitted"
            # The pinned host, and the new code with it.
            assert (await join(old_invitation, hosted.door.code, app_version="0.1.0")).title == TITLE
            assert hosted.session.gate(joined.ticket, "control") is None

    asyncio.run(scenario())
