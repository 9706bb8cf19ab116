"""The checks on real networks: two machines and a cable, firewalls, a switch that keeps its ports apart."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.app import AppProcess
from tests.support.isolation import isolated_switch
from tests.support.netns import Cable, Namespace, not_permitted
from tests.support.networks import Machine
from tests.support.processes import end

pytestmark = pytest.mark.netns

ROOT = Path(__file__).parents[2]


def run_in(machine: list[str], module: str, *arguments: str, discovery: str = "off") -> str:
    done = subprocess.run(
        [*machine, sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MEETDESK_DISCOVERY": discovery},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def found(machine: list[str], checks: str, target: str = "", neighbour: str = "") -> dict[str, dict[str, Any]]:
    """Codes of what the checks find, with their details."""
    told = json.loads(run_in(machine, "tests.support.check", checks, target, neighbour))
    return {one["code"]: one["detail"] for one in told}


def at_once(machine: list[str], check: str, targets: tuple[str, ...]) -> dict[str, str]:
    """The one code for each target."""
    with ThreadPoolExecutor() as pool:
        codes = pool.map(lambda target: next(iter(found(machine, check, target))), targets)
        return dict(zip(targets, codes, strict=True))


@pytest.fixture(scope="module")
def cable() -> Iterator[Cable]:
    if reason := not_permitted():
        pytest.skip(reason)
    made = Cable()
    with made:
        yield made


@pytest.fixture(scope="module")
def host(cable: Cable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Namespace]:
    """The left machine, with a meeting."""
    data = tmp_path_factory.mktemp("host")
    with AppProcess(data, ("host", "--no-window", "--json", "--hidden"), prefix=cable.left.command()) as app:
        app.ready()
        yield cable.left


class Rules:
    """Rules of a machine's firewall, as long as the block lasts."""

    def __init__(self, machine: Namespace, hook: str, rule: str) -> None:
        self._machine = machine
        self._table = f"table inet doctor {{ chain c {{ type filter hook {hook} priority 0; {rule} }}\n}}"

    def __enter__(self) -> None:
        self._machine.run("nft", self._table)

    def __exit__(self, *_: object) -> None:
        self._machine.run("nft", "delete", "table", "inet", "doctor")


def test_all_is_well(cable: Cable, host: Namespace) -> None:
    seen = found(cable.right.command(), "target,network,port,echo,firewall,isolation", host.ipv4)
    assert seen.keys() == {"target_fine", "network_fine", "port_free", "echo_fine", "firewall_none", "isolation_none"}
    assert cable.right.ipv4 in seen["echo_fine"]["addresses"]
    assert cable.right.ipv6 in seen["echo_fine"]["addresses"]


def test_an_own_firewall_that_drops_the_port(cable: Cable) -> None:
    with Rules(cable.right, "input", "tcp dport 47800-47899 drop;"):
        seen = found(cable.right.command(), "echo,firewall")
    assert seen.keys() == {"echo_blocked", "firewall_blocks"}
    assert seen["firewall_blocks"]["command"] == "sudo nft insert rule inet doctor c tcp dport 47800-47899 accept"


# As an ordinary person's program is: it may not read the rules.
WITHOUT_RIGHTS = ["setpriv", "--bounding-set", "-net_admin"]


def test_rules_that_may_not_be_read_are_no_all_clear(cable: Cable, host: Namespace) -> None:
    machine = [*cable.right.command(), *WITHOUT_RIGHTS]
    assert found(machine, "firewall").keys() == {"firewall_unread"}
    with Rules(cable.right, "input", "tcp dport 47800-47899 drop;"), ThreadPoolExecutor() as pool:
        alone, stuck = pool.map(lambda neighbour: found(machine, "firewall", neighbour=neighbour), ("", host.ipv4))
    assert alone.keys() == {"firewall_unread"}
    assert stuck.keys() == {"firewall_not_reached", "firewall_unread"}
    with ThreadPoolExecutor() as pool:
        for seen in pool.map(lambda neighbour: found(machine, "firewall", neighbour=neighbour), (host.ipv4, host.ipv6)):
            assert seen.keys() == {"firewall_reached"}


def test_what_is_dropped_before_the_usual_place(cable: Cable) -> None:
    with Rules(cable.right, "prerouting", "tcp dport 47800-47899 drop;"):
        assert found(cable.right.command(), "firewall").keys() == {"firewall_blocks"}


def test_a_colleague_who_hosts_is_found_and_asked_to_knock(cable: Cable, tmp_path: Path) -> None:
    """By the command itself; the colleague's meeting announces itself on the network."""
    hosting = ("host", "--no-window", "--json")
    left = ["env", "MEETDESK_DISCOVERY=", *cable.left.command()]
    with AppProcess(tmp_path / "host", hosting, prefix=left) as app:
        app.ready()
        time.sleep(2)  # until it has said so
        machine = [*cable.right.command(), *WITHOUT_RIGHTS]
        data = ("--data-dir", str(tmp_path / "right"))
        told = json.loads(run_in(machine, "meetdesk", "doctor", "--json", *data, discovery=""))
    codes = {one["code"] for one in told["findings"]}
    assert "firewall_reached" in codes, codes


def test_beside_its_own_app(cable: Cable, tmp_path: Path) -> None:
    """The port is no other program's, and nothing else is opened to try the relay."""
    machine = cable.right.command()
    with AppProcess(tmp_path / "app", ("host", "--no-window", "--json", "--hidden"), prefix=machine) as app:
        port = app.ready()["port"]

        def told(data: str) -> set[str]:
            answer = json.loads(run_in(machine, "meetdesk", "doctor", "--json", "--data-dir", str(tmp_path / data)))
            return {one["code"] for one in answer["findings"] if one["check"] in {"port", "echo"}}

        with ThreadPoolExecutor() as pool:
            hosting, other = pool.map(told, ("app", "other"))
        assert hosting == {"port_hosting", "echo_fine"}
        assert other == {"port_taken", "echo_fine"}
        assert not (tmp_path / "other" / "identity.pem").exists()
    assert port == 47_800


