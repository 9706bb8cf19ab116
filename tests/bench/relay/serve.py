"""One server under test, in a process of its own: ``python -m tests.bench.relay.serve VARIANT``.

Prints ``{"port": ..., "tickets": [...]}``, then for every line of its input the CPU time it has used and its memory.
"""

import asyncio
import json
import resource
import ssl
import sys
import tempfile
from pathlib import Path

import msgspec

from meetdesk.core.topics.people import Role
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.net.listening import bind_loopback
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.net.websocket.turns import new_loop
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession
from tests.bench.relay import rivals
from tests.bench.relay.prototype import tornado_prototype
from tests.certificate import write_certificate

PEOPLE = 60


def used() -> dict[str, float]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {"cpu": usage.ru_utime + usage.ru_stime, "rss": pages * resource.getpagesize()}


async def meetdesk(tls: bool) -> tuple[dict[str, object], MeetingSession]:
    """The product's own server with everything switched on; all audio is forwarded, as the others do."""
    context = None
    if tls:
        with tempfile.TemporaryDirectory() as folder:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            context.load_cert_chain(*write_certificate(Path(folder)))
    sockets, port = bind_loopback()
    session = MeetingSession("Benchmark", slots=PEOPLE)
    most = PEOPLE * 3
    LanServer(session, sockets, context, Door(bytes(32), make_code()), newcomers=Newcomers.up_to(most), rated=False)
    return {"port": port, "tickets": [session.members.admit(Role.PARTICIPANT) for _ in range(PEOPLE)]}, session


async def main(variant: str) -> None:
    session: MeetingSession | None = None
    ready: dict[str, object]
    match variant:
        case "meetdesk" | "meetdesk-tls" | "meetdesk-copies":
            ready, session = await meetdesk(tls=variant.endswith("tls"))
        case "tornado":
            ready = {"port": await rivals.tornado_write_message()}
        case "prototype":
            ready = {"port": await tornado_prototype()}
        case "websockets":
            ready = {"port": await rivals.websockets_broadcast()}
        case _:
            raise SystemExit(f"no such variant: {variant}")
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        counts = {} if session is None else msgspec.to_builtins(session.statistics())
        sys.stdout.write(json.dumps(used() | counts) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    # The others run on asyncio's own loop, as they would.
    factory = new_loop if sys.argv[1].startswith("meetdesk") else None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main(sys.argv[1]))
