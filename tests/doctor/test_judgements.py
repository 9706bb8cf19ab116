"""What each check makes of what it saw. How it looks is tested in ``test_real_networks``."""

import ipaddress
import socket
from datetime import date
from pathlib import Path

import pytest

from meetdesk.core.errors import ErrorCode
from meetdesk.doctor.checks import (
    clock,
    devices,
    echo,
    firewall,
    isolation,
    multicast,
    network,
    port,
    processor,
    target,
)
from meetdesk.doctor.knocks import Knocked
from meetdesk.doctor.multicast import Asked
from meetdesk.doctor.neighbours import Neighbour
from meetdesk.joining.address import Address
from meetdesk.joining.interfaces import InterfaceAddress
from meetdesk.joining.sides import Side, Standing
from meetdesk.wire.findings import Finding

WIRED = InterfaceAddress("eth0", "192.168.1.20", standing=Standing(route=0))
VPN = InterfaceAddress("nordlynx", "10.8.0.2", standing=Standing(Side.VPN))
BRIDGE = InterfaceAddress("incusbr0", "10.158.7.1", standing=Standing(Side.GUESTS))
OUT = InterfaceAddress("enp4s0", "10.1.1.1", standing=Standing(up=False))
SELF_MADE, LINK = InterfaceAddress("eth0", "169.254.7.7"), InterfaceAddress("eth0", "fe80::1", 2)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [one.code.value for one in found]


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        ([WIRED], "network_fine"),
        ([LINK], "network_fine"),
        ([], "network_none"),
        ([VPN], "network_virtual_only"),
        ([SELF_MADE, LINK], "network_self_assigned"),
        ([SELF_MADE, WIRED], "network_fine"),
    ],
)
def test_network(addresses: list[InterfaceAddress], code: str) -> None:
    assert codes(network.judge(addresses)) == [code]


def test_network_says_what_is_not_read_out_and_why() -> None:
    found = network.judge([WIRED, VPN, LINK], [BRIDGE], [OUT])
    assert {one.code.value: one.detail["addresses"] for one in found} == {
        "network_fine": "192.168.1.20, 10.8.0.2",
        "network_vpn_last": "10.8.0.2 (nordlynx)",
        "network_guests_left_out": "10.158.7.1 (incusbr0)",
        "network_unplugged": "10.1.1.1 (enp4s0)",
    }
    assert codes(network.judge([], [BRIDGE])) == ["network_none", "network_guests_left_out"]


@pytest.mark.parametrize(
    ("free", "hosting", "code"),
    [
        (47_800, None, "port_free"),
        (47_803, None, "port_taken"),
        (None, None, "port_none"),
        (None, 47_800, "port_hosting"),
    ],
)
def test_port(free: int | None, hosting: int | None, code: str) -> None:
    assert codes(port.judge(free, hosting)) == [code]


def test_echo_tells_of_every_address() -> None:
    assert codes(echo.judge([], 1)) == ["echo_no_address"]
    found = echo.judge([("a", 0.3), ("b", None), ("c", 2.6)], 47_800)
    assert [(one.code.value, one.detail) for one in found] == [
        ("echo_blocked", {"address": "b", "port": 47_800}),
        ("echo_fine", {"addresses": "a, c", "ms": 3}),
    ]


NETWORKS = (ipaddress.ip_network("192.168.1.0/24"), ipaddress.ip_network("fd00::/64"))


@pytest.mark.parametrize(
    ("error", "ips", "table", "code"),
    [
        (None, (), (), "target_fine"),
        (ErrorCode.ADDRESS_UNKNOWN, (), (), "target_name_unknown"),
        (ErrorCode.HOST_REFUSED, ("192.168.1.9",), (), "target_refused"),
        (ErrorCode.HOST_SILENT, ("192.168.1.9",), (), "target_not_meetdesk"),
        (ErrorCode.NOT_MEETDESK, ("192.168.1.9",), (), "target_not_meetdesk"),
        (ErrorCode.HOST_UNREACHABLE, ("10.0.0.1",), (), "target_other_network"),
        (ErrorCode.HOST_UNREACHABLE, ("192.168.1.9",), (), "target_absent"),
        (ErrorCode.HOST_UNREACHABLE, ("192.168.1.9",), (Neighbour("192.168.1.9", False),), "target_absent"),
        (ErrorCode.HOST_UNREACHABLE, ("192.168.1.9",), (Neighbour("192.168.1.9", True),), "target_filtered"),
        (ErrorCode.HOST_UNREACHABLE, ("fe80::9",), (), "target_absent"),
        (ErrorCode.HOST_UNREACHABLE, ("fd00::9",), (Neighbour("fd00::9", True),), "target_filtered"),
    ],
)
def test_target(error: ErrorCode | None, ips: tuple[str, ...], table: tuple[Neighbour, ...], code: str) -> None:
    (found,) = target.judge(target.Seen(Address("192.168.1.9"), error, ips, NETWORKS, table=table))
    assert (found.code.value, found.detail) == (code, {"address": "192.168.1.9", "port": 47_800})


