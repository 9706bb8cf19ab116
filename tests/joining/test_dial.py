"""Joining, against real servers on loopback: every way it fails has its own code."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining import identity
from meetdesk.joining.address import Address
from meetdesk.joining.dial import JoinedHost, join
from meetdesk.joining.interfaces import lan_addresses
from meetdesk.joining.invitation import Destination
from meetdesk.wire.join import Admitted
from meetdesk.wire.messages import PROTOCOL_VERSION
from tests.joining.hosts import (
    ADMITTED,
    HASTY,
    MEETING,
    TICKET,
    Handler,
    admitting,
    answering,
    hanging_up,
    host_identity,
    read_head,
    read_text_frame,
    replying,
    replying_to_anything,
    saying,
    serving,
    silence,
    switching,
    text_frame,
    to,
)

# A host whose joiner breaks the handshake off says so.
pytestmark = pytest.mark.expected_warnings("SSL Error on")


def _join(destination: Destination) -> JoinedHost:
    return asyncio.run(join(destination, app_version="0.1.0", patience=HASTY))


def _join_at(handler: Handler, *, tls: ssl.SSLContext | bool = True, fingerprint: bytes | None = None) -> JoinedHost:
    async def run() -> JoinedHost:
        async with serving(handler, tls=tls) as address:
            return await join(to(address, fingerprint=fingerprint), app_version="0.1.0", patience=HASTY)

    return asyncio.run(run())


@contextmanager
def refused_with(code: ErrorCode) -> Iterator[pytest.ExceptionInfo[MeetDeskError]]:
    with pytest.raises(MeetDeskError) as refused:
        yield refused
    assert refused.value.code is code


def test_admitted() -> None:
    joined = _join_at(admitting())
    assert (joined.ticket, joined.meeting, joined.title, joined.host) == (TICKET, MEETING, "Plans", "Anna")
    assert joined.certificate == host_identity().certificate
    assert TICKET not in repr(joined)


def test_what_the_host_hears() -> None:
    heard: list[object] = []
    all_heard = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await read_head(reader))
        writer.write(switching(heard[1]))  # type: ignore[arg-type]
        heard.append(msgspec.json.decode(await read_text_frame(reader)))
        writer.write(text_frame(b'{"type":"join_refused","code":"meeting_full"}'))
        heard.append(await reader.readexactly(8))
        all_heard.set()

    async def run() -> None:
        async with serving(handler) as address, asyncio.timeout(5):
            with refused_with(ErrorCode.MEETING_FULL):
                await join(to(address), app_version="0.1.0", patience=HASTY)
            await all_heard.wait()

    asyncio.run(run())
    line, fields, hello, goodbye = heard
    assert line == "GET /meetdesk/join HTTP/1.1"
    assert isinstance(fields, dict)
    assert fields["Host"].startswith("127.0.0.1:")
    assert "Sec-WebSocket-Extensions" not in fields
    assert hello == {
        "type": "join_hello",
        "protocol": PROTOCOL_VERSION,
        "app": "0.1.0",
        "known_as": None,
        "meeting": None,
    }
    assert isinstance(goodbye, bytes)
    assert goodbye[0] == 0x88, "a close frame"


@pytest.mark.parametrize(
    "handler",
    [
        admitting(ADMITTED, lambda frame: frame[:1], lambda frame: frame[1:50], lambda frame: frame[50:]),
        admitting(ADMITTED, lambda _: b"\x89\x02hi", bytes),
    ],
    ids=["in pieces", "after a ping"],
)
def test_admitted_however_it_arrives(handler: Handler) -> None:
    assert _join_at(handler).title == "Plans"


def test_the_invitations_certificate() -> None:
    assert _join_at(admitting(), fingerprint=host_identity().fingerprint).title == "Plans"


def test_another_certificate_than_the_invitations() -> None:
    async def no_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b"", "nothing may be said to a stranger"

    with refused_with(ErrorCode.CERTIFICATE_CHANGED):
        _join_at(no_request, fingerprint=bytes(32))


def test_the_right_certificate_wins_over_the_quicker_address() -> None:
    async def run() -> JoinedHost:
        stranger = identity.make().server_context()
        host = admitting()
        async with serving(silence, tls=stranger) as wrong, serving(host) as right:
            destination = to(wrong, right, fingerprint=host_identity().fingerprint)
            joined = await join(destination, app_version="0.1.0", patience=HASTY)
            assert joined.address == right
            assert joined.addresses == (right, wrong)
            return joined

    assert asyncio.run(run()).title == "Plans"


def test_side_by_side_a_dead_address_costs_nothing() -> None:
    async def run() -> None:
        async with serving(silence, tls=False) as mute, serving(admitting()) as right:
            nobody = Address("127.0.0.1", _free_port())
            joined = await join(to(nobody, mute, right), app_version="0.1.0", patience=HASTY)
            assert joined.address == right

    asyncio.run(run())


def test_ipv6() -> None:
    async def run() -> None:
        async with serving(admitting(), ip="::1") as address:
            assert (await join(to(address), app_version="0.1.0", patience=HASTY)).address == address

    asyncio.run(run())


def test_a_name() -> None:
    async def run() -> None:
        async with serving(admitting()) as address:
            named = Address("localhost", address.port)
            assert (await join(to(named), app_version="0.1.0", patience=HASTY)).address == named

    asyncio.run(run())


def test_an_unknown_name() -> None:
    with refused_with(ErrorCode.ADDRESS_UNKNOWN) as refused:
        _join(to(Address("no-such-machine.invalid")))
    assert refused.value.detail == {"address": "no-such-machine.invalid"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_nobody_listens() -> None:
    with refused_with(ErrorCode.HOST_REFUSED):
        _join(to(Address("127.0.0.1", _free_port())))


def test_an_address_that_this_computer_has_too() -> None:
    """Read out by somebody whose computer has a bridge of containers with the same address: nobody there is meant."""
    own = next(iter(lan_addresses())).host
    with refused_with(ErrorCode.ADDRESS_OWN) as refused:
        _join(to(Address(own, 47_899)))
    assert refused.value.detail == {"address": f"{own}:47899"}


def test_nobody_is_warned_of_an_impostor_by_what_runs_at_an_own_address() -> None:
    """An invitation of a host with such an address: what it means is decided at the host's other addresses."""
    own = next(one.ip for one in lan_addresses() if ":" not in one.ip)

    async def scenario() -> None:
        async with serving(silence, tls=identity.make().server_context(), ip=own) as stranger:
            elsewhere = Address("127.0.0.1", _free_port())
            with refused_with(ErrorCode.HOST_REFUSED):
                await join(to(stranger, elsewhere, fingerprint=bytes(32)), app_version="0.1.0", patience=HASTY)
            with refused_with(ErrorCode.CERTIFICATE_CHANGED):
                await join(to(stranger, fingerprint=bytes(32)), app_version="0.1.0", patience=HASTY)

    asyncio.run(scenario())


