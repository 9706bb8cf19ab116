"""Binding sockets, before any thread is started: a failure is raised to whoever asked."""

import errno
import socket

from tornado.netutil import bind_sockets

from meetdesk.core.errors import ErrorCode, MeetDeskError

DEFAULT_PORT = 47_800
LAST_PORT = 47_899
BACKLOG = 1_024
"""Connections that the system takes while this process does not get to them; one more waits a second before it asks
again. Some systems allow fewer."""


def bind_lan(port: int | None = None) -> tuple[list[socket.socket], int]:
    """Listening sockets for all IPv4 and (where there is one) IPv6 addresses, and their port.

    ``port`` None: the default port or the next free one up to ``LAST_PORT``. 0: any free one.
    Raises MeetDeskError ``port_in_use`` or ``port_not_allowed``.
    """
    if port is not None:
        return _bind(port)
    for candidate in range(DEFAULT_PORT, LAST_PORT + 1):
        try:
            return _bind(candidate)
        except MeetDeskError as error:
            if error.code != ErrorCode.PORT_IN_USE:
                raise
    raise MeetDeskError(ErrorCode.PORT_IN_USE, port=DEFAULT_PORT)


def bind_loopback(port: int = 0) -> tuple[list[socket.socket], int]:
    """A listening socket for the own window only, and its port. Raises as ``bind_lan``."""
    return _bind(port, "127.0.0.1")


def _bind(port: int, address: str | None = None) -> tuple[list[socket.socket], int]:
    if not 0 <= port <= 65_535:  # getaddrinfo would take it modulo 65,536
        raise MeetDeskError(ErrorCode.PORT_NOT_ALLOWED, port=port)
    try:
        family = socket.AF_INET if address is not None else socket.AF_UNSPEC
        sockets = bind_sockets(port, address=address, family=family, backlog=BACKLOG)
    except OSError as error:
        code = ErrorCode.PORT_NOT_ALLOWED if error.errno == errno.EACCES else ErrorCode.PORT_IN_USE
        raise MeetDeskError(code, port=port) from error
    return sockets, int(sockets[0].getsockname()[1])
