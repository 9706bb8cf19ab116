"""The bridge of a joining app: bytes between its own window and the host, both ways, without looking into them.

What one side cannot take is not read from the other: each direction holds one chunk, so a slow window is felt by the
host's relay, which knows what to drop. Kernel buffers are small for the same reason: what waits in them is stale.
"""

import hashlib
import logging
import re
import socket
import ssl

from tornado.iostream import IOStream

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.copying import Copying
from meetdesk.joining.dial import JoinedHost, moved_first
from meetdesk.joining.reach import PATIENCE, Patience, Reached, only_certificate, reach
from meetdesk.joining.upgrade import NotUpgraded, upgrade
from meetdesk.net.streams import take_over
from meetdesk.net.websocket.handshake import response
from meetdesk.wire.channels import REFUSED, Channel, host_path
from meetdesk.wire.join import MEETING_HEADER

log = logging.getLogger(__name__)

HOST_KERNEL_BUFFER = 128 * 1024
WINDOW_KERNEL_BUFFER = 64 * 1024
_KEY = re.compile("[A-Za-z0-9+/]{22}==")


class Bridge:
    """Carries the channels of one joined meeting. All of it runs in one event loop."""

    def __init__(self, host: JoinedHost, patience: Patience = PATIENCE) -> None:
        self.host = host
        self._patience = patience
        self._context: ssl.SSLContext = only_certificate(host.certificate)
        self._fingerprint = hashlib.sha256(host.certificate).digest()
        self._open: dict[Copying, Channel] = {}
        self._closed = False

    async def splice(self, channel: Channel, window: IOStream, websocket_key: str) -> None:
        """Opens ``channel`` at the host, answers the window's upgrade request, then copies until either side ends.

        ``window``: the stream of an upgrade request that was read and not answered. Raises MeetDeskError before
        anything was written to it; afterwards both sides are closed on return.
        """
        if not _KEY.fullmatch(websocket_key):
            raise MeetDeskError(ErrorCode.MALFORMED_MESSAGE)
        reached = await self._open_channel(channel, websocket_key)
        try:
            if self._closed:
                raise MeetDeskError(ErrorCode.NOT_IN_MEETING)
            await self._carry(channel, window, reached.stream, websocket_key)
        finally:
            reached.stream.close()
        log.info("meeting %s: %s channel closed", self.host.meeting, channel)

    def close(self) -> None:
        """Ends all channels at once. The bridge is of no more use."""
        self._closed = True
        for copying in tuple(self._open):
            copying.stop()

    def carries(self, channel: Channel) -> bool:
        """Whether this channel is open."""
        return channel in self._open.values()

    def end(self, channel: Channel) -> None:
        """Ends this channel at once; the window opens it anew."""
        for copying in [copying for copying, name in self._open.items() if name is channel]:
            copying.stop()

    async def _open_channel(self, channel: Channel, key: str) -> Reached:
        reached = await reach(
            self.host.addresses,
            self._context,
            fingerprint=self._fingerprint,
            prepare=_prepare_host,
            patience=self._patience,
        )
        try:
            await self._upgrade(reached.stream, reached.address, channel, key)
        except BaseException:
            reached.stream.close()
            raise
        self.host = moved_first(self.host, reached.address)
        log.info("meeting %s: %s channel open to %s", self.host.meeting, channel, reached.address)
        return reached

    async def _upgrade(self, stream: IOStream, address: Address, channel: Channel, key: str) -> None:
        headers = {"Authorization": f"Bearer {self.host.ticket}", MEETING_HEADER: self.host.meeting}
        try:
            await upgrade(stream, address, host_path(channel), key, headers, seconds=self._patience.answer)
        except NotUpgraded as error:
            code = REFUSED.get(error.status, ErrorCode.NOT_MEETDESK)
            raise MeetDeskError(code, address=str(address)) from error

    async def _carry(self, channel: Channel, window: IOStream, host: IOStream, key: str) -> None:
        try:
            window_socket, from_window = take_over(window)
            host_socket, from_host = take_over(host)
            if window_socket is None or host_socket is None:
                return
            _prepare_window(window_socket)
            copying = Copying(window_socket, host_socket)
            self._open[copying] = channel
            try:
                # Own words, not the host's: its other headers (a cookie, say) are no business of the window.
                await copying.run(from_window, response(key) + from_host)
            finally:
                del self._open[copying]
        finally:
            window.close()


def _prepare_host(raw: socket.socket) -> None:
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HOST_KERNEL_BUFFER)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, HOST_KERNEL_BUFFER)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _prepare_window(raw: socket.socket) -> None:
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WINDOW_KERNEL_BUFFER)
