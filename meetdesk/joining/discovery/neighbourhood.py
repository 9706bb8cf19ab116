"""This app among the others on its network: says what it hosts, hears what others host.

What is wanted is stated; one loop brings it about, opens and closes sockets, and follows the machine's interfaces. The
package ``zeroconf`` is imported only when it is needed: that takes longer than starting the rest of the app.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from meetdesk.joining.discovery.announcement import LIFETIME_SECONDS, Announcement
from meetdesk.joining.discovery.sighting import Sighting
from meetdesk.joining.interfaces import InterfaceAddress, present_addresses, to_read_out

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncZeroconf

    from meetdesk.joining.discovery.announcer import Announcer
    from meetdesk.joining.discovery.finder import Finder

log = logging.getLogger(__name__)

TURN_SECONDS = 2.0
"""How often the machine's interfaces and what is known are looked at; also the least time between two changes of an
announcement (RFC 6762, section 8.4, allows one a second)."""
_RETRY_TURNS = 15
"""After a failure; sooner if the interfaces change."""


class Neighbourhood:
    """To be made and used in one event loop, which ``run`` keeps busy until ``stop``."""

    def __init__(
        self,
        on_found: Callable[[tuple[Sighting, ...]], None],
        lifetime: int = LIFETIME_SECONDS,
        known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``on_found`` gets all meetings that are there, at every change. ``lifetime``: of what is
        said, in seconds. ``known``: as ``Heard``."""
        self._on_found = on_found
        self._known = known
        self._lifetime = lifetime
        self._wanted: Announcement | None = None
        self._look = False
        self._stopping = False
        self._wake = asyncio.Event()
        self._ended = asyncio.Event()
        self._zeroconf: AsyncZeroconf | None = None
        self._interfaces: list[InterfaceAddress] = []
        self._announcer: Announcer | None = None
        self._said: tuple[Announcement, list[str]] | None = None
        self._finder: Finder | None = None
        self._rest = 0

    def want(self, announcement: Announcement | None, *, look: bool) -> None:
        """What to say from now on (None: nothing), and whether to listen."""
        changes_kind = (self._wanted is None) != (announcement is None) or look != self._look
        self._wanted, self._look = announcement, look
        if changes_kind:
            self._wake.set()

    async def stop(self) -> None:
        """Says goodbye; returns when ``run`` does."""
        self._stopping = True
        self._wake.set()
        await self._ended.wait()

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                while not self._stopping:
                    self._wake.clear()
                    await self._turn(group)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(TURN_SECONDS):
                            await self._wake.wait()
                await self._close()
        finally:
            self._ended.set()

    async def _turn(self, group: asyncio.TaskGroup) -> None:
        found = await asyncio.to_thread(present_addresses)
        moved, self._interfaces = found != self._interfaces, found
        if not found or not (self._wanted or self._look):
            await self._close()
            return
        if self._rest and not moved:
            self._rest -= 1
            return
        try:
            await self._bring_about(group, moved)
        except Exception as error:
            log.info("meetings on the network cannot be announced or found: %r", error)
            await self._close()
            self._rest = _RETRY_TURNS

    async def _bring_about(self, group: asyncio.TaskGroup, moved: bool) -> None:
        if self._zeroconf is None:
            self._zeroconf = _open(_sockets(self._interfaces))
        elif moved:
            log.info("the interfaces changed; announcing and listening on %d addresses", len(self._interfaces))
            await self._zeroconf.async_update_interfaces(_sockets(self._interfaces))
            if self._finder is not None:
                self._finder.look_again()
        await self._say(self._zeroconf)
        await self._listen(self._zeroconf, group)

    async def _say(self, zeroconf: "AsyncZeroconf") -> None:
        from meetdesk.joining.discovery.announcer import Announcer  # noqa: PLC0415  (see above)

        if self._wanted is None:
            if self._announcer is not None:
                announcer, self._announcer, self._said = self._announcer, None, None
                await announcer.withdraw()
            return
        saying = (self._wanted, to_read_out(self._interfaces))
        if self._announcer is None:
            self._announcer = Announcer(zeroconf, self._lifetime)
        if saying != self._said:
            await self._announcer.say(*saying)
            self._said = saying

    async def _listen(self, zeroconf: "AsyncZeroconf", group: asyncio.TaskGroup) -> None:
        from meetdesk.joining.discovery.finder import Finder  # noqa: PLC0415  (see above)

        if not self._look:
            await self._close_finder()
        elif self._finder is None:
            self._finder = Finder(zeroconf.zeroconf, group.create_task, self._on_found, self._known)
        else:
            self._finder.tick()

    async def _close_finder(self) -> None:
        if self._finder is not None:
            finder, self._finder = self._finder, None
            await finder.close()
            self._on_found(())

    async def _close(self) -> None:
        """Says goodbye where something was said. What fails now has failed before."""
        zeroconf, self._zeroconf = self._zeroconf, None
        self._announcer = self._said = None
        await self._close_finder()
        if zeroconf is not None:
            try:
                await zeroconf.async_close()
            except Exception as error:
                log.info("announcing did not end in order: %r", error)


def _sockets(interfaces: Sequence[InterfaceAddress]) -> list[str]:
    """The addresses to speak from: each IPv4 one, and one of IPv6 for each interface, link-local where there is one."""
    six = {one.interface: one.ip for one in sorted(interfaces, key=lambda one: one.is_link_local_ipv6) if ":" in one.ip}
    return [one.ip for one in interfaces if ":" not in one.ip] + list(six.values())


def _open(interfaces: list[str]) -> "AsyncZeroconf":
    """Raises OSError."""
    from zeroconf.asyncio import AsyncZeroconf  # noqa: PLC0415  (see above)

    # It warns of every interface that cannot be used: no news to anybody.
    logging.getLogger("zeroconf").setLevel(logging.ERROR)
    return AsyncZeroconf(interfaces)
