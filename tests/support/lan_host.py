"""A meeting served over TLS in this process: the relay as it is, without the rest of the app."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meetdesk.core.topics.people import EndReason
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.joining.identity import load_or_make
from meetdesk.net.listening import bind_lan
from meetdesk.net.thread import ServerThread
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession


@contextmanager
def lan_host(folder: Path, title: str = "Test") -> Iterator[tuple[int, str]]:
    """Hosts a meeting on any free port, which it yields with the code. ``folder`` keeps the certificate."""
    sockets, port = bind_lan(0)
    identity = load_or_make(folder)
    door = Door(identity.fingerprint, make_code())
    thread = ServerThread("test-host")

    async def start() -> tuple[MeetingSession, LanServer]:
        session = MeetingSession(title)
        return session, LanServer(session, sockets, identity.server_context(), door)

    session, server = thread.start(start)

    async def stop() -> None:
        await session.end(EndReason.HOST_QUIT)
        server.stop()

    try:
        yield port, door.code
    finally:
        thread.call(stop()).result(10)
        assert thread.stop(), "the server thread did not end"
