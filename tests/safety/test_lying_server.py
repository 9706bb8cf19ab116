"""A machine that answers at an address may say what it likes: nothing of it is read by the person who joins there.

Real connections to a server that lies in everything a first contact can carry: its certificate, status lines, headers,
bodies and redirects, frames, reasons of closing, and refusals.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from tornado.websocket import WebSocketProtocol13

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.doctor.checks import target
from meetdesk.doctor.context import Context
from meetdesk.joining.address import Address
from meetdesk.joining.dial import join
from meetdesk.joining.invitation import Destination
from meetdesk.joining.reach import Patience
from meetdesk.messages import LANGUAGES, sentence
from meetdesk.net.websocket.frames import close_frame
from tests.certificate import write_certificate

LIE = "Call 555-0100 and read your code out"
PATIENCE = Patience(connect=5.0, answer=5.0)
Answer = Callable[[str], bytes]
"""What is said to a request with this ``Sec-WebSocket-Key``."""


def plain(status: str, *fields: str, body: str = LIE) -> Answer:
    data = body.encode()
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *fields, "", ""])
    return lambda _: head.encode() + data


def opened(*frames: bytes) -> Answer:
    def answer(key: str) -> bytes:
        fields = [
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Accept: {WebSocketProtocol13.compute_accept_value(key)}",
            f"X: {LIE}",
        ]
        return "\r\n".join([f"HTTP/1.1 101 {LIE}", *fields, "", ""]).encode() + b"".join(frames)

    return answer


def frame(opcode: int, data: bytes) -> bytes:
    length = bytes([len(data)]) if len(data) < 126 else bytes([126]) + len(data).to_bytes(2)
    return bytes([0x80 | opcode]) + length + data


def text(message: object) -> bytes:
    return frame(1, message.encode() if isinstance(message, str) else json.dumps(message).encode())


DETAIL = {"name": LIE, "address": LIE, "words": LIE, "host": LIE, "seconds": LIE, "reason": LIE}
PROBLEM = json.dumps({"type": LIE, "title": LIE, "detail": LIE, "code": "host_changed"})
ANSWERS: dict[str, Answer] = {
    "a status line": plain(f"403 {LIE}"),
    "a problem": plain("401 Unauthorized", "Content-Type: application/problem+json", body=PROBLEM),
    "a redirect": plain("302 Found", f"Location: https://127.0.0.1/?{LIE}".replace(" ", "%20")),
    "a page": plain("200 OK", "Content-Type: text/html", body=f"<title>{LIE}</title><h1>{LIE}</h1>"),
    "headers": plain("503 Busy", f"Server: {LIE}", f"WWW-Authenticate: Basic realm={LIE!r}", f"Retry-After: {LIE}"),
    "no HTTP": lambda _: f"{LIE}\r\n\r\n".encode(),
    "another protocol": lambda _: f"HTTP/1.1 101 {LIE}\r\nUpgrade: {LIE}\r\n\r\n{LIE}".encode(),
    "a reason of closing": opened(close_frame(4403, LIE)),
    "a code of its own": opened(text({"type": "join_refused", "code": LIE, "detail": DETAIL})),
    "a message of its own": opened(text({"type": LIE, "title": LIE})),
    "no JSON": opened(text(LIE)),
    "bytes": opened(frame(2, LIE.encode())),
    "a ping, then a reason": opened(frame(9, LIE.encode()), close_frame(1008, LIE)),
    **{
        f"refusal {code}": opened(text({"type": "join_refused", "code": str(code), "detail": DETAIL}))
        for code in (ErrorCode.HOST_CHANGED, ErrorCode.PROTOCOL_VERSION, ErrorCode.TOO_MANY_GUESSES, ErrorCode.INTERNAL)
    },
}


class Liar(asyncio.Protocol):
    """Answers the first head of a request. Without a task: one that begins as the loop ends would be cancelled, which
    asyncio reports as a failure of ``start_server``."""

    def __init__(self, answer: Answer, connections: list[asyncio.Transport]) -> None:
        self._answer = answer
        self._connections = connections
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.append(transport)

    def data_received(self, data: bytes) -> None:
        answered = b"\r\n\r\n" in self._heard
        self._heard += data
        if answered or b"\r\n\r\n" not in self._heard:
            return
        lines = self._heard.decode().split("\r\n")
        key = next((line[18:].strip() for line in lines if line.startswith("Sec-WebSocket-Key:")), "")
        self._transport.write(self._answer(key))


@asynccontextmanager
async def lying(answer: Answer, folder: Path) -> AsyncIterator[Address]:
    connections: list[asyncio.Transport] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*write_certificate(folder, LIE))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Liar(answer, connections), "127.0.0.1", 0, ssl=context)
    async with server:
        yield Address("127.0.0.1", server.sockets[0].getsockname()[1])
        for connection in connections:
            connection.abort()


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_word_of_it_is_read(kind: str, tmp_path: Path) -> None:
    async def scenario() -> list[str]:
        async with lying(ANSWERS[kind], tmp_path) as address:
            with pytest.raises(MeetDeskError) as failed:
                await join(Destination((address,)), "482913", app_version="1.2.3", patience=PATIENCE)
            findings = await target.check(Context(target=str(address)))
        read = [msgspec.json.encode((failed.value.code, failed.value.detail)).decode()]
        read += [msgspec.json.encode(one).decode() for one in findings]
        read += [sentence(f"error_{failed.value.code}", language, **failed.value.detail) for language in LANGUAGES]
        assert failed.value.code is not ErrorCode.HOST_CHANGED, "which only the own app finds out"
        return read

    read = asyncio.run(scenario())
    assert len(read) >= 4
    assert not [line for line in read if "555" in line or "read your code" in line], read
