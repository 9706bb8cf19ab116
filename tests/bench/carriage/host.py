"""A host in a process of its own: prints port and two tickets, then its CPU seconds whenever it is asked."""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from meetdesk.core.topics.people import Role
from meetdesk.joining.identity import load_or_make
from meetdesk.net.websocket.turns import new_loop
from meetdesk.server.lan.guest_access import Guests
from tests.server.people import meeting


async def serve() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tls = load_or_make(Path(folder)).server_context()
        async with meeting(tls=tls, guests=Guests(Path(folder), allowed=True)) as held:
            tickets = [held.session.members.admit(Role.PARTICIPANT) for _ in range(2)]
            print(json.dumps({"port": held.port, "tickets": tickets}), flush=True)
            while await asyncio.to_thread(sys.stdin.readline):
                print(time.process_time(), flush=True)


if __name__ == "__main__":
    asyncio.Runner(loop_factory=new_loop).run(serve())