@pytest.mark.parametrize("ip", ["172.17.0.1", "172.17.0.2", "127.0.0.1", "192.168.1.20"])
@pytest.mark.parametrize("error", [ErrorCode.HOST_REFUSED, ErrorCode.NOT_MEETDESK, ErrorCode.HOST_UNREACHABLE])
def test_target_that_is_this_computer_or_a_container_of_it(error: ErrorCode, ip: str) -> None:
    own, guests = frozenset({"192.168.1.20", "172.17.0.1"}), (ipaddress.ip_network("172.17.0.0/16"),)
    assert codes(target.judge(target.Seen(Address(ip), error, (ip,), NETWORKS, own, guests))) == ["target_own"]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (firewall.Seen("linux"), "firewall_unread"),
        (firewall.Seen("linux", active=("ufw",)), "firewall_active"),
        # It is on, but its rules are not where they were looked for.
        (firewall.Seen("linux", ruleset=[], active=("firewalld",)), "firewall_active"),
        (firewall.Seen("linux", ruleset=[]), "firewall_none"),
        (firewall.Seen("win32"), "firewall_windows"),
        (firewall.Seen("darwin", macos_on=True), "firewall_macos"),
        (firewall.Seen("darwin", macos_on=False), "firewall_none"),
        (firewall.Seen("darwin"), "firewall_unread"),
    ],
)
def test_firewall(seen: firewall.Seen, code: str) -> None:
    assert codes(firewall.judge(seen)) == [code]


@pytest.mark.parametrize(
    ("rules", "stops"),
    [
        (["-P INPUT ACCEPT", "-P FORWARD DROP"], False),
        (["-P INPUT DROP"], True),
        (
            ["-P INPUT ACCEPT", "-N lan", "-A INPUT -i eth0 -j lan", "-A lan -p tcp -j REJECT --reject-with tcp-reset"],
            True,
        ),
        (["-P INPUT ACCEPT", "-N a", "-N b", "-A INPUT -g a", "-A a -j b", "-A b -j a", "-A b -j DROP"], True),
        (["-P INPUT ACCEPT", "-A INPUT -j NFQUEUE --queue-num 0"], True),
        (["-P INPUT ACCEPT", "-N DOCKER", "-A FORWARD -j DOCKER", "-A DOCKER -j DROP"], False),
        (["-P INPUT ACCEPT", "-A INPUT -j LOG", "-A OUTPUT -j DROP"], False),
    ],
)
def test_iptables_that_stop_something(rules: list[str], stops: bool) -> None:
    assert firewall.stops_some(rules) is stops


def test_firewall_says_how_to_open_it() -> None:
    (found,) = firewall.judge(firewall.Seen("linux", active=("ufw",)))
    assert found.detail == {"name": "ufw", "command": "sudo ufw allow 47800:47899/tcp"}


BLOCKED = [
    {"chain": {"family": "inet", "table": "f", "name": "i", "hook": "input", "type": "filter", "policy": "drop"}},
]


@pytest.mark.parametrize(
    ("seen", "reached", "found"),
    [
        (firewall.Seen("linux"), True, ["firewall_reached"]),
        (firewall.Seen("linux"), False, ["firewall_not_reached", "firewall_unread"]),
        (firewall.Seen("linux", ruleset=[]), False, ["firewall_not_reached"]),
        (firewall.Seen("linux", ruleset=[]), True, ["firewall_reached", "firewall_none"]),
        (firewall.Seen("linux", ruleset=BLOCKED), True, ["firewall_reached"]),
        (firewall.Seen("win32"), True, ["firewall_reached"]),
        (firewall.Seen("win32"), False, ["firewall_not_reached", "firewall_windows"]),
    ],
)
def test_what_a_colleagues_app_found_out_counts_for_more(seen: firewall.Seen, reached: bool, found: list[str]) -> None:
    told = firewall.judge(seen, 47_800, [Knocked("10.0.0.9", 47_800, reached)])
    assert codes(told) == found
    assert told[0].detail == {"address": "10.0.0.9", "port": 47_800}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("", True, ("10.0.0.1",)), "multicast_fine"),
        (Asked("", True), "multicast_alone"),
        (Asked("", False), "multicast_blocked"),
        (Asked("Operation not permitted"), "multicast_blocked"),
    ],
)
def test_multicast(asked: Asked, code: str) -> None:
    assert codes(multicast.judge(asked)) == [code]
    assert codes(multicast.judge(None, asked)) == [code], "a network of IPv6 alone"


