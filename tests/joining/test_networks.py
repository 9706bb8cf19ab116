"""Which addresses ``meetdesk host`` tells on machines with all kinds of links, and which is first, as in the QR."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.app import AppProcess
from tests.support.netns import not_permitted
from tests.support.networks import Machine

pytestmark = pytest.mark.netns


@dataclass(frozen=True)
class Network:
    make: Callable[[Machine], None]
    right: list[str]
    """What is told, best first."""


def containers(machine: Machine) -> None:
    machine.bridge("docker0", "172.17.0.1/16")
    machine.bridge("br-5f3a9c01", "172.18.0.1/16")
    machine.card("enp3s0", "192.168.1.20/24")
    machine.route("192.168.1.1", "enp3s0")


def system_containers(machine: Machine) -> None:
    """The dock's card is younger than all bridges, and nothing here has a name that says what it is."""
    machine.bridge("incusbr0", "10.158.7.1/24", "fd42:1::1/64")
    machine.bridge("waydroid0", "192.168.240.1/24")
    machine.bridge("mpqemubr0", "10.81.4.1/24")
    machine.card("enxa0cec8123456", "192.168.1.20/24")
    machine.route("192.168.1.1", "enxa0cec8123456")


def a_lan_without_a_router(machine: Machine) -> None:
    machine.bridge("incusbr0", "10.158.7.1/24")
    machine.card("enx001122334455", "192.168.1.20/24")


def virtual_machines(machine: Machine) -> None:
    """libvirt, and a virtual machine that is off: the bridge has no carrier."""
    machine.bridge("virbr0", "192.168.122.1/24", containers=0)
    machine.tunnel("vnet0", ethernet=True)
    machine.bridge("virbr1", "192.168.100.1/24", ports=("vnet0",), containers=0)
    machine.card("wlp2s0", "10.0.0.5/24")
    machine.route("10.0.0.138", "wlp2s0")


def corporate_vpn(machine: Machine) -> None:
    machine.tunnel("cscotun0", "10.212.134.9/32", whole=True)
    machine.card("wlp2s0", "192.168.1.20/24")
    machine.route("192.168.1.1", "wlp2s0", 600)


def two_more_vpns(machine: Machine) -> None:
    machine.tunnel("gpd0", "10.30.1.7/24")
    machine.tunnel("nordlynx", "10.5.0.2/16", whole=True)
    machine.card("enp0s31f6", "192.168.1.20/24")
    machine.route("192.168.1.1", "enp0s31f6")


def mesh_vpns(machine: Machine) -> None:
    """One of them looks like Ethernet."""
    machine.tunnel("wt0", "100.92.3.4/16")
    machine.tunnel("feth7", "10.147.17.5/24", ethernet=True)
    machine.card("enp3s0", "172.20.1.9/16")
    machine.route("172.20.0.1", "enp3s0")


def overlay(machine: Machine) -> None:
    machine.card("enp3s0", "192.168.1.20/24")
    machine.ip("link", "add", "cluster1", "type", "vxlan", "id", "1", "dstport", "4789", "dev", "enp3s0")
    machine.ip("link", "set", "cluster1", "up")
    machine.give("cluster1", "10.42.0.0/32")
    machine.route("192.168.1.1", "enp3s0")


def bridged_card(machine: Machine) -> None:
    """The computer's own address is at the bridge, as virtual machines that belong to the LAN need it."""
    machine.bridge("virbr0", "192.168.122.1/24")
    machine.card("enp3s0")
    machine.bridge("br0", "192.168.1.20/24", ports=("enp3s0",))
    machine.route("192.168.1.1", "br0")


def bridged_card_of_a_lan_without_a_router(machine: Machine) -> None:
    machine.card("enp3s0")
    machine.bridge("br0", "192.168.1.20/24", ports=("enp3s0",), containers=0)


def two_cards(machine: Machine) -> None:
    """The one that leads on is the younger."""
    machine.card("enp4s0", "10.10.10.1/24")
    machine.card("enp3s0", "192.168.1.20/24")
    machine.route("192.168.1.1", "enp3s0")


def two_cards_with_routes(machine: Machine) -> None:
    machine.card("wlp2s0", "192.168.7.5/24")
    machine.route("192.168.7.1", "wlp2s0", 600)
    machine.card("enxa0cec8123456", "141.84.9.7/24")
    machine.route("141.84.9.1", "enxa0cec8123456", 100)


def a_cable_that_is_out(machine: Machine) -> None:
    machine.card("enp3s0", "192.168.1.20/24", plugged=False)
    machine.card("wlp2s0", "192.168.7.5/24")
    machine.route("192.168.7.1", "wlp2s0", 600)


