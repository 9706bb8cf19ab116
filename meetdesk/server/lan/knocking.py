"""A colleague's app asks whether this computer gets through to it: what a firewall does is seen from outside only."""

import asyncio
import contextlib
from http import HTTPStatus

from meetdesk.net.listening import DEFAULT_PORT, LAST_PORT
from meetdesk.net.strangers.networks import network_of
from meetdesk.server.lan.lan_handler import LanHandler

KNOCK_PATH = "/meetdesk/knock"
KNOCK_HEADER = "MeetDesk-Knock"
"""With the port. No web page can send it: that would take an answer to a preflight."""
KNOCK_SECONDS = 2.0
"""For the one connection."""
AT_ONCE = 4
"""For everybody together; one for each network."""


class Knock(LanHandler):
    """``GET /meetdesk/knock``: one TCP connection is tried, to a port that MeetDesk hosts on, of whoever asks and of
    nobody else. It is closed without a word.

    204: it was taken. 504: it was not. 429: enough are being tried. 403: no such port.
    """

    async def get(self) -> None:
        """Answers after ``KNOCK_SECONDS`` at the latest; one attempt at a time for each network."""
        port = _port(self.request.headers.get_list(KNOCK_HEADER))
        address = self.request.remote_ip or ""
        knocking: set[str] = self.settings["knocking"]
        if port is None or not address:
            self.refuse(HTTPStatus.FORBIDDEN)
            return
        network = network_of(address)
        if network in knocking or len(knocking) >= AT_ONCE:
            self.refuse(HTTPStatus.TOO_MANY_REQUESTS)
            return
        self.server.newcomer(self.request).greet()
        knocking.add(network)
        try:
            reached = await _reaches(address, port)
        finally:
            knocking.discard(network)
        self.refuse(HTTPStatus.NO_CONTENT if reached else HTTPStatus.GATEWAY_TIMEOUT)


def _port(said: list[str]) -> int | None:
    if len(said) != 1 or not (said[0].isascii() and said[0].isdigit() and len(said[0]) <= 5):
        return None
    return int(said[0]) if DEFAULT_PORT <= int(said[0]) <= LAST_PORT else None


async def _reaches(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(KNOCK_SECONDS):
            _, writer = await asyncio.open_connection(address, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
