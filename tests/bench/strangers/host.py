"""A host without limits for strangers: ``python -m tests.bench.strangers.host FOLDER [PROFILE]``.

Prints its port and its code, and ends with its standard input. ``PROFILE``: a file for what the server thread did, for
``python -m pstats``.
"""

import cProfile
import sys
import time
from pathlib import Path

from meetdesk.core.topics.people import EndReason
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.joining.identity import load_or_make
from meetdesk.net.listening import bind_lan
from meetdesk.net.thread import ServerThread
from meetdesk.server.lan.guesses import Guesses, Limit, Limits
from meetdesk.server.lan.guest_access import Guests
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession

PAGES = Path(__file__).parents[3] / "meetdesk" / "ui"
_WITHOUT_END = (Limit(10**9, 3600.0),)


def main(folder: Path, profile: str = "") -> None:
    sockets, port = bind_lan(0)
    identity = load_or_make(folder)
    door = Door(identity.fingerprint, make_code())
    thread = ServerThread("host")
    profiler = cProfile.Profile(time.thread_time)

    async def start() -> tuple[MeetingSession, LanServer]:
        session = MeetingSession("Bench")
        session.lobby_limit = 10**6
        guests = Guests(PAGES, allowed=True)
        guesses = Guesses(lambda: Limits(*[_WITHOUT_END] * 6))
        server = LanServer(
            session, sockets, identity.server_context(), door, guests=guests, guesses=guesses, rated=False
        )
        if profile:
            profiler.enable()
        return session, server

    session, server = thread.start(start)

    async def stop() -> None:
        profiler.disable()
        await session.end(EndReason.HOST_QUIT)
        server.stop()

    print(port, door.code, flush=True)
    sys.stdin.read()
    thread.call(stop()).result(10)
    thread.stop()
    if profile:
        profiler.dump_stats(profile)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
