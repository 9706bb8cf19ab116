"""What a ruleset of nftables does with a new connection from the LAN, as far as it can be told. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

Json: TypeAlias = Any
_MOST_JUMPS = 16
"""As many as the kernel allows."""
_VERDICTS = {"accept", "drop", "reject", "return", "jump", "goto"}
_HOOKS = {"ingress", "prerouting", "input"}
"""Where packets to this computer are let through or not; in this order."""
_FAMILIES = {"ip", "ip6", "inet", "netdev"}
_HARMLESS = {"counter", "log", "comment", "mangle"}
"""Statements that stop no packet."""
_OPAQUE = {"queue", "vmap", "xt", "synproxy", "tproxy"}
"""Statements that decide, but not in a way that can be read: another program, a map of verdicts, an extension of
iptables, of which ``_XT_HARMLESS`` stop nothing."""
_XT_HARMLESS = {"AUDIT", "CHECKSUM", "CONNMARK", "CT", "DSCP", "LOG", "MARK", "NFLOG", "SET", "TCPMSS", "TRACE"}


class Fate(Enum):
    ACCEPTED = "accepted"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Packet:
    """The first packet of somebody on the LAN who comes to this computer."""

    protocol: str
    """``tcp`` or ``udp``."""
    port: int
    interfaces: frozenset[str]
    """Any of these it may come in by."""


@dataclass(frozen=True)
class Outcome:
    fate: Fate
    chain: str = ""
    """``family table chain`` where it was dropped."""


_Chain: TypeAlias = tuple[str, str, str]
"""Family, table and name."""


class Ruleset:
    """The objects of ``nft -j list ruleset``, as in libnftables-json(5)."""

    def __init__(self, objects: Sequence[Mapping[str, Json]]) -> None:
        self._rules: dict[_Chain, list[Json]] = {}
        self._bases: list[tuple[_Chain, str, frozenset[str]]] = []
        for item in objects:
            chain, rule = item.get("chain"), item.get("rule")
            if chain is not None and chain.get("hook") in _HOOKS and chain.get("type") == "filter":
                if chain["family"] in _FAMILIES:
                    key = (chain["family"], chain["table"], chain["name"])
                    devices = chain.get("dev", [])
                    only = frozenset([devices] if isinstance(devices, str) else devices)
                    self._bases.append((key, chain.get("policy", "accept"), only))
            elif rule is not None:
                key = (rule["family"], rule["table"], rule["chain"])
                self._rules.setdefault(key, []).append(rule.get("expr", []))

    @property
    def filters(self) -> bool:
        """Whether anything is looked at on its way in."""
        return bool(self._bases)

    def outcome(self, packet: Packet) -> Outcome:
        """It must pass every chain at these hooks; one that surely drops it decides."""
        unknown = False
        for key, policy, devices in self._bases:
            if devices and not devices & packet.interfaces:
                continue
            decided = self._walk(key, packet, 0)
            fate = decided if decided is not None else Fate.DROPPED if policy == "drop" else Fate.ACCEPTED
            if devices and fate is Fate.DROPPED and not packet.interfaces <= devices:
                fate = Fate.UNKNOWN
            if fate is Fate.DROPPED:
                return Outcome(fate, " ".join(key))
            unknown = unknown or fate is Fate.UNKNOWN
        return Outcome(Fate.UNKNOWN if unknown else Fate.ACCEPTED)

    def _walk(self, chain: _Chain, packet: Packet, depth: int) -> Fate | None:
        """What the chain decides; None if the packet comes to its end or is sent back."""
        if depth > _MOST_JUMPS:
            return Fate.UNKNOWN
        perhaps = False
        for rule in self._rules.get(chain, []):
            matches, statement = _read(rule, packet)
            if matches is False or statement is None:
                continue
            decided = self._decide(chain, statement, packet, depth)
            if statement[0] == "return" and matches:
                break
            if decided is not None and (perhaps or matches is None):
                perhaps = True
            elif decided is not None:
                return decided
        return Fate.UNKNOWN if perhaps else None

    def _decide(self, chain: _Chain, statement: tuple[str, Json], packet: Packet, depth: int) -> Fate | None:
        kind, value = statement
        if kind in {"jump", "goto"}:
            return self._walk((*chain[:2], value["target"]), packet, depth + 1)
        if kind in _OPAQUE:
            return Fate.UNKNOWN
        return {"accept": Fate.ACCEPTED, "drop": Fate.DROPPED, "reject": Fate.DROPPED}.get(kind)


def _read(rule: Sequence[Mapping[str, Json]], packet: Packet) -> tuple[bool | None, tuple[str, Json] | None]:
    """Whether the rule is for the packet (None: it depends), and its verdict if it has one."""
    matches: bool | None = True
    for expression in rule:
        (kind, value), *_ = expression.items()
        if kind in _VERDICTS:
            return matches, (kind, value)
        if kind in _OPAQUE and not _harmless(kind, value) and not _chooses(kind, value):
            return _and(matches, None), (kind, value)
        if kind == "match":
            matches = _and(matches, _matches(value, packet))
        elif kind not in _HARMLESS and not _harmless(kind, value):
            matches = _and(matches, None)
    return matches, None


def _harmless(kind: str, value: Json) -> bool:
    """Whether it is an extension of iptables that stops nothing."""
    return kind == "xt" and isinstance(value, dict) and value.get("name") in _XT_HARMLESS


def _chooses(kind: str, value: Json) -> bool:
    """Whether it is one that only says which packets a rule is for."""
    return kind == "xt" and isinstance(value, dict) and value.get("type") == "match"


def _and(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _matches(match: Json, packet: Packet) -> bool | None:
    """Whether a packet of this kind matches; None: it depends."""
    left, right = match.get("left", {}), match.get("right")
    found: bool | None = None
    if "meta" in left:
        found = _meta(left["meta"].get("key"), right, packet)
    elif "payload" in left:
        protocol, field = left["payload"].get("protocol"), left["payload"].get("field")
        if protocol in {"tcp", "udp"}:
            found = protocol == packet.protocol and (_among(packet.port, right) if field == "dport" else None)
        elif (protocol, field) in {("ip", "protocol"), ("ip6", "nexthdr")}:
            found = _among(packet.protocol, right)
        elif protocol in {"icmp", "icmpv6", "igmp"}:
            found = False
    elif "ct" in left and left["ct"].get("key") == "state":
        found = _among("new", right)
    if found is None or match.get("op", "==") in {"==", "in"}:
        return found
    return not found if match["op"] == "!=" else None


def _meta(key: str, right: Json, packet: Packet) -> bool | None:
    if key in {"iifname", "iif"}:
        named = [right] if isinstance(right, str) else right.get("set", []) if isinstance(right, dict) else []
        hits = {name for name in packet.interfaces for pattern in named if _like(name, str(pattern))}
        return None if hits and hits != packet.interfaces else bool(hits)
    if key == "l4proto":
        return _among(packet.protocol, right)
    return None


def _like(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _among(value: str | int, right: Json) -> bool | None:
    if isinstance(right, dict):
        if "set" in right:
            results = [_among(value, one) for one in right["set"]]
            return True if True in results else None if None in results else False
        if "range" in right and isinstance(value, int):
            first, last = right["range"]
            return bool(first <= value <= last)
        return None
    if isinstance(right, list):
        return _among(value, {"set": right})
    if isinstance(right, str) and right.startswith("@"):
        return None  # a named set
    return bool(right == value)
