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
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from meetdesk.joining.certificate import Validity, der, self_signed, server_context, with_key

log = logging.getLogger(__name__)

FILE_NAME = "identity.pem"
YEARS = 20
_CLOCKS = datetime.timedelta(days=1)
"""The certificate is valid from so long before it was made: clocks of machines without internet are wrong by a day
easily."""


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

    @cached_property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The private key."""
        key = serialization.load_pem_private_key(self.pem, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # as ``parse`` has seen
        return key

    @property
    def made(self) -> datetime.datetime:
        """When it was made, by this machine's clock of then; UTC."""
        return x509.load_der_x509_certificate(self.certificate).not_valid_before_utc + _CLOCKS

    def server_context(self) -> ssl.SSLContext:
        """A context for the LAN server: TLS 1.3 only. Raises MeetDeskError ``storage_failed``."""
        return server_context(self.pem)


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
    """A new P-256 key and certificate, valid for 20 years, saying nothing about the person or the machine. Nobody asks
    about its dates: apps remember the certificate, and browsers are shown others (``browser_certificates``)."""
    key = ec.generate_private_key(ec.SECP256R1())
    start = (now or datetime.datetime.now(datetime.UTC)) - _CLOCKS
    certificate = self_signed(key, Validity(start, start + datetime.timedelta(days=365.25 * YEARS)))
    return Identity(der(certificate), with_key(certificate, key))


def parse(pem: bytes) -> Identity:
    """The identity in a file's bytes. Raises ValueError if it is damaged or its two halves do not match. That it has
    expired is no reason to give up what colleagues know: apps do not look at its dates, and this clock may be wrong."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except TypeError as error:
        raise ValueError("the key has a password") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("key and certificate do not belong together")
    return Identity(der(certificate), pem)


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