def test_what_answers_by_tls_but_is_no_meetdesk(cable: Cable) -> None:
    """A router's own page, for example."""
    script = "from tests.support.other_tls import serve; serve(8443)"
    command = [*cable.left.command(), sys.executable, "-c", script]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        target = f"{cable.left.ipv4}:8443"
        assert found(cable.right.command(), "target", target).keys() == {"target_not_meetdesk"}
    finally:
        end(server)


def test_the_hosts_firewall_drops_the_port(cable: Cable, host: Namespace) -> None:
    with Rules(host, "input", 'iifname "eth0" tcp dport 47800 drop;'):
        seen = at_once(cable.right.command(), "target", (host.ipv4, host.ipv6))
    assert set(seen.values()) == {"target_filtered"}, seen


def test_addresses_that_lead_nowhere(cable: Cable, host: Namespace) -> None:
    wanted = {
        f"{host.ipv4}77": "target_absent",
        "10.99.99.99": "target_other_network",
        f"{host.ipv4}:47899": "target_refused",
        "nobody.invalid": "target_name_unknown",
        "192.168.1": "target_invalid",
    }
    assert at_once(cable.right.command(), "target", tuple(wanted)) == wanted


def test_multicast_that_may_not_leave_or_enter(cable: Cable) -> None:
    with Rules(cable.right, "output", "udp dport 5353 drop;"):
        assert found(cable.right.command(), "multicast") == {"multicast_blocked": {"reason": "Operation not permitted"}}
    with Rules(cable.right, "input", "udp dport 5353 drop;"):
        seen = found(cable.right.command(), "multicast,firewall")
    assert seen.keys() == {"multicast_blocked", "firewall_open", "firewall_blocks_discovery"}


def test_a_port_that_is_taken(cable: Cable) -> None:
    with ExitStack() as stack:
        stack.enter_context(cable.right.listen(47_800))
        assert found(cable.right.command(), "port") == {"port_taken": {"default": 47_800, "port": 47_801}}


def test_the_command_for_scripts(cable: Cable, host: Namespace, tmp_path: Path) -> None:
    data = ("--data-dir", str(tmp_path))
    told = json.loads(run_in(cable.right.command(), "meetdesk", "doctor", "--json", *data, host.ipv4))
    assert told["event"] == "doctor"
    checks = [one["check"] for one in told["findings"]]
    assert list(dict.fromkeys(checks)) == [
        "network",
        "target",
        "port",
        "echo",
        "firewall",
        "multicast",
        "isolation",
        "devices",
        "clock",
        "processor",
        "sandbox",
    ]
    for one in told["findings"]:
        assert one["message"]
        assert "{" not in one["message"] + one["advice"], one
        assert bool(one["advice"]) == (one["verdict"] != "good")


def test_without_any_network(cable: Cable) -> None:
    cable.cut()
    try:
        assert found(cable.left.command(), "network,echo").keys() == {"network_none", "echo_no_address"}
    finally:
        cable.mend()


@pytest.fixture(scope="module")
def developers_machine() -> Iterator[Machine]:
    """A card, a cable that is out, a VPN, and a container that answers."""
    if reason := not_permitted():
        pytest.skip(reason)
    with Machine() as machine:
        machine.bridge("incusbr0", "10.158.7.1/24")
        machine.tunnel("gpd0", "10.30.1.7/24")
        machine.card("enp4s0", "10.1.1.1/24", plugged=False)
        machine.card("enp3s0", "192.168.1.20/24")
        machine.route("192.168.1.1", "enp3s0")
        machine.container_has("10.158.7.2/24")
        script = "import socket; socket.create_connection(('10.158.7.1', 9), 3)"
        subprocess.run([*machine.container_has("10.158.7.3/24"), sys.executable, "-c", script], check=False)
        yield machine


def test_what_is_not_read_out_is_said_with_its_reason(developers_machine: Machine) -> None:
    seen = found(developers_machine.command(), "network,isolation")
    assert {code: detail.get("addresses") for code, detail in seen.items()} == {
        "network_fine": "192.168.1.20, 10.30.1.7",
        "network_vpn_last": "10.30.1.7 (gpd0)",
        "network_guests_left_out": "10.158.7.1 (incusbr0)",
        "network_unplugged": "10.1.1.1 (enp4s0)",
        # The container that was met is no sign that the network lets devices see each other.
        "isolation_unknown": None,
    }


def test_an_address_that_is_this_computers_own(developers_machine: Machine) -> None:
    """Typed because somebody with the same bridge read it out: nobody listens there, or something else does."""
    wanted = dict.fromkeys(("10.158.7.1", "10.158.7.2", "192.168.1.20", "127.0.0.1"), "target_own")
    assert at_once(developers_machine.command(), "target", tuple(wanted)) == wanted


def test_a_switch_that_keeps_its_ports_apart() -> None:
    if reason := not_permitted():
        pytest.skip(reason)
    with isolated_switch() as switch:
        if switch.reason:
            pytest.skip(switch.reason)
        switch.meet_the_gateway()
        assert found(switch.station, "isolation,multicast").keys() == {"isolation_suspected", "multicast_alone"}
        switch.together()
        with switch.talking_neighbour():
            assert found(switch.station, "isolation,multicast").keys() == {"isolation_none", "multicast_fine"}
