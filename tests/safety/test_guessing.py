"""Guessing the code over real connections: from many addresses, all at once, and while others come in."""

import asyncio
import socket
import time
from collections import Counter

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import make_code
from meetdesk.joining.identity import Identity, make
from meetdesk.joining.invitation import Destination, parse_destination
from meetdesk.joining.reach import any_certificate
from meetdesk.net.strangers.newcomers import Newcomers, Stage
from meetdesk.server.lan.guesses import TOLD_FROM, Guesses, Guessing, Limit, Limits
from meetdesk.wire.local import CodeKind
from tests.safety.hosting import TITLE, Host, host
from tests.support.bot_channels import ask_to_join
from tests.support.few_guesses import guesses
from tests.support.netns import Cable
from tests.support.proof import prove
from tests.support.trying_again import join

TOTAL = 10
"""Guesses of all in the tests that use them up: the product's own are counted in ``tests/server/test_guesses.py``."""


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
        async with host(guesses(5, TOTAL)) as hosted:
            began = time.monotonic()
            wrong = hosted.wrong_code
            attack = asyncio.gather(*(guess(hosted, wrong, f"127.0.0.{number}") for number in range(2, 42)))
            invitation = parse_destination(hosted.invitation)
            for _ in range(5):
                assert (await join(invitation, app_version="0.1.0")).title == TITLE
                await asyncio.sleep(0.1)
            outcomes = Counter(await attack)
            assert time.monotonic() - began < 60, "the machine is too slow for this test"
            assert outcomes == {"code_wrong": TOTAL, "too_many_guesses": 40 - TOTAL}
            # Now the code is locked, even for whoever has it; the invitation is not.
            assert await guess(hosted, hosted.door.code, "127.0.0.99") == "too_many_guesses"
            assert (await join(invitation, app_version="0.1.0")).title == TITLE
            assert len(hosted.session.given) == 6

    asyncio.run(scenario())


def test_one_address_has_fewer_and_leaves_the_others_theirs() -> None:
    async def scenario() -> None:
        async with host(guesses(3)) as hosted:
            outcomes = Counter([await guess(hosted, hosted.wrong_code, "127.0.0.2") for _ in range(5)])
            assert outcomes == {"code_wrong": 3, "too_many_guesses": 2}
            assert await guess(hosted, hosted.door.code, "127.0.0.3") == "admitted"

    asyncio.run(scenario())


def test_who_was_in_before_gets_in_by_the_code_while_strangers_use_up_the_guesses() -> None:
    """Known by its address, or by its app from another address."""

    async def scenario() -> None:
        app, version = make(), "0.1.0"
        async with host(guesses(5, TOTAL)) as hosted:
            here = Destination((hosted.address,))
            await join(here, hosted.door.code, app_version=version, identity=app)
            del hosted.server._admissions._known["127.0.0.1"]  # from now on it comes from elsewhere
            assert await guess(hosted, hosted.door.code, "127.0.0.50") == "admitted"
            attack = (guess(hosted, hosted.wrong_code, f"127.0.1.{number}") for number in range(2, 2 + TOTAL))
            await asyncio.gather(*attack)
            assert await guess(hosted, hosted.door.code, "127.0.0.99") == "too_many_guesses"
            assert await guess(hosted, hosted.door.code, "127.0.0.50") == "admitted"
            assert await guess(hosted, hosted.wrong_code, "127.0.0.50") == "code_wrong"
            assert (await join(here, hosted.door.code, app_version=version, identity=app)).title == TITLE

    asyncio.run(scenario())


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_who_was_in_before_gets_in_beside_somebody_who_guesses_from_the_same_address() -> None:
    """A school behind one router, or a terminal server: the app is known, its address stands for the guesser, too."""

    async def scenario() -> None:
        app, version = make(), "0.1.0"
        async with host(guesses(5)) as hosted:
            here = Destination((hosted.address,))
            await join(here, hosted.door.code, app_version=version, identity=app)
            found = [await guess(hosted, hosted.wrong_code, "127.0.0.1") for _ in range(40)]
            assert found[-1] == "too_many_guesses", "whoever guesses at an address that is known may guess on"
            assert await guess(hosted, hosted.door.code, "127.0.0.1") == "too_many_guesses"
            assert (await join(here, hosted.door.code, app_version=version, identity=app)).title == TITLE
            assert (await join(parse_destination(hosted.invitation), app_version=version)).title == TITLE

    asyncio.run(scenario())


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_three_apps_that_were_in_before_keep_no_fourth_out() -> None:
    """All behind one address: the three use up what all have who were in before, and what strangers have there."""
    few = Limits(address=(Limit(1, 3600.0),), known=(Limit(3, 3600.0),), known_each=(Limit(1, 3600.0),))

    async def scenario() -> None:
        honest, *bad = (make() for _ in range(4))
        async with host(Guesses(lambda: few)) as hosted:
            here = Destination((hosted.address,))

            async def joins(app: Identity, code: str) -> str:
                try:
                    await join(here, code, app_version="0.1.0", identity=app)
                except MeetDeskError as error:
                    return error.code
                return "admitted"

            assert [await joins(app, hosted.door.code) for app in (honest, *bad)] == ["admitted"] * 4
            for app in bad:
                while await joins(app, hosted.wrong_code) != "too_many_guesses":
                    pass
            assert [await joins(app, hosted.wrong_code) for app in bad] == ["too_many_guesses"] * 3
            assert [await joins(honest, code) for code in (hosted.wrong_code, hosted.door.code)] == [
                "code_wrong",
                "admitted",
            ], "what others guessed keeps an app out that was in before"

    asyncio.run(scenario())


