"""A host shows apps its identity, and browsers the certificate of the address that they came to, over real sockets."""

import asyncio
import socket
import ssl
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from meetdesk.client.opening import channels_of
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining import identity
from meetdesk.joining.browser_certificates import AFTER, PERIOD
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.identity import Identity
from meetdesk.joining.invitation import Destination, parse_destination
from meetdesk.joining.reach import any_certificate
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.wire.channels import Channel
from tests.safety.hosting import Host, host
from tests.server.test_client_hello import hello
from tests.support.netns import Cable, not_permitted
from tests.support.shown import BROWSERS, hand_shaken, shown_at, shown_to
from tests.support.trying_again import join

MADE = datetime(2027, 3, 14, 15, 9, 26, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = "127.0.0.1"


async def by_address(hosted: Host, own: Identity) -> JoinedHost:
    """Joins by address and code, as an app that has been here before; then opens a channel."""
    seen: list[bytes] = []
    joined = await join(
        Destination((hosted.address,)),
        hosted.door.code,
        app_version="0.1.0",
        recognise=lambda _, fingerprint: seen.append(fingerprint),
    )
    assert seen == [own.fingerprint], "the person would be told that another computer is there"
    await opens(joined)
    return joined


async def opens(joined: JoinedHost) -> None:
    channel = await channels_of(joined)(Channel.CONTROL)
    channel.abort()


async def browser_sees(hosted: Host) -> bytes:
    return await asyncio.to_thread(shown_at, HERE, hosted.address.port)


def test_apps_see_the_identity_and_browsers_the_certificate_of_the_address() -> None:
    async def scenario() -> None:
        async with host() as hosted:
            port = hosted.address.port
            assert await asyncio.to_thread(shown_at, HERE, port, browser=False) == hosted.identity.certificate
            for address in (HERE, "127.0.0.2"):
                shown = await asyncio.to_thread(shown_at, address, port)
                names = x509.load_der_x509_certificate(shown).extensions
                value = names.get_extension_for_class(x509.SubjectAlternativeName).value
                assert [str(one) for one in value.get_values_for_type(x509.IPAddress)] == [address]
            assert await browser_sees(hosted) == hosted.certificates.certificate(HERE)

    asyncio.run(scenario())


def test_over_the_years_nothing_that_somebody_trusted_is_asked_again() -> None:
    """Known hosts and invitations name the identity, which stays while browsers' certificates come and go."""
    own, shown, invitations = identity.make(MADE), set(), []

    async def meeting(moment: datetime) -> None:
        async with host(identity=own, clock=lambda: moment) as hosted:
            await by_address(hosted, own)
            await opens(await join(parse_destination(hosted.invitation), app_version="0.1.0"))
            for old in invitations:
                there = Destination((hosted.address,), old.fingerprint, old.secret)
                with pytest.raises(MeetDeskError) as refused:
                    await join(there, app_version="0.1.0")
                assert refused.value.code is ErrorCode.INVITATION_EXPIRED, "it leads to the host that it names"
            invitations.append(parse_destination(hosted.invitation))
            shown.add(await browser_sees(hosted))

    for years in (0, 3, 6):
        asyncio.run(meeting(MADE + timedelta(days=365 * years)))
    assert len(shown) == 3


def test_renewed_in_the_middle_of_a_meeting_and_nothing_ends() -> None:
    own, now = identity.make(MADE), MADE + PERIOD - DAY

    async def scenario() -> None:
        nonlocal now
        async with host(identity=own, clock=lambda: now) as hosted:
            joined, invitation = await by_address(hosted, own), parse_destination(hosted.invitation)
            channel = await channels_of(joined)(Channel.CONTROL)
            await opens(joined)
            before = await browser_sees(hosted)
            address = (HERE, hosted.address.port)
            page = await asyncio.to_thread(lambda: hand_shaken(socket.create_connection(address, 10), browser=True))
            now = MADE + PERIOD + AFTER - DAY
            after = await browser_sees(hosted)
            assert after != before
            assert x509.load_der_x509_certificate(after).not_valid_after_utc > now + 600 * DAY
            with page:
                await asyncio.to_thread(page.sendall, b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n")
                answer = await asyncio.to_thread(page.recv, 1_000)
                assert answer.startswith(b"HTTP/1.1 404"), "a connection from before does not go on"
            assert not channel.closed, "an app's channel ended"
            channel.abort()
            await by_address(hosted, own)
            await opens(await join(invitation, app_version="0.1.0"))
            assert await browser_sees(hosted) == after

    asyncio.run(scenario())


@pytest.mark.parametrize("year", [1980, 2100])
def test_an_identity_whose_dates_are_over_or_to_come_is_who_it_was(year: int) -> None:
    own = identity.make(datetime(year, 1, 1, tzinfo=UTC))

    async def scenario() -> None:
        async with host(identity=own) as hosted:
            await by_address(hosted, own)
            await opens(await join(parse_destination(hosted.invitation), app_version="0.1.0"))

    asyncio.run(scenario())


def shown_in_pieces(port: int, pieces: int) -> bytes:
    """As a browser on a slow link sees it, whose first packets come one after the other."""
    context = any_certificate()
    context.set_alpn_protocols(BROWSERS)
    come, go = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(come, go)
    with socket.create_connection((HERE, port), 10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                said = go.read()
                size = max(1, -(-len(said) // pieces))
                for at in range(0, len(said), size):
                    connection.sendall(said[at : at + size])
                    time.sleep(0.03)
                come.write(connection.recv(65_536))
    certificate = tls.getpeercert(binary_form=True)
    assert certificate is not None
    return certificate


def test_a_browser_whose_first_words_come_in_pieces_is_one() -> None:
    async def scenario() -> None:
        async with host() as hosted:
            for pieces in (2, 9):
                shown = await asyncio.to_thread(shown_in_pieces, hosted.address.port, pieces)
                assert shown == hosted.certificates.certificate(HERE)

    asyncio.run(scenario())


@pytest.mark.parametrize("whole", [False, True])
def test_who_never_says_it_all_is_let_go(whole: bool) -> None:
    said = hello(*BROWSERS)

    def waits(port: int) -> bytes:
        with socket.create_connection((HERE, port), 10) as connection:
            connection.sendall(said if whole else said[:-1])
            first = b""
            with suppress(ConnectionResetError):  # what was said is never read
                first = connection.recv(65_536)
                while connection.recv(65_536):
                    pass
            return first

    async def scenario() -> None:
        async with host(newcomers=Newcomers(silent_seconds=0.3)) as hosted:
            first = await asyncio.to_thread(waits, hosted.address.port)
            assert first.startswith(b"\x16\x03\x03") is whole, "the host's own first words"
            assert hosted.server._server.connections == 0

    asyncio.run(scenario())


@pytest.mark.netns
def test_an_address_that_appears_while_hosting_has_its_own_at_once() -> None:
    if reason := not_permitted():
        pytest.skip(reason)
    own = identity.make()

    async def scenario() -> None:
        with Cable() as (left, right):
            listening = left.listen(47_800)
            listening.setblocking(False)
            async with host(identity=own, sockets=[listening]) as hosted:

                def shown(address: str, *, browser: bool = True) -> bytes:
                    return shown_to(right.connect(47_800, address), browser=browser)

                before = await asyncio.to_thread(shown, left.ipv4)
                new = left.ipv4.rpartition(".")[0] + ".77"
                left.run("ip", "address", "add", f"{new}/24", "dev", "eth0")
                assert await asyncio.to_thread(shown, new) == hosted.certificates.certificate(new) != before
                assert await asyncio.to_thread(shown, left.ipv4) == before, "guests at the old one would be asked again"
                assert await asyncio.to_thread(shown, new, browser=False) == own.certificate

    asyncio.run(scenario())
