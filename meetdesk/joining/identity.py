"""The app's own TLS identity: a self-signed certificate and its key, made on first start.

Nobody vouches for the certificate. Joining apps remember exactly the one they saw (``joining.reach``), so it must stay
the same from start to start.
"""

import contextlib
import datetime
import hashlib
import hmac
import logging
import os
import ssl
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from meetdesk.core.errors import ErrorCode, MeetDeskError

log = logging.getLogger(__name__)

FILE_NAME = "identity.pem"
YEARS = 20


@dataclass(frozen=True)
class Identity:
    """Certificate and key. ``pem`` holds both: keep it to yourself."""

    certificate: bytes
    """DER."""
    pem: bytes = field(repr=False)

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate's DER, 32 bytes."""
        return hashlib.sha256(self.certificate).digest()

    def known_as(self, host: bytes) -> str:
        """By what a host recognises this app: 64 hexadecimal digits, which say nothing to any other host, nor of the
        key. ``host``: SHA-256 of the host's certificate."""
        return hmac.digest(self.pem, b"MeetDesk join 1 known as " + host, "sha256").hex()

    def server_context(self) -> ssl.SSLContext:
        """A context for the LAN server: TLS 1.3 only. Raises MeetDeskError ``storage_failed``."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        try:
            with _as_file(self.pem) as name:
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


def load_or_make(folder: Path) -> Identity:
    """The identity kept in ``folder``, which is made if it is not there.

    A file that cannot be used is replaced with a warning. If nothing can be kept, the identity lives in memory, with a
    warning: then colleagues who know this host will be told at the next start that its certificate changed.
    """
    path = folder / FILE_NAME
    replace = False
    try:
        return parse(_read_private(path))
    except FileNotFoundError:
        pass
    except ValueError as error:
        log.warning("The identity in %s cannot be used and is replaced: %s", path, error)
        replace = True
    except OSError as error:
        log.warning("The identity in %s cannot be read: %s", path, error)
    identity = make()
    try:
        return _keep(identity, path, replace=replace)
    except OSError as error:
        log.warning("The identity cannot be kept in %s and lasts only until the app ends: %s", path, error)
        return identity


def kept_fingerprint(folder: Path) -> bytes:
    """SHA-256 of the certificate kept in ``folder``; empty if there is none that can be read. Nothing is made."""
    try:
        return parse((folder / FILE_NAME).read_bytes()).fingerprint
    except (OSError, ValueError):
        return b""


def make(now: datetime.datetime | None = None) -> Identity:
    """A new P-256 key and certificate, valid for 20 years, saying nothing about the person or the machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MeetDesk")])
    # Clocks of machines without internet are wrong by a day easily.
    start = (now or datetime.datetime.now(datetime.UTC)) - datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=365.25 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return Identity(certificate.public_bytes(serialization.Encoding.DER), private + public)


def parse(pem: bytes) -> Identity:
    """The identity in a file's bytes. Raises ValueError if it is damaged, expired or its two halves do not match."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except TypeError as error:
        raise ValueError("the key has a password") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("key and certificate do not belong together")
    if certificate.not_valid_after_utc < datetime.datetime.now(datetime.UTC):
        raise ValueError("the certificate has expired")
    return Identity(certificate.public_bytes(serialization.Encoding.DER), pem)


def _read_private(path: Path) -> bytes:
    pem = path.read_bytes()
    if os.name == "posix" and path.stat().st_mode & 0o077:
        log.warning("Others could read the key in %s; from now on only its owner can", path)
        with contextlib.suppress(OSError):
            path.chmod(0o600)
    return pem


def _keep(identity: Identity, path: Path, *, replace: bool) -> Identity:
    """Writes the file so that it is private from its first byte and never half there. If another process of the same
    person made one meanwhile, that one is returned."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        path.parent.chmod(0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".identity-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(identity.pem)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
            return identity
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            with contextlib.suppress(ValueError):
                return parse(path.read_bytes())
            temporary.replace(path)
        except OSError:  # a file system without links
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return identity
