"""The host of the self-test: the real LAN server and meeting, over TLS on loopback, in a thread of this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from meetdesk.core.limits import PARTICIPANTS
from meetdesk.core.topics.people import EndReason, Role
from meetdesk.joining import identity
from meetdesk.joining.address import Address
from meetdesk.joining.code import make_code
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.door import Door
from meetdesk.net.listening import bind_loopback
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.net.thread import ServerThread
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession

_CHANNELS = 3


class Host:
    """Gives tickets for the meeting at ``address``."""

    def __init__(self, thread: ServerThread, session: MeetingSession, address: Address, certificate: bytes) -> None:
        self._thread = thread
        self._session = session
        self._address = address
        self._certificate = certificate

    def admitted(self, count: int, role: Role = Role.PARTICIPANT) -> tuple[JoinedHost, ...]:
        """For so many more people, what they would have from joining."""

        async def give() -> tuple[str, ...]:
            return tuple(self._session.members.admit(role) for _ in range(count))

        tickets = self._thread.call(give()).result()
        return tuple(
            JoinedHost(self._address, (self._address,), self._certificate, ticket, self._session.meeting_id, "", "")
            for ticket in tickets
        )


@contextmanager
def hosting() -> Iterator[Host]:
    """Raises MeetDeskError ``port_in_use`` if no port is free at all."""
    sockets, port = bind_loopback()
    own = identity.make()
    tls, door = own.server_context(), Door(own.fingerprint, make_code())
    thread = ServerThread("meetdesk-selftest")

    async def start() -> tuple[MeetingSession, LanServer]:
        session = MeetingSession("Self-test")
        most = PARTICIPANTS * _CHANNELS
        return session, LanServer(session, sockets, tls, door, newcomers=Newcomers.up_to(most), rated=False)

    session, server = thread.start(start)

    async def end() -> None:
        await session.end(EndReason.HOST_QUIT)
        server.stop()

    try:
        yield Host(thread, session, Address("127.0.0.1", port), own.certificate)
    finally:
        thread.call(end()).result()
        thread.stop()
