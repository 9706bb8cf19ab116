"""What the checks are told about the app they run in."""

from dataclasses import dataclass

from meetdesk.joining.address import Address


@dataclass(frozen=True)
class Context:
    hosting_port: int | None = None
    """Where this app hosts now."""
    fingerprint: bytes = b""
    """Of this app's certificate, while it hosts."""
    target: str = ""
    """What was to be joined, as typed."""
    neighbours: tuple[Address, ...] = ()
    """Where colleagues' apps answer now, who host or whose meeting this app is in."""
