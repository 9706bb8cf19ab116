"""One WebSocket of one person in the self-test, as cheap as Python allows: frames are only cut apart and counted."""

import asyncio
import base64
import json
import socket
import ssl
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from meetdesk.wire.messages import PROTOCOL_VERSION

_READ_BYTES = 64 * 1024
_RECORD_BYTES = 16 * 1024
_SAMPLE = 16
_CLOCK = struct.Struct("!Q")
_CAPTURE_AT = 16
_TEXT, _BINARY = 0x81, 0x82
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_SECONDS = 10.0


@dataclass
class Received:
    """Counts of all people together."""

    frames: int = 0
    ages: list[float] = field(default_factory=list)
    """Seconds from sending to receiving, of every 16th frame."""


def open_socket(port: int, channel: str, ticket: str, tls: ssl.SSLContext) -> tuple[ssl.SSLSocket, bytes]:
    """Connects and upgrades, blocking; returns the socket and what came behind the answer. Raises OSError."""
    raw = tls.wrap_socket(socket.create_connection(("127.0.0.1", port), _SECONDS))
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.sendall(
        f"GET /meetdesk/{PROTOCOL_VERSION}/{channel} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
        f"Authorization: Bearer {ticket}\r\n\r\n".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = raw.recv(4_096)
        if not part:
            raise ConnectionError("no answer to the upgrade")
        answer += part
    head, _, rest = answer.partition(b"\r\n\r\n")
    if b" 101 " not in head[:20]:
        raise ConnectionError(head.decode(errors="replace"))
    return raw, rest


class Channel:
    """Counts what comes and sends ready-made frames. In one event loop."""

    def __init__(self, raw: ssl.SSLSocket, rest: bytes, received: Received) -> None:
        self.on_text: Callable[[dict[str, Any]], None] = lambda _: None
        self.skipped = 0
        """Frames that were not sent because the host did not take those before."""
        raw.setblocking(False)
        self._raw = raw
        self._received = received
        self._rest = b""
        self._unsent: deque[memoryview] = deque()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(raw, self._readable)
        self._take(rest)

    def send(self, opcode: int, payload: bytes) -> None:
        """One final frame, masked with zeros, which the host unmasks like any other. A binary one is left out while
        others wait."""
        if self._unsent and opcode == 2:
            self.skipped += 1
            return
        self._unsent.append(memoryview(_head(opcode, len(payload)) + payload))
        self._writable()

    def close(self) -> None:
        self._loop.remove_reader(self._raw)
        self._loop.remove_writer(self._raw)
        self._raw.close()

    def _writable(self) -> None:
        try:
            while self._unsent:
                sent = self._raw.send(self._unsent[0])
                if sent < len(self._unsent[0]):
                    self._unsent[0] = self._unsent[0][sent:]
                else:
                    self._unsent.popleft()
        except _WOULD_BLOCK:
            self._loop.add_writer(self._raw, self._writable)
            return
        except OSError:
            self._unsent.clear()
        self._loop.remove_writer(self._raw)

    def _readable(self) -> None:
        while True:
            try:
                data = self._raw.recv(_READ_BYTES)
            except _WOULD_BLOCK:
                return
            except OSError:
                data = b""
            if not data:
                self._loop.remove_reader(self._raw)
                return
            self._take(data)
            if len(data) < _RECORD_BYTES:
                return

    def _take(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        at, available, frames = 0, len(data), 0
        received = self._received
        while at + 10 <= available:
            size = data[at + 1]
            start = at + 2
            if size == 126:
                size = data[at + 2] << 8 | data[at + 3]
                start = at + 4
            elif size == 127:
                size = int.from_bytes(data[at + 2 : at + 10], "big")
                start = at + 10
            end = start + size
            if end > available:
                break
            if data[at] == _BINARY:
                frames += 1
                if (received.frames + frames) % _SAMPLE == 0:
                    (sent_us,) = _CLOCK.unpack_from(data, start + _CAPTURE_AT)
                    received.ages.append(time.monotonic() - sent_us / 1e6)
            elif data[at] == _TEXT:
                self.on_text(json.loads(data[start:end]))
            at = end
        received.frames += frames
        self._rest = data[at:]


def _head(opcode: int, size: int) -> bytes:
    if size < 126:
        return bytes((0x80 | opcode, 0x80 | size, 0, 0, 0, 0))
    return struct.pack("!BBHI", 0x80 | opcode, 0xFE, size, 0)
