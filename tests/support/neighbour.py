"""A machine on the network that announces meetings or looks for them, without the rest of the app.

python -m tests.support.neighbour say TITLE [LIFETIME]    announces a meeting on port 47800 until it is ended
python -m tests.support.neighbour look                    prints the addresses of what it finds, a line a change
python -m tests.support.neighbour lie                     announces what no MeetDesk would, and one good meeting
"""

import asyncio
import json
import signal
import sys

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from meetdesk.joining.discovery import SERVICE, neighbourhood
from meetdesk.joining.discovery.announcement import LIFETIME_SECONDS, Announcement
from meetdesk.joining.discovery.label import Label
from meetdesk.joining.discovery.neighbourhood import Neighbourhood
from meetdesk.joining.discovery.sighting import Sighting
from meetdesk.joining.interfaces import lan_addresses, to_read_out

neighbourhood.TURN_SECONDS = 0.5
"""Instead of 2: who tests does not want to wait for interfaces and lifetimes to be looked at."""
GOOD = {"v": "1", "title": "Good", "host": "Gina", "people": "1"}
LIES: tuple[tuple[str, dict[str | bytes, str | bytes | None]], ...] = (
    ("0000000000000001", GOOD | {"v": "9"}),
    ("0000000000000002", GOOD | {"host": b"\xff\xfe\x00"}),
    ("0000000000000003", GOOD | {"people": "many"}),
    ("0000000000000004", GOOD | {"title": "x" * 200}),
    ("0000000000000005", {}),
    ("0000000000000006", {b"\x00\xff": b"\x00" * 200, "v": None}),
    ("<script>alert(1)</script>", dict(GOOD)),
    ("a.b.c", dict(GOOD)),
    ("00000000000000ff", GOOD | {"title": "<img src=x onerror=alert(1)>\u202e"}),
)


async def _live(announcement: Announcement | None, look: bool, lifetime: int) -> None:
    living = Neighbourhood(_print, lifetime)
    living.want(announcement, look=look)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    running = asyncio.create_task(living.run())
    await ended.wait()
    await living.stop()
    await running


async def _lie() -> None:
    zeroconf = AsyncZeroconf()
    addresses = to_read_out(lan_addresses())
    for name, fields in LIES:
        info = ServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=1,
            properties=dict(fields),
            server="liar.local.",
            parsed_addresses=["8.8.8.8", "127.0.0.1", *(addresses if name.endswith("f") else [])],
        )
        await zeroconf.async_register_service(info, cooperating_responders=True, strict=False)
    await asyncio.Event().wait()


def _print(found: tuple[Sighting, ...]) -> None:
    lines = sorted([one.label.title, *(str(address) for address in one.addresses)] for one in found)
    print(json.dumps(lines), flush=True)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "lie":
        asyncio.run(_lie())
    elif what == "say":
        lifetime = int(rest[1]) if rest[1:] else LIFETIME_SECONDS
        asyncio.run(_live(Announcement(Label(rest[0], "Mira", 1), 47_800), False, lifetime))
    else:
        asyncio.run(_live(None, True, LIFETIME_SECONDS))