def test_multicast_of_both_kinds() -> None:
    """One of the two is enough; whatever answered counts."""
    fine, alone, shut = Asked("", True, ("a", "b")), Asked("", True), Asked("Operation not permitted")
    assert codes(multicast.judge(None, None)) == ["multicast_blocked"]
    assert codes(multicast.judge(alone, fine)) == ["multicast_fine"]
    assert [one.detail for one in multicast.judge(fine, fine)] == [{"count": 4}]
    assert codes(multicast.judge(shut, shut)) == ["multicast_blocked"]
    found, half = multicast.judge(fine, shut)
    assert (found.code, half.code, half.detail["kind"]) == ("multicast_fine", "multicast_half", "IPv6")
    assert [one.detail.get("kind") for one in multicast.judge(shut, alone)] == [None, "IPv4"]


@pytest.mark.parametrize(
    ("met", "gateway", "code"),
    [
        (2, True, "isolation_none"),
        (1, False, "isolation_none"),
        (0, True, "isolation_suspected"),
        (0, False, "isolation_unknown"),
    ],
)
def test_isolation(met: int, gateway: bool, code: str) -> None:
    assert codes(isolation.judge(met, gateway_met=gateway)) == [code]


@pytest.mark.parametrize(
    ("today", "jump", "code"),
    [
        (date(2026, 12, 1), 3.0, "clock_fine"),
        (date(1970, 1, 1), 0.0, "clock_wrong"),
        (date(2099, 1, 1), 0.0, "clock_wrong"),
        (date(2027, 1, 1), -900.0, "clock_jumps"),
    ],
)
def test_clock(today: date, jump: float, code: str) -> None:
    assert codes(clock.judge(today, jump)) == [code]


@pytest.mark.parametrize(
    ("cores", "busy", "free", "found"),
    [
        (8, 12.0, 4_000, ["processor_fine"]),
        (2, 95.0, 4_000, ["processor_busy"]),
        (1, 99.0, 100, ["processor_weak", "processor_busy", "memory_short"]),
    ],
)
def test_processor(cores: int, busy: float, free: int, found: list[str]) -> None:
    assert codes(processor.judge(cores, busy, free)) == found


def test_devices_that_are_there_missing_or_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    assert codes(devices.judge(devices.look(tmp_path))) == ["camera_none", "microphone_none", "speaker_none"]
    for name, index in (("video0", "0"), ("video1", "1")):
        folder = tmp_path / "sys" / "class" / "video4linux" / name
        folder.mkdir(parents=True)
        (folder / "index").write_text(f"{index}\n")
    sound = tmp_path / "dev" / "snd"
    sound.mkdir(parents=True)
    for name in ("pcmC0D0c", "pcmC0D0p", "pcmC1D0p"):
        (sound / name).touch()
    # The node of the camera is not there: as good as forbidden, which root never meets.
    seen = devices.look(tmp_path)
    camera, microphone, speaker = devices.judge(seen)
    assert (camera.code.value, camera.detail) == ("camera_not_allowed", {"device": str(tmp_path / "dev" / "video0")})
    assert (microphone.code.value, microphone.detail) == ("microphone_fine", {"count": 1})
    assert (speaker.code.value, speaker.detail) == ("speaker_fine", {"count": 2})
    forbidden = devices.Seen(microphones=(devices.Device("/dev/snd/pcmC0D0c", False),))
    assert codes(devices.judge(forbidden))[1] == "microphone_not_allowed"
    assert codes(devices.judge(devices.Seen(microphones=forbidden.microphones, sound_server=True)))[1] == (
        "microphone_fine"
    )
    silent = devices.Seen(speakers=(devices.Device("/dev/snd/pcmC0D0p", False),))
    assert codes(devices.judge(silent))[2] == "speaker_not_allowed"
    # The socket of a sound server that has crashed is still there.
    socket_file = tmp_path / "run" / "pipewire-0"
    socket_file.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(socket_file))
        assert not devices.look(tmp_path).sound_server
        server.listen()
        assert devices.look(tmp_path).sound_server
