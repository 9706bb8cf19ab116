"""Which connections a server looks at, before anything is made for them; most others never wake this process."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterable

from meetdesk.net.strangers.arrivals import Arrivals
from meetdesk.net.strangers.networks import network_of, networks_of
from meetdesk.net.strangers.packet_filter import PacketFilter
from meetdesk.net.strangers.shut import Shut

_UPDATE_SECONDS = 0.1
"""A filter is made anew no sooner than this after the one before."""
_LOOK_SECONDS = 1.0
"""How often is seen to who is not shut any more."""
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that ends a connection at once and keeps nothing of it."""


class Gate:
    """To be used in a loop. ``known``: addresses from which somebody was admitted, as its owner keeps them."""

    def __init__(self, arrivals: Arrivals, known: Iterable[str], *, filtered: bool = True) -> None:
        """``filtered`` False: as on a system that filters nothing for a socket."""
        self._arrivals = arrivals
        self._known = known
        self._shut = Shut()
        self._filtered = filtered
        self._filter = PacketFilter(())
        self._in_force: frozenset[str] = frozenset()
        self._updating: asyncio.TimerHandle | None = None

    def guard(self, sockets: Iterable[socket.socket]) -> None:
        """Lets the kernel drop what comes from shut networks, where it can. ``sockets``: those that listen."""
        if self._filtered:
            self._filter = PacketFilter(sockets)

    def stop(self) -> None:
        """The packet filter is changed no more."""
        if self._updating is not None:
            self._updating.cancel()

    def lets_in(self, connection: socket.socket, address: str, now: float, *, known: bool) -> bool:
        """Closes the connection if not."""
        self._filter.release(connection)
        network, *wider = networks_of(address)
        shut = self._shut.has(network, now) or (not known and any(self._shut.has(one, now) for one in wider))
        if not shut and self._arrivals.take(address, now):
            return True
        if not shut:
            self.shut(network, now)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.close()
        return False

    def shut(self, network: str, now: float) -> None:
        """Nobody of ``network`` gets in for a while. ``now``: seconds, monotonic."""
        self._shut.shut(network, now)
        self._update_soon(_UPDATE_SECONDS)

    def open(self, address: str) -> None:
        """Somebody was admitted from there."""
        self._shut.open(network_of(address))
        if self._in_force:
            self._update_soon(_UPDATE_SECONDS)

    def shut_lately(self, address: str, now: float) -> bool:
        """Whether the network of this address was shut a short time ago. ``now``: seconds, monotonic."""
        return self._shut.lately(network_of(address), now)

    def _update_soon(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._updating is not None and self._updating.when() > loop.time() + seconds:
            self._updating.cancel()
            self._updating = None
        if self._updating is None:
            self._updating = loop.call_later(seconds, self._update)

    def _update(self) -> None:
        self._updating = None
        shut = self._shut.all(asyncio.get_running_loop().time())
        if shut != self._in_force:
            self._in_force = shut
            spared = {network_of(one) for one in self._known if not shut.isdisjoint(networks_of(one)[1:])}
            self._filter.set(shut, spared)
        if shut:
            self._update_soon(_LOOK_SECONDS)
