"""Signs of a firewall on this computer that keeps colleagues out, as far as they can be read."""

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meetdesk import programs
from meetdesk.doctor.context import Context
from meetdesk.doctor.nft import Fate, Packet, Ruleset
from meetdesk.joining.interfaces import lan_addresses
from meetdesk.server.listening import DEFAULT_PORT, LAST_PORT
from meetdesk.wire.findings import Finding, FindingCode, finding

_MDNS_PORT = 5353
_SECONDS = 5.0
_PORTS = f"{DEFAULT_PORT}-{LAST_PORT}"
_OPEN = {
    "ufw": f"sudo ufw allow {DEFAULT_PORT}:{LAST_PORT}/tcp",
    "firewalld": f"sudo firewall-cmd --permanent --add-port={_PORTS}/tcp && sudo firewall-cmd --reload",
    "nftables": f"sudo nft insert rule inet filter input tcp dport {_PORTS} accept",
    "iptables": f"sudo iptables -I INPUT -p tcp --dport {DEFAULT_PORT}:{LAST_PORT} -j ACCEPT",
}
"""What opens MeetDesk's ports, by firewall."""


@dataclass(frozen=True)
class Seen:
    platform: str
    """As ``sys.platform``."""
    interfaces: frozenset[str] = frozenset()
    ruleset: list[dict[str, Any]] | None = None
    """Of nftables; None if it cannot be read."""
    active: tuple[str, ...] = ()
    """Firewalls that say they are on: keys of ``_OPEN``."""
    macos_on: bool = field(default=False)


def judge(seen: Seen, port: int = DEFAULT_PORT) -> tuple[Finding, ...]:
    if seen.platform == "win32":
        return (finding(FindingCode.FIREWALL_WINDOWS),)
    if seen.platform == "darwin":
        return (finding(FindingCode.FIREWALL_MACOS if seen.macos_on else FindingCode.FIREWALL_NONE),)
    name = next((one for one in _OPEN if one in seen.active), "")
    if seen.ruleset is not None:
        return _judge_rules(seen.ruleset, name, port, seen.interfaces)
    if name:
        return (finding(FindingCode.FIREWALL_ACTIVE, name=name, command=_OPEN[name]),)
    return (finding(FindingCode.FIREWALL_NONE),)


def _judge_rules(
    ruleset: list[dict[str, Any]], active: str, port: int, interfaces: frozenset[str]
) -> tuple[Finding, ...]:
    name = active or "nftables"
    rules = Ruleset(ruleset)
    meeting = rules.outcome(Packet("tcp", port, interfaces))
    discovery = rules.outcome(Packet("udp", _MDNS_PORT, interfaces))
    if meeting.fate is Fate.DROPPED:
        command = _OPEN.get(active) or f"sudo nft insert rule {meeting.chain} tcp dport {_PORTS} accept"
        return (finding(FindingCode.FIREWALL_BLOCKS, name=name, port=port, command=command),)
    if meeting.fate is Fate.UNKNOWN:
        found = finding(FindingCode.FIREWALL_ACTIVE, name=name, command=_OPEN[name])
    elif active or rules.filters:
        found = finding(FindingCode.FIREWALL_OPEN, name=name, port=port)
    else:
        found = finding(FindingCode.FIREWALL_NONE)
    if discovery.fate is Fate.DROPPED:
        return (found, finding(FindingCode.FIREWALL_BLOCKS_DISCOVERY, name=name))
    return (found,)


async def check(context: Context) -> tuple[Finding, ...]:
    return judge(await asyncio.to_thread(_look), context.hosting_port or DEFAULT_PORT)


def _look() -> Seen:
    if sys.platform == "darwin":
        state = _output("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")
        return Seen(sys.platform, macos_on="State = 0" not in state and bool(state))
    if not sys.platform.startswith("linux"):
        return Seen(sys.platform)
    interfaces = frozenset(address.interface for address in lan_addresses())
    return Seen(sys.platform, interfaces, _ruleset(), tuple(name for name in _OPEN if _active(name)))


def _ruleset() -> list[dict[str, Any]] | None:
    """Needs root; people's own programs hardly ever are."""
    text = _output("nft", "-j", "list", "ruleset")
    try:
        found: list[dict[str, Any]] = json.loads(text)["nftables"]
    except (ValueError, KeyError, TypeError):
        return None
    return found


def _active(name: str) -> bool:
    if name == "ufw":
        try:
            return "ENABLED=yes" in Path("/etc/ufw/ufw.conf").read_text(encoding="utf-8")
        except OSError:
            return False
    if name == "iptables":
        return any(line in {"-P INPUT DROP", "-P INPUT REJECT"} for line in _output("iptables", "-S").splitlines())
    return _output("systemctl", "is-active", name).strip() == "active"


def _output(*command: str) -> str:
    """What the command prints; empty if it is not there, not allowed or fails. The system's folders are looked in even
    where a person's own path does not name them."""
    program = programs.find(command[0])
    if program is None:
        return ""
    try:
        done = programs.run([program, *command[1:]], seconds=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode in {0, 3} else ""
