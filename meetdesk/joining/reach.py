"""A TLS connection to a host that may have several addresses: the first that answers wins.

There is no certificate authority on a LAN. The first connection takes whatever certificate the host shows (or the one
an invitation names); every later one takes exactly that certificate and no other.
"""

import asyncio
import hashlib
import socket
import ssl
from asyncio.staggered import staggered_race
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tornado.iostream import IOStream, SSLIOStream, StreamClosedError

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address, is_scopeless_link_local
from meetdesk.joining.interfaces import link_local_scopes

STREAM_BUFFER = 256 * 1024
"""Most bytes a connection may hold in memory in each direction."""
_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h

# Which of several failures says most about what is wrong.
_MOST_TELLING = (
    ErrorCode.CERTIFICATE_CHANGED,
    ErrorCode.NOT_MEETDESK,
    ErrorCode.HOST_SILENT,
    ErrorCode.HOST_REFUSED,
    ErrorCode.HOST_UNREACHABLE,
    ErrorCode.ADDRESS_OWN,
    ErrorCode.ADDRESS_UNKNOWN,
)


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds."""

    connect: float = 4.0
    """For name resolution and for TCP."""
    answer: float = 5.0
    """For TLS, and then for each answer."""
    stagger: float = 0.2
    """Before the next address is tried beside the ones before (RFC 8305 recommends 0.25)."""


PATIENCE = Patience()


@dataclass(frozen=True)
class Reached:
    stream: SSLIOStream
    address: Address
    certificate: bytes
    """DER, as shown by the host."""


def any_certificate() -> ssl.SSLContext:
    """For the first connection: the certificate is looked at afterwards."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def only_certificate(certificate: bytes) -> ssl.SSLContext:
    """Refuses, within the handshake, every certificate but this one (DER). Addresses and clocks do not matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=certificate)
    context.verify_flags |= _NO_CHECK_TIME
    return context


async def reach(
    addresses: Sequence[Address],
    context: ssl.SSLContext,
    *,
    fingerprint: bytes | None = None,
    prepare: Callable[[socket.socket], None] | None = None,
    own: Collection[str] = (),
    patience: Patience = PATIENCE,
) -> Reached:
    """Connects to the first address that answers with TLS and, if ``fingerprint`` is given, with that certificate.

    ``prepare`` may set options on each socket before it connects. ``own``: IP addresses of this machine, which were
    hardly meant: they are tried last, and a failure there is ``address_own``. The caller must close the stream.
    Raises MeetDeskError: the most telling of what went wrong at the addresses.
    """
    failures: list[MeetDeskError] = []
    targets = await _resolve_all(addresses, patience, failures)
    targets.sort(key=lambda target: _ip(target[1]) in own)
    only_own = all(_ip(target) in own for _, target in targets)
    way = _Way(context, fingerprint, prepare, own, only_own, patience)
    attempts = [partial(_attempt, target, address, way) for address, target in targets]
    reached: Reached | None
    reached, _index, errors = await staggered_race(attempts, patience.stagger)
    if reached is not None:
        return reached
    for error in errors:
        if isinstance(error, MeetDeskError):
            failures.append(error)
        elif error is not None:
            raise error
    raise min(failures, key=lambda failure: _MOST_TELLING.index(failure.code))


@dataclass(frozen=True)
class _Way:
    """How each address is tried."""

    context: ssl.SSLContext
    fingerprint: bytes | None
    prepare: Callable[[socket.socket], None] | None
    own: Collection[str]
    only_own: bool
    """There is no other address to try."""
    patience: Patience


_Target = tuple[int, tuple[Any, ...]]


async def _resolve_all(
    addresses: Sequence[Address], patience: Patience, failures: list[MeetDeskError]
) -> list[tuple[Address, _Target]]:
    results = await asyncio.gather(*(_resolve(address, patience) for address in addresses), return_exceptions=True)
    targets: list[tuple[Address, _Target]] = []
    for address, result in zip(addresses, results, strict=True):
        if isinstance(result, MeetDeskError):
            failures.append(result)
        elif isinstance(result, BaseException):
            raise result
        else:
            targets += [(address, target) for target in result]
    return targets


async def _resolve(address: Address, patience: Patience) -> list[_Target]:
    if is_scopeless_link_local(address) and (scopes := await asyncio.to_thread(link_local_scopes)):
        # It was read out on another machine, which cannot know by which interface it is reached from here.
        return [(socket.AF_INET6, (address.host, address.port, 0, scope)) for scope in scopes]
    unknown = MeetDeskError(ErrorCode.ADDRESS_UNKNOWN, address=str(address))
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience.connect):
            found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise unknown from error
    targets: list[_Target] = list(
        dict.fromkeys((int(family), target) for family, _kind, _protocol, _name, target in found)
    )
    if not targets:
        raise unknown
    return targets


def _ip(target: _Target) -> str:
    return str(target[1][0]).partition("%")[0]


async def _attempt(target: _Target, address: Address, way: _Way) -> Reached:
    try:
        return await _try(target, address, way)
    except MeetDeskError as error:
        # Another certificate is no matter of addresses, unless it was the host's at one of the others.
        changed = error.code is ErrorCode.CERTIFICATE_CHANGED and way.only_own
        if _ip(target) in way.own and not changed:
            raise MeetDeskError(ErrorCode.ADDRESS_OWN, address=str(address)) from error
        raise


async def _try(target: _Target, address: Address, way: _Way) -> Reached:
    stream = await _connect(target, address, way.prepare, way.patience)
    try:
        secured = await _secure(stream, address, way.context, way.patience)
    except MeetDeskError as error:
        if error.code is ErrorCode.HOST_SILENT and await _speaks_http(target, address, way):
            raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address)) from error
        raise
    certificate = secured.socket.getpeercert(binary_form=True)
    if certificate is None:
        secured.close()
        raise MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address))
    if way.fingerprint is not None and hashlib.sha256(certificate).digest() != way.fingerprint:
        secured.close()
        raise MeetDeskError(ErrorCode.CERTIFICATE_CHANGED, address=str(address))
    return Reached(secured, address, certificate)


async def _connect(
    target: _Target, address: Address, prepare: Callable[[socket.socket], None] | None, patience: Patience
) -> IOStream:
    family, where = target
    unreachable = MeetDeskError(ErrorCode.HOST_UNREACHABLE, address=str(address))
    try:
        raw = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:  # this machine has no IPv6, or no more file descriptors
        raise unreachable from error
    if prepare is not None:
        prepare(raw)
    stream = IOStream(raw, max_buffer_size=STREAM_BUFFER)
    try:
        async with asyncio.timeout(patience.connect):
            await stream.connect(where)
    except TimeoutError as error:
        stream.close()
        raise unreachable from error
    except StreamClosedError as error:
        if isinstance(error.real_error, ConnectionRefusedError):
            raise MeetDeskError(ErrorCode.HOST_REFUSED, address=str(address), port=address.port) from error
        raise unreachable from error
    except BaseException:
        stream.close()
        raise
    stream.set_nodelay(True)
    return stream


async def _secure(stream: IOStream, address: Address, context: ssl.SSLContext, patience: Patience) -> SSLIOStream:
    secured = _over_tls(stream, context)
    try:
        async with asyncio.timeout(patience.answer):
            await secured.wait_for_handshake()
    except BaseException as error:
        secured.close()  # also where it is given up for another address: nobody else knows of it
        raise _what_failed(error, address) from error
    secured.max_buffer_size = STREAM_BUFFER
    return secured


def _over_tls(stream: IOStream, context: ssl.SSLContext) -> SSLIOStream:
    """As ``IOStream.start_tls``, whose result can be closed by nobody before the handshake is over."""
    raw: socket.socket = stream.socket
    stream.io_loop.remove_handler(raw)
    stream.socket = None  # type: ignore[assignment]
    return SSLIOStream(context.wrap_socket(raw, do_handshake_on_connect=False))


def _what_failed(error: BaseException, address: Address) -> BaseException:
    if isinstance(error, TimeoutError):
        return MeetDeskError(ErrorCode.HOST_SILENT, address=str(address))
    cause = error.real_error if isinstance(error, StreamClosedError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return MeetDeskError(ErrorCode.CERTIFICATE_CHANGED, address=str(address))
    if isinstance(error, OSError):  # StreamClosedError among them
        return MeetDeskError(ErrorCode.NOT_MEETDESK, address=str(address))
    return error


async def _speaks_http(target: _Target, address: Address, way: _Way) -> bool:
    """Some plain web servers wait for the end of a request in the middle of TLS's first message."""
    try:
        async with asyncio.timeout(1.0):
            stream = await _connect(target, address, None, way.patience)
            try:
                await stream.write(b"GET / HTTP/1.0\r\n\r\n")
                return await stream.read_bytes(5) == b"HTTP/"
            finally:
                stream.close()
    except (MeetDeskError, StreamClosedError, TimeoutError):
        return False
