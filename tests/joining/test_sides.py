"""What links lead to, for kinds that the test's kernel may not have (``test_networks`` has real ones), and how the
kernel's answer is read."""

import struct

import pytest

from meetdesk.joining.links import Link, parse_ipv4_routes, parse_ipv6_routes, parse_links, read_links
from meetdesk.joining.sides import NO_ROUTE, Side, judge_links, judge_names

LO = Link(1, "lo", type=772, flags=0x49)
CARD = Link(2, "enp3s0", state=6, hardware=True)
WIFI = Link(3, "wlp2s0", state=6, hardware=True)
NO_LAYER_2 = 65534  # ARPHRD_NONE


def port(link: Link, master: int) -> Link:
    return Link(**{name: getattr(link, name) for name in Link.__dataclass_fields__} | {"master": master})


@pytest.mark.parametrize(
    ("link", "under", "side"),
    [
        (Link(9, "nordlynx", "wireguard", NO_LAYER_2, 0xD1), (CARD,), Side.VPN),
        (Link(9, "wt0", "wireguard", NO_LAYER_2, 0x80), (CARD,), Side.VPN),
        (Link(9, "ppp0", "ppp", 512, 0x10D1), (CARD,), Side.VPN),
        (Link(9, "ipsec0", "xfrm", NO_LAYER_2), (CARD,), Side.VPN),
        (Link(9, "site", "gre", 778, 0x10, lower=2), (CARD,), Side.VPN),
        (Link(9, "site", "gretap", lower=2), (CARD,), Side.VPN),
        (Link(9, "flannel.1", "vxlan", lower=2), (CARD,), Side.VPN),
        # A modem is hardware, but nobody else is on its link.
        (Link(9, "wwan0", "wwan", NO_LAYER_2, 0x91, hardware=True), (CARD,), Side.VPN),
        (Link(9, "wwan0", "", 519, 0x91, hardware=True), (CARD,), Side.VPN),
        # One that speaks MBIM looks like a card with Ethernet, and resolves no neighbour's address.
        (Link(9, "wwx02", "", 1, 0x10C1, 6, hardware=True), (CARD,), Side.VPN),
        (Link(9, "enp3s0.20", "vlan", lower=2), (CARD,), Side.LAN),
        (Link(9, "bat0", "batadv"), (port(WIFI, 9),), Side.LAN),
        (Link(9, "bnep0", flags=0x1043, hardware=True), (CARD,), Side.LAN),
        (Link(9, "ipvl0", "ipvlan", lower=2), (CARD,), Side.LAN),
        (Link(9, "macsec0", "macsec", lower=2), (CARD,), Side.LAN),
        (Link(9, "bond0", "bond"), (port(CARD, 9),), Side.LAN),
        (Link(9, "team0", "team"), (port(CARD, 9),), Side.LAN),
        (Link(9, "br0", "bridge"), (port(CARD, 8), Link(8, "bond0", "bond", master=9)), Side.LAN),
        (Link(9, "br0", "bridge"), (CARD, Link(8, "enp3s0.7", "vlan", lower=2, master=9)), Side.LAN),
        (Link(9, "br0.20", "vlan", lower=8), (port(CARD, 8), Link(8, "br0", "bridge")), Side.LAN),
        (Link(9, "docker0.5", "vlan", lower=8), (CARD, Link(8, "docker0", "bridge")), Side.GUESTS),
        (Link(9, "ovsbr", "openvswitch"), (port(CARD, 8), Link(8, "ovs-system", "openvswitch")), Side.LAN),
        (Link(9, "ovsbr", "openvswitch"), (CARD, Link(8, "ovs-system", "openvswitch")), Side.GUESTS),
        (
            Link(9, "docker0", "bridge"),
            (CARD, Link(8, "veth1", "veth", lower=2, lower_elsewhere=True, master=9)),
            Side.GUESTS,
        ),
        (Link(9, "virbr0", "bridge"), (CARD, Link(8, "vnet0", "tun", master=9)), Side.GUESTS),
        (Link(9, "virbr0", "bridge"), (CARD, Link(8, "virbr0-nic", "dummy", flags=0x82, master=9)), Side.GUESTS),
        (Link(9, "ve-shop", "veth", lower=2, lower_elsewhere=True), (CARD,), Side.GUESTS),
        (Link(9, "lxc1", "netkit", lower=8), (CARD, Link(8, "lxc2", "netkit", lower=9)), Side.GUESTS),
        (Link(9, "dummy0", "dummy", flags=0x82), (CARD,), Side.GUESTS),
        # Drivers that say no kind and have no device: the host-only networks of virtual machines.
        (Link(9, "vmnet8"), (CARD,), Side.GUESTS),
        (Link(9, "vboxnet0"), (CARD,), Side.GUESTS),
        # In a container, and nothing else is there.
        (Link(9, "eth0", "veth", lower=2, lower_elsewhere=True), (), Side.LAN),
        (Link(9, "eth0", "macvlan", lower=2, lower_elsewhere=True), (), Side.LAN),
    ],
    ids=lambda value: value.name if isinstance(value, Link | Side) else "",
)
def test_what_a_link_leads_to(link: Link, under: tuple[Link, ...], side: Side) -> None:
    assert judge_links([LO, *under, link], {})[link.name].side is side


def test_the_way_to_other_networks_is_never_that_of_guests_but_may_be_a_vpn() -> None:
    links = [LO, CARD, Link(8, "odd0", "new"), Link(9, "wg7", "wireguard", NO_LAYER_2)]
    found = judge_links(links, {"odd0": 100, "wg7": 50})
    assert (found["odd0"].side, found["odd0"].route) == (Side.LAN, 1)
    assert (found["wg7"].side, found["wg7"].route) == (Side.VPN, 0)
    assert found["enp3s0"].route == NO_ROUTE


