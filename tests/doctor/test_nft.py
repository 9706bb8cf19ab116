"""What real rulesets, loaded into a namespace and read back, do with somebody who wants to join."""

import json
from collections.abc import Iterator

import pytest

from meetdesk.doctor.nft import Packet, Ruleset
from tests.support.netns import Cable, Namespace, not_permitted

pytestmark = pytest.mark.netns

MEETING = Packet("tcp", 47_800, frozenset({"eth0"}))
ORDINARY = 'ct state established,related accept; ct state invalid drop; iifname "lo" accept; ip protocol icmp accept;'


@pytest.fixture(scope="module")
def machine() -> Iterator[Namespace]:
    if reason := not_permitted():
        pytest.skip(reason)
    with Cable() as (left, _):
        yield left


def fate(machine: Namespace, rules: str, policy: str = "drop", more: str = "", packet: Packet = MEETING) -> str:
    machine.run("nft", "flush", "ruleset")
    chain = f"chain input {{ type filter hook input priority 0; policy {policy}; {rules} }}"
    machine.run("nft", f"table inet filter {{ {more}\n{chain}\n}}")
    ruleset = json.loads(machine.run("nft", "-j", "list", "ruleset").stdout)["nftables"]
    return Ruleset(ruleset).outcome(packet).fate.value


@pytest.mark.parametrize(
    ("rules", "policy", "expected"),
    [
        ("", "accept", "accepted"),
        (ORDINARY, "drop", "dropped"),
        (f"{ORDINARY} tcp dport 22 accept;", "drop", "dropped"),
        (f"{ORDINARY} tcp dport 47800 accept;", "drop", "accepted"),
        (f"{ORDINARY} tcp dport 47800-47899 accept;", "drop", "accepted"),
        (f"{ORDINARY} tcp dport {{ 22, 47800-47899 }} counter accept;", "drop", "accepted"),
        (f"{ORDINARY} meta l4proto tcp tcp dport 47000-48000 log accept;", "drop", "accepted"),
        ("tcp dport 47800 drop;", "accept", "dropped"),
        ("tcp dport 47800 reject with tcp reset;", "accept", "dropped"),
        ("udp dport 47800 drop;", "accept", "accepted"),
        ('iifname "wlan*" drop;', "accept", "accepted"),
        ('iifname != "lo" tcp dport 47800 drop;', "accept", "dropped"),
        ("tcp dport != 22 drop;", "accept", "dropped"),
        ("ip saddr 10.0.0.0/8 accept;", "drop", "unknown"),
        ("tcp sport 5 accept;", "drop", "unknown"),
        ("limit rate 5/second accept;", "drop", "unknown"),
        ("tcp dport vmap { 22 : accept, 47800 : drop };", "accept", "unknown"),
    ],
)
def test_a_chain(machine: Namespace, rules: str, policy: str, expected: str) -> None:
    assert fate(machine, rules, policy) == expected


def ingress(device: str) -> list[dict[str, object]]:
    place = {"family": "netdev", "table": "f"}
    base = {**place, "name": "i", "hook": "ingress", "type": "filter", "policy": "accept", "dev": device}
    return [{"chain": base}, {"rule": {**place, "chain": "i", "expr": [{"drop": None}]}}]


def test_what_is_dropped_before_it_comes_to_the_other_chains() -> None:
    assert Ruleset(ingress("eth0")).outcome(MEETING).fate.value == "dropped"
    assert Ruleset(ingress("wlan0")).outcome(MEETING).fate.value == "accepted"


def udp_only() -> dict[str, object]:
    return {"match": {"op": "==", "left": {"payload": {"protocol": "udp", "field": "dport"}}, "right": 47_800}}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([{"queue": {"num": 0}}], "unknown"),
        ([udp_only(), {"queue": {"num": 0}}], "accepted"),
        ([{"xt": {"type": "target", "name": "REJECT"}}], "unknown"),
        ([{"xt": {"type": "target", "name": "LOG"}}], "accepted"),
        ([{"xt": {"type": "match", "name": "set"}}], "accepted"),
        ([{"xt": {"type": "match", "name": "set"}}, {"drop": None}], "unknown"),
    ],
)
def test_what_decides_but_cannot_be_read(statements: list[dict[str, object]], expected: str) -> None:
    """Not loaded into the kernel, which has not all of them everywhere."""
    place = {"family": "ip", "table": "filter"}
    base = {**place, "name": "INPUT", "hook": "input", "type": "filter", "policy": "accept"}
    rule = {**place, "chain": "INPUT", "expr": statements}
    assert Ruleset([{"chain": base}, {"rule": rule}]).outcome(MEETING).fate.value == expected


def test_chains_that_are_jumped_to(machine: Namespace) -> None:
    more = "chain lan { tcp dport 22 accept; tcp dport 47800 accept; }\nchain back { return; }"
    assert fate(machine, 'jump back; iifname "eth0" jump lan;', more=more) == "accepted"
    assert fate(machine, 'iifname "eth0" jump back;', more=more) == "dropped"
    assert fate(machine, "ip saddr 10.0.0.0/8 jump lan;", more=more) == "unknown"
    assert fate(machine, "goto lan;", more=more, packet=Packet("udp", 5353, frozenset({"eth0"}))) == "dropped"


def test_every_table_must_let_it_through(machine: Namespace) -> None:
    more = "chain late { type filter hook input priority 10; policy accept; tcp dport 47800 drop; }"
    assert fate(machine, "tcp dport 47800 accept;", more=more) == "dropped"
