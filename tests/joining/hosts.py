"""Real servers on loopback that are, or only pretend to be, a host."""

import asyncio
import base64
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import lru_cache

import msgspec

from meetdesk.joining import identity
from meetdesk.joining.address import Address
from meetdesk.joining.invitation import Destination
from meetdesk.joining.proof import invitation_proofs
from meetdesk.joining.reach import Patience
from meetdesk.wire.codec import decode_join_step, encode_join
from meetdesk.wire.join import Admitted, InvitationProof, JoinChallenge
from meetdesk.wire.transcript import Transcript

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HASTY = Patience(connect=1.0, answer=0.5, stagger=0.05)
TICKET = "ab" * 32
MEETING = "cd" * 16
SECRET = bytes(range(32))
ADMITTED = Admitted("00" * 32, TICKET, MEETING, "Plans", "Anna")


@lru_cache
def host_identity() -> identity.Identity:
    return identity.make()


@asynccontextmanager
async def serving(
    handler: Handler, *, tls: ssl.SSLContext | bool = True, ip: str = "127.0.0.1"
) -> AsyncIterator[Address]:
    """Runs ``handler`` for every connection, over TLS with the host's identity unless told otherwise."""
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """No coroutine: a task of asyncio's own that is cancelled, or never begun, is logged as a failure."""
        tasks.add(asyncio.ensure_future(handle(reader, writer)))

    context = host_identity().server_context() if tls is True else tls or None
    server = await asyncio.start_server(begin, ip, 0, ssl=context)
    try:
        yield Address(ip, server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def to(*addresses: Address, fingerprint: bytes | None = None) -> Destination:
    """With the invitation's secret, so that no code is asked for."""
    return Destination(addresses, fingerprint, SECRET)


async def read_head(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    """The request line and the fields of an HTTP request."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:] if line)
    return lines[0], fields


def switching(fields: dict[str, str], *more: str) -> bytes:
    """The 101 answer to a request with these fields."""
    key = fields["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    return "\r\n".join([*lines, f"Sec-WebSocket-Accept: {accept}", *more, "", ""]).encode()


def text_frame(data: bytes) -> bytes:
    assert len(data) < 65536
    length = bytes([len(data)]) if len(data) < 126 else bytes([126]) + len(data).to_bytes(2, "big")
    return b"\x81" + length + data


async def read_text_frame(reader: asyncio.StreamReader) -> bytes:
    """One short masked text frame."""
    first, second = await reader.readexactly(2)
    assert first == 0x81
    assert second & 0x80, "a client masks"
    length = second & 0x7F
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2), "big")
    mask = await reader.readexactly(4)
    data = await reader.readexactly(length)
    return bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))


def admitting(answer: Admitted = ADMITTED, *chunks: Callable[[bytes], bytes]) -> Handler:
    """A host that admits whoever proves the invitation, and proves itself. ``chunks``: what it sends, in pieces,
    instead of the last answer's frame."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, fields = await read_head(reader)
        writer.write(switching(fields))
        transcript = Transcript()
        transcript.add(await read_text_frame(reader))
        challenge = encode_join(JoinChallenge("11" * 32))
        transcript.add(challenge)
        writer.write(text_frame(challenge))
        step = decode_join_step(await read_text_frame(reader))
        assert isinstance(step, InvitationProof)
        fingerprint = hashlib.sha256(host_identity().certificate).digest()
        proofs = invitation_proofs(SECRET, fingerprint, transcript.digest(), bytes.fromhex(step.nonce))
        assert proofs.right(bytes.fromhex(step.proof)), "the joiner's proof"
        frame = text_frame(encode_join(msgspec.structs.replace(answer, proof=proofs.host.hex())))
        for chunk in chunks or (bytes,):
            writer.write(chunk(frame))
            await writer.drain()
            await asyncio.sleep(0.02 if chunks else 0)
        await reader.read()

    return handler


def answering(*frames: bytes) -> Handler:
    """A host that upgrades, takes the hello and then sends these bytes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, fields = await read_head(reader)
        assert line == "GET /meetdesk/join HTTP/1.1"
        writer.write(switching(fields))
        await read_text_frame(reader)
        writer.write(b"".join(frames))
        await writer.drain()
        await reader.read()

    return handler


def saying(data: bytes) -> Handler:
    """Sends these bytes at once and then listens until the other end closes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await reader.read()

    return handler


def replying(data: bytes) -> Handler:
    """Answers a request's head with these bytes and closes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(data)

    return handler


def replying_to_anything(data: bytes) -> Handler:
    """Answers the first bytes it hears and closes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(data)

    return handler


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
