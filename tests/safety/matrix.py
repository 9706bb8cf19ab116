"""Raw requests by the thousand, with any headers, and the routes of a Tornado application with a path for each."""

import asyncio
import re
from dataclasses import dataclass

from tornado.web import Application

from meetdesk.wire.channels import PATTERN, Channel
from meetdesk.wire.lines import PATTERN as LINE
from meetdesk.wire.lines import LineName

PLACES = {
    "": "",  # the page itself
    "(.+)": "app-1a2b.js",
    "([0-9A-Za-z]{1,64})": "abc123",
    r"(meetdesk\.webmanifest|icon-[0-9]{2,3}\.png)": "meetdesk.webmanifest",
    PATTERN: Channel.CONTROL,
    **dict(zip(LINE.split("/"), (LineName.VOICE, "01" * 16), strict=True)),
}
"""What to put for each group of a route's pattern. A new kind of group needs a line here."""
UPGRADE = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    """The last of those with one name; by lower-case name."""
    body: bytes
    cookies: tuple[str, ...] = ()
    """``Set-Cookie`` headers."""


def routes(application: Application) -> list[tuple[str, str, type]]:
    """Pattern, a path that it matches, and handler, of every route; the last is for everything else."""
    found = [
        (rule.matcher.regex.pattern.removesuffix("$"), rule.target)
        for outer in application.default_router.rules
        for rule in (outer.target.rules if hasattr(outer.target, "rules") else [])
    ]
    assert len(found) > 1
    known = [(pattern, _path(pattern), handler) for pattern, handler in found]
    return [*known, ("(anything else)", "/nowhere", application.settings["default_handler_class"])]


def _path(pattern: str) -> str:
    def place(group: re.Match[str]) -> str:
        assert group[0] in PLACES or group[0] == "()", f"tests/safety/matrix.py needs a place for {group[0]}"
        return PLACES.get(group[0], "")

    path = re.sub(r"\([^()]*\)", place, pattern).replace("[0-9]+", "2")
    assert re.fullmatch(pattern, path), f"{path} is no path of {pattern}"
    return path


class Asker:
    """One connection after the other to 127.0.0.1, kept as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes = b"") -> Answer:
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode() + body
        for fresh in (False, True):
            reader, writer = await self._open(again=fresh)
            try:
                async with asyncio.timeout(20):
                    writer.write(request)
                    return await self._answer(reader, method)
            except (asyncio.IncompleteReadError, ConnectionError):
                if fresh:
                    raise
        raise AssertionError

    async def _open(self, *, again: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if again:
            self.close()
        if self._pair is None:
            self._pair = await asyncio.open_connection("127.0.0.1", self._port)
        return self._pair

    async def _answer(self, reader: asyncio.StreamReader, method: str) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        lines = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in head[1:] if line)]
        headers = dict(lines)
        length = int(headers.get("content-length", "0"))
        body = b"" if method == "HEAD" or status in {101, 204} else await reader.readexactly(length)
        if status == 101 or headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body, tuple(value for name, value in lines if name == "set-cookie"))

    def close(self) -> None:
        if self._pair is not None:
            self._pair[1].close()
            self._pair = None
