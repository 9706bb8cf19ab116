"""Which certificate a server shows to browsers, which say what protocols they speak, and to apps, which do not."""

import hashlib
import socket
import ssl

from meetdesk.joining.reach import any_certificate

BROWSERS = ["h2", "http/1.1"]


def hand_shaken(connection: socket.socket, *, browser: bool) -> ssl.SSLSocket:
    context = any_certificate()
    if browser:
        context.set_alpn_protocols(BROWSERS)
    return context.wrap_socket(connection)


def shown_to(connection: socket.socket, *, browser: bool) -> bytes:
    """DER. Ends the connection."""
    with hand_shaken(connection, browser=browser) as tls:
        certificate = tls.getpeercert(binary_form=True)
    assert certificate is not None
    return certificate


def shown_at(host: str, port: int, *, browser: bool = True) -> bytes:
    return shown_to(socket.create_connection((host, port), 10), browser=browser)


def fingerprint_of(certificate: bytes) -> str:
    """As browsers show it."""
    return hashlib.sha256(certificate).digest().hex(":").upper()
