"""A real host in this event loop: the LAN server over TLS, with the door of the app."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from meetdesk.core.topics.people import EndReason, Role
from meetdesk.joining.address import Address
from meetdesk.joining.browser_certificates import BrowserCertificates
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.joining.identity import Identity, make
from meetdesk.joining.invitation import make_invitation
from meetdesk.net.listening import bind_lan
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.server.lan.guesses import Guesses, Guessing
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.kept_out import UNKNOWN, Visitor
from meetdesk.server.meeting.session import MeetingSession

TITLE, HOST_NAME = "Quarterly secrets", "Anna Admin"


class CountingSession(MeetingSession):
    """Remembers the tickets it gave."""

    def __init__(self, title: str, **options: Any) -> None:
        super().__init__(title, **options)
        self.given: list[str] = []
        admit = self.members.admit

        def counting(role: Role, visitor: Visitor = UNKNOWN) -> str:
            ticket = admit(role, visitor)
            self.given.append(ticket)
            return ticket

        self.members.admit = counting  # type: ignore[method-assign]


@dataclass
class Host:
    session: CountingSession
    door: Door
    address: Address
    identity: Identity = field(repr=False)
    server: LanServer = field(repr=False)
    guessing: list[Guessing]
    """What the host was told of."""
    certificates: BrowserCertificates = field(repr=False)

    @property
    def invitation(self) -> str:
        return make_invitation([self.address], self.identity.fingerprint, self.door.secret)

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.door.code) + 1) % 10**6:06}"


@asynccontextmanager
async def host(
    guesses: Guesses | None = None,
    newcomers: Newcomers | None = None,
    *,
    rated: bool = True,
    identity: Identity | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sockets: list[socket.socket] | None = None,
) -> AsyncIterator[Host]:
    """``guesses``, ``newcomers``: other limits than the product's. ``rated``: see ``LanServer``. ``clock``: of the
    certificates. ``sockets``: listening ones, such as those of another namespace."""
    identity = identity or make()
    door = Door(identity.fingerprint, make_code())
    sockets, port = (sockets, sockets[0].getsockname()[1]) if sockets else bind_lan(0)
    certificates = BrowserCertificates(identity, clock)
    guessing: list[Guessing] = []
    session = CountingSession(TITLE, host_name=HOST_NAME)
    server = LanServer(
        session,
        sockets,
        identity.server_context(),
        door,
        browser_tls=certificates.context,
        guesses=guesses,
        newcomers=newcomers,
        rated=rated,
        on_guessing=guessing.append,
    )
    try:
        yield Host(session, door, Address("127.0.0.1", port), identity, server, guessing, certificates)
    finally:
        await session.end(EndReason.HOST_QUIT)
        server.stop()
