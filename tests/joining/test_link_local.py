"""A host that has nothing but a link-local IPv6 address, reached from a machine with several interfaces."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.netns import Cable, Namespace
from tests.support.processes import until

pytestmark = pytest.mark.netns
ROOT = Path(__file__).parents[2]

HOST = """
import asyncio, sys
from meetdesk.joining.interfaces import lan_addresses, to_read_out
from tests.joining.hosts import admitting, serving

async def main():
    async with serving(admitting(), ip="::") as address:
        print(address.port, *to_read_out(lan_addresses()), flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""
JOINER = """
import asyncio, json, sys
from meetdesk.joining.address import Address
from meetdesk.joining.reach import any_certificate, reach

async def main():
    reached = await reach((Address(sys.argv[1], int(sys.argv[2])),), any_certificate())
    print(json.dumps(reached.stream.socket.getpeername()))
    reached.stream.close()

asyncio.run(main())
"""


@contextmanager
def _host(where: Namespace) -> Iterator[list[str]]:
    command = [*where.command(), sys.executable, "-c", HOST]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        assert host.stdin is not None
        try:
            yield host.stdout.readline().split()
        finally:
            host.stdin.close()


def test_every_own_interface_is_tried(cable: Cable) -> None:
    for side in (cable.left, cable.right):
        side.run("ip", "address", "flush", "dev", "eth0", "scope", "global")
        side.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0")
    # Another network of the joining machine, on which the host is not.
    cable.right.run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "far1")
    cable.right.run("ip", "address", "add", "fe80::99/64", "dev", "eth1", "nodad")
    cable.right.run("ip", "link", "set", "eth1", "up")
    cable.right.run("ip", "link", "set", "far1", "up")
    cable.left.run("ip", "address", "replace", "fe80::77/64", "dev", "eth0", "nodad")
    # Until its own address is known to be the only one of its kind, a machine cannot connect from it.
    until(lambda: not cable.right.run("ip", "-6", "address", "show", "tentative").stdout, "an address to join from")
    with _host(cable.left) as (port, *addresses):
        assert "fe80::77" in addresses, f"read out: {addresses}"
        assert not any("%" in address for address in addresses)
        joined = subprocess.run(
            [*cable.right.command(), sys.executable, "-c", JOINER, "fe80::77", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert joined.returncode == 0, joined.stderr
    assert json.loads(joined.stdout)[1] == int(port)
