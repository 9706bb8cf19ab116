"""Tells the network about this app's meeting."""

import secrets
from collections.abc import Sequence

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from meetdesk.joining.discovery import SERVICE
from meetdesk.joining.discovery.announcement import LIFETIME_SECONDS, Announcement
from meetdesk.joining.discovery.label import to_properties


class Announcer:
    """One meeting, from the first word to the goodbye."""

    def __init__(self, zeroconf: AsyncZeroconf, lifetime: int = LIFETIME_SECONDS) -> None:
        self._zeroconf = zeroconf
        self._lifetime = lifetime
        # Neither the meeting's title nor the machine's name: the one may be shared, the other is nobody's business.
        self._key = secrets.token_hex(8)
        self._said: ServiceInfo | None = None

    async def say(self, announcement: Announcement, addresses: Sequence[str]) -> None:
        """What holds from now on. ``addresses`` without scope. Raises OSError or zeroconf.Error."""
        info = ServiceInfo(
            SERVICE,
            f"{self._key}.{SERVICE}",
            port=announcement.port,
            properties=to_properties(announcement.label),
            server=f"{self._key}.local.",
            parsed_addresses=list(addresses),
            host_ttl=self._lifetime,
            other_ttl=self._lifetime,
        )
        if self._said is None:
            # The name is random: nobody has to be asked whether they have the same.
            told = await self._zeroconf.async_register_service(info, cooperating_responders=True)
        else:
            told = await self._zeroconf.async_update_service(info)
        self._said = info
        await told

    async def withdraw(self) -> None:
        """Says goodbye; harmless when nothing was said. Raises OSError or zeroconf.Error."""
        said, self._said = self._said, None
        if said is not None:
            await (await self._zeroconf.async_unregister_service(said))
