"""The neighbour tables of the systems, as they print them."""

from hypothesis import given
from hypothesis import strategies as st

from meetdesk.doctor.neighbours import Neighbour, parse_arp, parse_ip, parse_proc_arp, parse_routes, split_routers

PROC_ARP = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         3c:a6:2f:00:11:22     *        wlan0
192.168.1.77     0x1         0x0         00:00:00:00:00:00     *        wlan0
"""
ROUTES = """\
Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
wlan0	00000000	0101A8C0	0003	0	0	600	00000000	0	0	0
wlan0	0001A8C0	00000000	0001	0	0	600	00FFFFFF	0	0	0
"""
IP = """[{"dst":"192.168.1.1","dev":"eth0","lladdr":"3c:a6:2f:00:11:22","state":["REACHABLE"]},
{"dst":"192.168.1.9","dev":"eth0","state":["FAILED"]},
{"dst":"fe80::1","dev":"eth0","lladdr":"3c:a6:2f:00:11:22","router":null,"state":["STALE"]}]"""
WINDOWS = """
接口: 192.168.1.20 --- 0x5
  Internet 地址         物理地址              类型
  192.168.1.1           3c-a6-2f-00-11-22     动态
  192.168.1.255         ff-ff-ff-ff-ff-ff     静态
  224.0.0.251           01-00-5e-00-00-fb     静态
"""
MACOS = """\
fritz.box (192.168.1.1) at 3c:a6:2f:0:11:22 on en0 ifscope [ethernet]
? (192.168.1.77) at (incomplete) on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
"""


def test_linux() -> None:
    assert parse_proc_arp(PROC_ARP) == [
        Neighbour("192.168.1.1", True, "wlan0", "3c:a6:2f:00:11:22"),
        Neighbour("192.168.1.77", False, "wlan0", "00:00:00:00:00:00"),
    ]
    assert parse_routes(ROUTES) == ["192.168.1.1"]
    assert parse_ip(IP) == [
        Neighbour("192.168.1.1", True, "eth0", "3c:a6:2f:00:11:22"),
        Neighbour("192.168.1.9", False, "eth0"),
        Neighbour("fe80::1", True, "eth0", "3c:a6:2f:00:11:22", router=True),
    ]


def test_windows_and_macos() -> None:
    assert parse_arp(WINDOWS) == parse_arp(MACOS) == [Neighbour("192.168.1.1", True)]


def test_a_router_is_one_machine_whatever_addresses_it_has() -> None:
    """Its IPv6 address is no other device that could be seen."""
    found = [*parse_ip(IP), Neighbour("fd00::1", True, "eth0", "3c:a6:2f:00:11:22"), Neighbour("10.0.0.7", True)]
    routers, others = split_routers(found, ["192.168.1.1"])
    assert [one.ip for one in routers] == ["192.168.1.1", "fe80::1", "fd00::1"]
    assert [one.ip for one in others] == ["10.0.0.7"]
    assert split_routers(parse_ip(IP), [])[1] == []


@given(st.text())
def test_nothing_that_is_printed_hurts(text: str) -> None:
    parse_ip(text)
    parse_arp(text)
