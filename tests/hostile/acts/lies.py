"""A stranger who says what is not so: made-up names on the network, refusals of its own choice, lines for the log."""

import asyncio
import secrets
import socket
import ssl

from zeroconf import DNSOutgoing, DNSPointer

from meetdesk.joining.discovery import SERVICE
from tests.hostile.act import Host
from tests.hostile.acts.door import paced

MULTICAST_DNS = ("224.0.0.251", 5353)
IN_NAMESPACE = (
    "unshare --net sh -c 'ip link set lo up; ip link add wire type veth peer name end; ip link set end up; "
    "ip address add 10.66.0.1/24 dev wire; ip link set wire up; ip route add default dev wire; "
    "python -m tests.hostile labels'"
)
"""Where all of the network is this machine's own: what is said to everybody leaves it nowhere."""


# RFC 1035, RFC 6762
_ANSWER, _POINTER, _INTERNET = 0x8400, 12, 1


async def long_requests(host: Host, strength: int) -> None:
    """Requests that are none, with a path as long as the host reads it. ``strength``: requests a second."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    while True:
        await asyncio.gather(*(_request(host, context) for _ in range(max(strength // 10, 1))))
        await asyncio.sleep(0.1)


async def forged_labels(host: Host, strength: int) -> None:
    """Names of meetings that are none, ``strength`` a second, each said once and to be kept for a day."""
    if "wire" not in {name for _, name in socket.if_nameindex()}:
        raise OSError(f"to be run as {IN_NAMESPACE}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as said:
        said.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.66.0.1"))
        async for _ in paced(strength):
            answer = DNSOutgoing(_ANSWER)
            answer.add_answer_at_time(
                DNSPointer(SERVICE, _POINTER, _INTERNET, 86_400, f"{secrets.token_hex(16)}.{SERVICE}"), 0
            )
            for packet in answer.packets():
                said.sendto(packet, MULTICAST_DNS)
            host.done += 1


async def _request(host: Host, context: ssl.SSLContext) -> None:
    try:
        _, writer = await asyncio.open_connection(
            host.address, host.port, ssl=context, local_addr=(host.another_address(), 0)
        )
        writer.write(f"NONE /{secrets.token_hex(3_000)} HTTP/9\r\nHost: \x1b[2J\r\nbad\r\n\r\n".encode())
        await writer.drain()
        host.done += 1
        writer.close()
    except OSError as error:
        host.faults.append(repr(error))