def test_links_in_a_circle_lead_nowhere() -> None:
    circle = [CARD, Link(8, "a", "vlan", lower=9), Link(9, "b", "vlan", lower=8)]
    assert judge_links(circle, {})["a"].side is Side.GUESTS


@pytest.mark.parametrize(("state", "up"), [(6, True), (0, True), (2, False), (3, False), (1, False), (5, False)])
def test_what_has_no_carrier_is_not_up(state: int, up: bool) -> None:
    assert judge_links([Link(2, "eth0", state=state, hardware=True)], {})["eth0"].up is up


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 0) + body


def test_the_kernels_answer_is_read() -> None:
    """Made by hand: links of kinds that this kernel may not have."""
    vpn = struct.pack("=BxHiII", 0, NO_LAYER_2, 7, 0xD1, 0)
    vpn += attribute(3, b"nordlynx\0") + attribute(16, b"\0") + attribute(18 | 1 << 15, attribute(1, b"wireguard\0"))
    vlan = struct.pack("=BxHiII", 0, 1, 8, 0x1043, 0) + attribute(3, b"lan.5\0") + attribute(16, b"\6")
    vlan += attribute(5, struct.pack("=I", 2)) + attribute(10, struct.pack("=I", 4)) + attribute(99, b"?")
    vlan += attribute(18, attribute(1, b"vlan\0") + attribute(2, b"\1\2\3\4"))
    card = struct.pack("=BxHiII", 0, 1, 2, 0x1043, 0) + attribute(3, b"enp3s0\0") + attribute(56, b"0000:03:00.0\0")
    found, done = parse_links(message(16, vpn) + message(16, vlan) + message(16, card) + message(3, b"\0\0\0\0"))
    assert done
    assert found == [
        Link(7, "nordlynx", "wireguard", NO_LAYER_2, 0xD1),
        Link(8, "lan.5", "vlan", flags=0x1043, state=6, master=4, lower=2),
        Link(2, "enp3s0", flags=0x1043, hardware=True),
    ]
    with pytest.raises(PermissionError):
        parse_links(message(2, struct.pack("=i", -1)))


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_an_answer_that_is_cut_off_does_no_harm(cut: int) -> None:
    body = struct.pack("=BxHiII", 0, 1, 2, 0x1043, 0) + attribute(3, b"eth0\0") + attribute(18, attribute(1, b"veth\0"))
    parse_links(message(16, body)[: 32 + cut])


def test_the_own_loopback_is_read_from_the_real_kernel() -> None:
    lo = next(link for link in read_links() if link.name == "lo")
    assert (lo.index, lo.type, lo.hardware, lo.kind) == (1, 772, False, "")


def test_default_routes_are_read() -> None:
    head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    rows = "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
    rows += "wlp2s0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
    near = "wlp2s0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
    assert list(parse_ipv4_routes(head + rows + near)) == [("tun0", 50), ("wlp2s0", 600)]
    none, router = "0" * 32, "fe800000000000000000000000000001"
    six = f"{none} 00 {none} 00 {router} 00000400 00000001 00000000 00000003   wlp2s0\n"
    six += f"{none} 00 {none} 00 {none} ffffffff 00000001 00000000 00200200       lo\n"
    assert list(parse_ipv6_routes(six)) == [("wlp2s0", 1024)]


def test_where_the_system_says_names_only() -> None:
    windows = {
        "Intel(R) Wi-Fi 6 AX201 160MHz": Side.LAN,
        "Hyper-V Virtual Ethernet Adapter": Side.GUESTS,
        "VirtualBox Host-Only Ethernet Adapter": Side.GUESTS,
        "Cisco AnyConnect Virtual Miniport Adapter for Windows x64": Side.VPN,
        "PANGP Virtual Ethernet Adapter Secure": Side.VPN,
        "NordLynx Tunnel": Side.VPN,
        "ZeroTier Virtual Port": Side.VPN,
        "wt0": Side.VPN,
        "Mullvad": Side.VPN,
        "LogMeIn Hamachi Virtual Ethernet Adapter": Side.VPN,
        "CloudflareWARP": Side.VPN,
        "Check Point Virtual Network Adapter": Side.VPN,
        "Juniper Networks Virtual Adapter": Side.VPN,
        "Pulse Secure Virtual Adapter": Side.VPN,
        "SonicWall NetExtender Adapter": Side.VPN,
        "WAN Miniport (IP)": Side.VPN,
        "Realtek USB GbE Family Controller": Side.LAN,
    }
    found = judge_names(windows, frozenset(), "Intel(R) Wi-Fi 6 AX201 160MHz")
    assert {name: one.side for name, one in found.items()} == windows
    assert found["Intel(R) Wi-Fi 6 AX201 160MHz"].route == 0
    mac = judge_names(["en0", "bridge100", "utun4", "feth1"], frozenset({"utun4", "feth1"}), "en0")
    assert [one.side for one in mac.values()] == [Side.LAN, Side.GUESTS, Side.VPN, Side.VPN]


def test_a_virtual_switch_that_has_the_card_is_the_lan() -> None:
    switches = ["Hyper-V Virtual Ethernet Adapter", "Hyper-V Virtual Ethernet Adapter #2"]
    assert [one.side for one in judge_names(switches, frozenset(), switches[1]).values()] == [Side.GUESTS, Side.LAN]
    assert [one.side for one in judge_names(switches, frozenset(), "").values()] == [Side.LAN, Side.LAN]
