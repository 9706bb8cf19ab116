"""Signs of a firewall on this computer that keeps colleagues out, as far as they can be read."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meetdesk import programs
from meetdesk.core.errors import MeetDeskError
from meetdesk.doctor.context import Context
from meetdesk.doctor.knocks import Knocked, knocked_by
from meetdesk.doctor.nft import Fate, Packet, Ruleset
from meetdesk.joining.interfaces import lan_addresses
from meetdesk.net.listening import DEFAULT_PORT, LAST_PORT
from meetdesk.wire.findings import Finding, FindingCode, Verdict, finding

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
_POLICY = re.compile(r"-P INPUT (?:DROP|REJECT)$")
_STOPS = {"DROP", "REJECT", "NFQUEUE", "TARPIT"}
_RULE = re.compile(r"-A (\S+) (?:.* )?-[jg] (\S+)")


@dataclass(frozen=True)
class Seen:
    platform: str
    """As ``sys.platform``."""
    interfaces: frozenset[str] = frozenset()
    ruleset: list[dict[str, Any]] | None = None
    """Of nftables; None if it cannot be read."""
    active: tuple[str, ...] = ()
    """Firewalls that say they are on: keys of ``_OPEN``."""
    macos_on: bool | None = None
    """None if it cannot be asked."""


_TRIED_BETTER = {
    FindingCode.FIREWALL_ACTIVE,
    FindingCode.FIREWALL_BLOCKS,
    FindingCode.FIREWALL_MACOS,
    FindingCode.FIREWALL_UNREAD,
    FindingCode.FIREWALL_WINDOWS,
}


def judge(seen: Seen, port: int = DEFAULT_PORT, knocked: Sequence[Knocked] = ()) -> tuple[Finding, ...]:
    """``knocked``: what colleagues' apps found out, which counts for more than rules do."""
    found = _read(seen, port)
    if through := next((one for one in knocked if one.reached), None):
        reached = finding(FindingCode.FIREWALL_REACHED, address=through.address, port=through.port)
        return (reached, *(one for one in found if one.code not in _TRIED_BETTER))
    if knocked:
        stuck = finding(FindingCode.FIREWALL_NOT_REACHED, address=knocked[0].address, port=knocked[0].port)
        return (stuck, *(one for one in found if one.verdict is not Verdict.GOOD))
    return found


def _read(seen: Seen, port: int) -> tuple[Finding, ...]:
    if seen.platform == "win32":
        return (finding(FindingCode.FIREWALL_WINDOWS),)
    if seen.platform == "darwin":
        codes = {None: FindingCode.FIREWALL_UNREAD, True: FindingCode.FIREWALL_MACOS, False: FindingCode.FIREWALL_NONE}
        return (finding(codes[seen.macos_on]),)
    name = next((one for one in _OPEN if one in seen.active), "")
    if seen.ruleset is not None:
        return _judge_rules(seen.ruleset, name, port, seen.interfaces)
    if name:
        return (finding(FindingCode.FIREWALL_ACTIVE, name=name, command=_OPEN[name]),)
    return (finding(FindingCode.FIREWALL_UNREAD),)


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
    # One that is on although nothing of it is among these rules has them where nft does not look.
    if meeting.fate is Fate.UNKNOWN or (active and not rules.filters):
        found = finding(FindingCode.FIREWALL_ACTIVE, name=name, command=_OPEN[name])
    elif rules.filters:
        found = finding(FindingCode.FIREWALL_OPEN, name=name, port=port)
    else:
        found = finding(FindingCode.FIREWALL_NONE)
    if discovery.fate is Fate.DROPPED:
        return (found, finding(FindingCode.FIREWALL_BLOCKS_DISCOVERY, name=name))
    return (found,)


async def check(context: Context) -> tuple[Finding, ...]:
    seen = await asyncio.to_thread(_look)
    try:
        knocked = await knocked_by(context.neighbours, context.hosting_port)
    except MeetDeskError:  # no port is free, which another check says
        knocked = []
    return judge(seen, context.hosting_port or DEFAULT_PORT, knocked)


def _look() -> Seen:
    if sys.platform == "darwin":
        state = _output("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")
        return Seen(sys.platform, macos_on="State = 0" not in state if state else None)
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
        # Tables of the older kind, which nft does not list, have a program of their own where both are there.
        programs = ("iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy")
        return any(stops_some(_output(program, "-S").splitlines()) for program in programs)
    return _output("systemctl", "is-active", name).strip() == "active"


def stops_some(rules: Sequence[str]) -> bool:
    """Whether something that comes to this computer is dropped or refused by these (lines of ``iptables -S``), also in
    a chain that is jumped to."""
    jumps: dict[str, set[str]] = {}
    for rule in filter(None, map(_RULE.match, rules)):
        jumps.setdefault(rule[1], set()).add(rule[2])
    reached, ahead = set[str](), ["INPUT"]
    while ahead:
        if (chain := ahead.pop()) not in reached:
            reached.add(chain)
            ahead += jumps.get(chain, set())
    return any(map(_POLICY.match, rules)) or not reached.isdisjoint(_STOPS)


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