def test_nothing_answers() -> None:
    # A listening socket whose queue is full lets further connections wait, like a machine that is switched off.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(full.getsockname())
            waiting.append(client)
        with refused_with(ErrorCode.HOST_UNREACHABLE):
            _join(to(Address("127.0.0.1", full.getsockname()[1])))
        for client in waiting:
            client.close()


def test_no_way_there() -> None:
    with refused_with(ErrorCode.HOST_UNREACHABLE):
        _join(to(Address("fe80::1%lo")))


def _old_tls() -> ssl.SSLContext:
    context = host_identity().server_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


_PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
_TOO_LONG = b"HTTP/1.1 101 Switching Protocols\r\n" + b"X-Padding: " + b"x" * 20_000
_FORGED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n"


@pytest.mark.parametrize(
    ("handler", "tls"),
    [
        pytest.param(replying(_PAGE), lambda: False, id="plain HTTP that waits for more"),
        pytest.param(replying_to_anything(_PAGE), lambda: False, id="plain HTTP that answers"),
        pytest.param(saying(b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n"), lambda: False, id="SSH"),
        pytest.param(hanging_up, lambda: False, id="hangs up"),
        pytest.param(saying(b"\x16\x03\x03" + bytes(range(256)) * 40), lambda: False, id="garbage"),
        pytest.param(replying(_PAGE), _old_tls, id="TLS 1.2"),
        pytest.param(replying(_PAGE), lambda: True, id="web server"),
        pytest.param(replying(b"HTTP/1.1 404 Not Found\r\n\r\n"), lambda: True, id="404"),
        pytest.param(replying(b"220 mail.example ESMTP\r\n\r\n"), lambda: True, id="no HTTP"),
        pytest.param(replying(b"HTTP/1.1 101 \xff\r\n: :\r\n\r\n"), lambda: True, id="broken head"),
        pytest.param(replying(_FORGED), lambda: True, id="wrong accept"),
        pytest.param(replying(_TOO_LONG), lambda: True, id="endless head"),
        pytest.param(hanging_up, lambda: True, id="hangs up after TLS"),
    ],
)
def test_not_a_meetdesk_host(handler: Handler, tls: Callable[[], ssl.SSLContext | bool]) -> None:
    with refused_with(ErrorCode.NOT_MEETDESK):
        _join_at(handler, tls=tls())


@pytest.mark.parametrize(
    "answer",
    [
        text_frame(b"{"),
        text_frame(b"\xff\xfe"),
        text_frame(b"[]"),
        text_frame(b'{"type":"welcome"}'),
        text_frame(b'"' + b"a" * 5_000 + b'"'),
        b"\x82\x02hi",
        b"\x88\x02\x03\xe8",
        b"\x81\xff",
        b"\xff\xff\xff\xff",
        b"\x81\x7f" + b"\x7f" * 8,
    ],
    ids=[
        "cut JSON", "no UTF-8", "list", "other message", "too long", "binary", "close", "masked",
        "reserved bits", "huge",
    ],
)  # fmt: skip
def test_an_answer_that_is_none(answer: bytes) -> None:
    with refused_with(ErrorCode.NOT_MEETDESK):
        _join_at(answering(answer))


@pytest.mark.parametrize(
    "answer",
    [
        Admitted("00" * 32, "x\r\nX: y", MEETING, "Plans", "Anna"),
        Admitted("00" * 32, TICKET, "../../etc", "Plans", "Anna"),
    ],
    ids=["ticket that breaks a header", "meeting that is a path"],
)
def test_a_proven_host_that_says_nonsense(answer: Admitted) -> None:
    with refused_with(ErrorCode.NOT_MEETDESK):
        _join_at(admitting(answer))


@pytest.mark.parametrize(
    ("answer", "code", "detail"),
    [
        (b'{"type":"join_refused","code":"meeting_full"}', ErrorCode.MEETING_FULL, {}),
        (b'{"type":"join_refused","code":"meeting_ended"}', ErrorCode.MEETING_ENDED, {}),
        (
            b'{"type":"join_refused","code":"protocol_version","detail":{"host":2,"app":1}}',
            ErrorCode.PROTOCOL_VERSION,
            {"host": "2", "app": "0.1.0"},
        ),
        (
            b'{"type":"join_refused","code":"meeting_full","detail":{"code":1,"self":2}}',
            ErrorCode.MEETING_FULL,
            {},
        ),
    ],
)
def test_refused_by_the_host(answer: bytes, code: ErrorCode, detail: dict[str, str]) -> None:
    with refused_with(code) as refused:
        _join_at(answering(text_frame(answer)))
    assert refused.value.detail == detail


def test_refused_for_a_reason_of_the_future() -> None:
    with refused_with(ErrorCode.NOT_ADMITTED):
        _join_at(answering(text_frame(b'{"type":"join_refused","code":"not_on_tuesdays"}')))


async def _silent_after_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_head(reader)
    await asyncio.sleep(3600)


@pytest.mark.parametrize(
    ("handler", "tls"),
    [(silence, False), (_silent_after_tls, True), (answering(), True)],
    ids=["before TLS", "before the upgrade", "before the answer"],
)
def test_a_silent_host(handler: Handler, tls: bool) -> None:
    with refused_with(ErrorCode.HOST_SILENT):
        _join_at(handler, tls=tls)


def test_the_most_telling_failure_is_reported() -> None:
    async def run() -> None:
        async with serving(saying(b"SSH-2.0-x\r\n"), tls=False) as other:
            nobody = Address("127.0.0.1", _free_port())
            await join(to(nobody, other, Address("no-such.invalid")), app_version="0.1.0", patience=HASTY)

    with refused_with(ErrorCode.NOT_MEETDESK):
        asyncio.run(run())
