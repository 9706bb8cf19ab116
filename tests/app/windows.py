"""A window of an app without the window: what the page would ask, over the real loopback server."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from meetdesk.app.overrides import Overrides
from meetdesk.app.runtime import Runtime
from tests.support.trying_again import asked_again


class Page:
    """Requests of the one window that enters an app by ``entry_url``."""

    def __init__(self, entry_url: str, through: str = "") -> None:
        """``through``: host and port to connect to instead, for an app in a network namespace."""
        url = urlsplit(entry_url)
        self._at = url.netloc
        self._through = through or url.netloc
        connection = http.client.HTTPConnection(self._through)
        connection.request("GET", f"{url.path}?{url.query}", headers={"Host": self._at})
        answer = connection.getresponse()
        assert answer.status == 200
        self._cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        connection.close()

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and decoded body of the answer."""
        connection = http.client.HTTPConnection(self._through, timeout=30)
        headers = {"Host": self._at, "Cookie": self._cookie, "Origin": f"http://{self._at}"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    def join(self, wish: object) -> tuple[int, Any]:
        """As ``ask``; a host that was too busy to answer in time is asked again."""
        return asked_again(lambda: self.ask("POST", "/api/join", wish))

    def channel(self, path: str) -> connect:
        """``async with`` it for a WebSocket of the page."""
        headers = {"Cookie": self._cookie}
        host, _, port = self._through.rpartition(":")
        return connect(
            f"ws://{self._at}{path}", origin=f"http://{self._at}", additional_headers=headers, host=host, port=int(port)
        )


async def hear(channel: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this type; others are passed over."""
    while True:
        message: dict[str, Any] = json.loads(await channel.recv())
        if message["type"] == kind:
            return message


async def until_closed(channel: ClientConnection) -> tuple[int, str]:
    """Close code and reason that end the channel; messages are passed over."""
    try:
        while True:
            await channel.recv()
    except ConnectionClosed as closed:
        if closed.rcvd is None:
            raise
        return closed.rcvd.code, closed.rcvd.reason


@contextmanager
def running(folder: Path, **options: Any) -> Iterator[tuple[Runtime, Page]]:
    """An app with its data in ``folder`` and one window."""
    ui = folder / "ui"
    ui.mkdir(parents=True, exist_ok=True)
    (ui / "index.html").write_text("<!doctype html>")
    overrides = options.pop("overrides", Overrides())
    with Runtime(folder / "data", ui, overrides, **options) as runtime:
        yield runtime, Page(runtime.entry_url())
