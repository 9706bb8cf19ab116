"""How fit this computer is to carry a meeting on, as far as it knows: what the host chooses its deputy by."""

import sys
from dataclasses import dataclass
from pathlib import Path

import ifaddr

_LINUX_INTERFACES = Path("/sys/class/net")


@dataclass(frozen=True)
class Fitness:
    wired: bool
    """It reaches the host by cable. False where that is not known."""
    mains: bool
    """It does not run on its battery; it may have none."""
    free: float
    """Share of its processors that had nothing to do in the last minute, 0 to 1."""


def fitness(local_ip: str) -> Fitness:
    """Of now. Never fails: what is not known is not held against the computer, but for the cable. ``local_ip``: its own
    address on the way to the host, without scope."""
    return Fitness(_by_cable(_interface_of(local_ip)), _on_mains(), _free())


def _interface_of(local_ip: str) -> str | None:
    """Name of the interface that has this address; None if none has."""
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if (ip.ip if isinstance(ip.ip, str) else ip.ip[0]) == local_ip:
                return str(adapter.name)
    return None


def _by_cable(interface: str | None, interfaces: Path = _LINUX_INTERFACES) -> bool:
    if interface is None or not sys.platform.startswith("linux"):
        return False
    place = interfaces / interface
    return place.exists() and not (place / "wireless").exists() and not (place / "phy80211").exists()


def _on_mains() -> bool:
    import psutil  # noqa: PLC0415  (not at every start)

    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError, ValueError):  # no such thing on this system, or it says nonsense
        return True
    return battery is None or battery.power_plugged is not False


def _free() -> float:
    import psutil  # noqa: PLC0415  (not at every start)

    try:
        load: float = psutil.getloadavg()[0]
    except OSError:
        return 1.0
    return max(0.0, 1.0 - load / (psutil.cpu_count() or 1))