def test_what_the_host_broke_off_is_no_guess() -> None:
    """Somebody in the middle of a guess has to give way for others."""

    async def scenario() -> None:
        one_joins = Newcomers({Stage.SILENT: 9, Stage.SPEAKING: 9, Stage.GREETED: 1})
        async with host(guesses(1), one_joins) as hosted:
            guessing = asyncio.Event()
            hanging = asyncio.ensure_future(_begin_a_guess(hosted, HungUpError, until=guessing, seconds=20))
            await guessing.wait()
            for _ in range(2):
                assert await guess(hosted, hosted.door.code) == "admitted"
            assert isinstance((await asyncio.gather(hanging, return_exceptions=True))[0], ConnectionClosed)

    asyncio.run(scenario())


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_the_host_is_told_who_guesses() -> None:
    async def scenario() -> None:
        async with host() as hosted:
            for _ in range(TOLD_FROM):
                assert not hosted.guessing
                assert await guess(hosted, hosted.wrong_code, "127.0.0.7") == "code_wrong"
            assert hosted.guessing == [Guessing("127.0.0.7", TOLD_FROM, TOLD_FROM, 1)]

    asyncio.run(scenario())


def test_the_wait_is_told() -> None:
    async def scenario() -> None:
        async with host(guesses(1)) as hosted:
            await guess(hosted, hosted.wrong_code)
            with pytest.raises(MeetDeskError) as refused:
                await join(Destination((hosted.address,)), hosted.door.code, app_version="0.1.0")
            assert refused.value.code is ErrorCode.TOO_MANY_GUESSES
            assert 0 < int(refused.value.detail["seconds"]) <= 60

    asyncio.run(scenario())


def test_a_whole_class_comes_in_at_once() -> None:
    """From one address, as behind one router; more than may guess at a time, but none of them guesses."""

    async def scenario() -> None:
        async with host() as hosted:
            began = time.monotonic()
            outcomes = Counter(await asyncio.gather(*(guess(hosted, hosted.door.code, "127.0.0.2") for _ in range(30))))
            assert outcomes == {"admitted": 30}, f"after {time.monotonic() - began:.1f} s"

    asyncio.run(scenario())


class HungUpError(Exception):
    pass


async def _begin_a_guess(
    hosted: Host, stop: type[Exception], until: asyncio.Event | None = None, seconds: float = 0.0
) -> None:
    """Sends the element and no proof; says so by ``until`` and hangs up after ``seconds``."""
    url = f"wss://127.0.0.1:{hosted.address.port}/meetdesk/join"
    async with connect(url, ssl=any_certificate(), compression=None, ping_interval=None, proxy=None) as talk:
        heard = 0

        async def hear() -> str | bytes:
            nonlocal heard
            heard += 1
            if heard == 2:  # the element is on its way, the proof is not
                if until is not None:
                    await talk.recv()
                    until.set()
                    await asyncio.wait_for(talk.recv(), seconds)
                raise stop
            return await talk.recv()

        await prove(talk.send, hear, hosted.identity.fingerprint, hosted.door.code)


def test_hanging_up_before_the_verdict_is_a_guess_too() -> None:
    async def scenario() -> None:
        async with host(guesses(2)) as hosted:
            for _ in range(2):
                with pytest.raises(HungUpError):
                    await _begin_a_guess(hosted, HungUpError)
            assert await guess(hosted, hosted.door.code) == "too_many_guesses"

    asyncio.run(scenario())


def test_asking_whether_there_is_a_meeting_is_no_guess() -> None:
    async def scenario() -> None:
        async with host(guesses(1)) as hosted:
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
            assert hosted.session.members.gate(joined.ticket, "control") is None

    asyncio.run(scenario())


@pytest.mark.netns
def test_a_network_of_ipv6_is_one_guesser_however_many_addresses_it_has(cable: Cable) -> None:
    """Each guess from an address of its own, all of one network of 64 bits; then from another network."""
    left = cable.left
    left.run("ip", "-6", "route", "add", "local", "2001:db8::/32", "dev", "lo")
    left.run("sysctl", "-qw", "net.ipv6.ip_nonlocal_bind=1")

    async def from_there(hosted: Host, code: str, source: str) -> str:
        def dial(_: str, port: int) -> socket.socket:
            return socket.create_connection(("::1", port), timeout=5, source_address=(source, 0))

        try:
            await ask_to_join("::1", hosted.address.port, code, dial)
        except MeetDeskError as error:
            return error.code
        return "admitted"

    async def scenario() -> None:
        async with host(guesses(3)) as hosted:
            tried = [await from_there(hosted, hosted.wrong_code, f"2001:db8::{n:x}") for n in range(1, 6)]
            assert tried == ["code_wrong"] * 3 + ["too_many_guesses"] * 2
            assert await from_there(hosted, hosted.door.code, "2001:db8:0:1::1") == "admitted"

    left._inside.submit(asyncio.run, scenario()).result(60)
