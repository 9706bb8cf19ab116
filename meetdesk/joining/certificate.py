"""Certificates that a key signs for itself, and how the ssl module takes them."""

import contextlib
import os
import ssl
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from meetdesk.core.errors import ErrorCode, MeetDeskError

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MeetDesk")])


@dataclass(frozen=True)
class Validity:
    """Both ends belong to it."""

    begins: datetime
    ends: datetime


def self_signed(
    key: ec.EllipticCurvePrivateKey,
    validity: Validity,
    *,
    serial: int | None = None,
    names: x509.SubjectAlternativeName | None = None,
) -> x509.Certificate:
    """A server's certificate (RFC 5280), signed with SHA-256, whose subject says nothing about person or machine.

    ``serial`` None: by chance. With the same key, validity, serial and names it is the same to the byte: the signature
    is that of RFC 6979.
    """
    builder = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number() if serial is None else serial)
        .not_valid_before(validity.begins)
        .not_valid_after(validity.ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    if names is not None:
        builder = builder.add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def der(certificate: x509.Certificate) -> bytes:
    """As it is shown on the wire."""
    return certificate.public_bytes(serialization.Encoding.DER)


def with_key(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Key and certificate in one PEM: keep it to yourself."""
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def server_context(pem: bytes) -> ssl.SSLContext:
    """A context that shows the certificate of ``with_key``: TLS 1.3 only. Raises MeetDeskError ``storage_failed``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        with _as_file(pem) as name:
            context.load_cert_chain(name)
    except OSError as error:
        raise MeetDeskError(ErrorCode.STORAGE_FAILED, reason=error.strerror or str(error)) from error
    return context


@contextlib.contextmanager
def _as_file(pem: bytes) -> Iterator[str]:
    """The name of a file with this in it: the ssl module reads nothing else. On Linux it is memory of this process and
    on no disk; elsewhere a file that nobody but this user can open, for a moment. Raises OSError."""
    if sys.platform.startswith("linux"):
        memory = os.memfd_create("identity")
        with os.fdopen(memory, "wb") as file:
            file.write(pem)
            file.flush()
            yield f"/proc/self/fd/{memory}"
        return
    handle, name = tempfile.mkstemp(prefix="meetdesk-", suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        yield name
    finally:
        Path(name).unlink(missing_ok=True)