def no_ipv4(machine: Machine) -> None:
    machine.bridge("docker0", "172.17.0.1/16")
    machine.card("enp3s0", "2001:db8:7::20/64", "fe80::20/64")
    machine.route("fe80::1", "enp3s0")


def only_link_local(machine: Machine) -> None:
    machine.bridge("docker0", "172.17.0.1/16")
    machine.card("enp3s0", "fe80::20/64")


def self_assigned(machine: Machine) -> None:
    machine.bridge("docker0", "172.17.0.1/16")
    machine.card("enp3s0", "169.254.7.9/16", "fe80::20/64")


def second_address_of_the_card(machine: Machine) -> None:
    machine.card("enp3s0", "192.168.1.20/24")
    machine.ip("address", "add", "10.0.0.7/24", "dev", "enp3s0", "label", "enp3s0:1")
    machine.route("192.168.1.1", "enp3s0")


def on_top_of_the_card(machine: Machine) -> None:
    """A card of its own that shares the plug, as containers with an address in the LAN have."""
    machine.bridge("incusbr0", "10.158.7.1/24")
    machine.card("enp3s0")
    machine.ip("link", "add", "link", "enp3s0", "name", "lan0", "type", "macvlan", "mode", "bridge")
    machine.ip("link", "set", "lan0", "up")
    machine.give("lan0", "192.168.1.20/24")


def an_address_of_the_loopback(machine: Machine) -> None:
    machine.give("lo", "10.255.255.254/32")
    machine.card("eth0", "172.29.5.3/20")
    machine.route("172.29.0.1", "eth0")


def vpn_alone(machine: Machine) -> None:
    machine.bridge("docker0", "172.17.0.1/16")
    machine.tunnel("wt0", "100.92.3.4/16")


def nothing_but_containers(machine: Machine) -> None:
    """No network: nobody else could do anything with these addresses."""
    machine.card("enp3s0", plugged=False)
    machine.bridge("docker0", "172.17.0.1/16")
    machine.bridge("incusbr0", "10.158.7.1/24", "fd42:1::1/64")


def nothing(machine: Machine) -> None:
    machine.card("enp3s0", plugged=False)


NETWORKS = [
    Network(containers, ["192.168.1.20"]),
    Network(system_containers, ["192.168.1.20"]),
    Network(a_lan_without_a_router, ["192.168.1.20"]),
    Network(virtual_machines, ["10.0.0.5"]),
    Network(corporate_vpn, ["192.168.1.20", "10.212.134.9"]),
    Network(two_more_vpns, ["192.168.1.20", "10.5.0.2", "10.30.1.7"]),
    Network(mesh_vpns, ["172.20.1.9", "10.147.17.5", "100.92.3.4"]),
    Network(overlay, ["192.168.1.20", "10.42.0.0"]),
    Network(bridged_card, ["192.168.1.20"]),
    Network(bridged_card_of_a_lan_without_a_router, ["192.168.1.20"]),
    Network(two_cards, ["192.168.1.20", "10.10.10.1"]),
    Network(two_cards_with_routes, ["141.84.9.7", "192.168.7.5"]),
    Network(a_cable_that_is_out, ["192.168.7.5"]),
    Network(no_ipv4, ["2001:db8:7::20"]),
    Network(only_link_local, ["fe80::20"]),
    Network(self_assigned, ["169.254.7.9"]),
    Network(second_address_of_the_card, ["192.168.1.20", "10.0.0.7"]),
    Network(on_top_of_the_card, ["192.168.1.20"]),
    Network(an_address_of_the_loopback, ["172.29.5.3"]),
    Network(vpn_alone, ["100.92.3.4"]),
    Network(nothing_but_containers, []),
    Network(nothing, []),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Network], list[str]]:
    """What the app tells on each machine; a few at a time."""
    if reason := not_permitted():
        pytest.skip(reason)
    pool = ThreadPoolExecutor(4)
    answers = {network.make: pool.submit(host_there, network, tmp_path_factory.mktemp("data")) for network in NETWORKS}
    pool.shutdown(wait=False)
    return lambda network: answers[network.make].result()


def host_there(network: Network, data: Path) -> list[str]:
    with Machine() as machine:
        network.make(machine)
        command = ("host", "--no-window", "--json", "--hidden")
        with AppProcess(data, command, prefix=machine.command()) as app:
            addresses: list[str] = app.ready()["addresses"]
            assert app.stop() == 0
    return addresses


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.make.__name__)
def test_the_right_address(network: Network, told: Callable[[Network], list[str]]) -> None:
    assert told(network) == network.right
