"""Whether an app on this computer with the same data folder hosts now: its window, or a command beside it."""

import asyncio

from meetdesk.core.errors import MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.reach import Patience, any_certificate, reach
from meetdesk.net.listening import DEFAULT_PORT, LAST_PORT

_PATIENCE = Patience(connect=1.0, answer=2.0)
_HERE = "127.0.0.1"


async def hosting_here(fingerprint: bytes) -> int | None:
    """The port, of those that meetings get by themselves, at which the certificate with this SHA-256 is shown. None if
    there is none; ``fingerprint`` may be empty."""
    if not fingerprint:
        return None
    ports = range(DEFAULT_PORT, LAST_PORT + 1)
    found = await asyncio.gather(*(_shows(port, fingerprint) for port in ports))
    return next((port for port, shows in zip(ports, found, strict=True) if shows), None)


async def _shows(port: int, fingerprint: bytes) -> bool:
    try:
        reached = await reach([Address(_HERE, port)], any_certificate(), fingerprint=fingerprint, patience=_PATIENCE)
    except MeetDeskError:
        return False
    reached.stream.close()
    return True
