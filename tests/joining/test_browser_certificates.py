"""The certificates that browsers are shown: what systems ask of them, and that they stay what was accepted."""

import hashlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from meetdesk.joining import identity
from meetdesk.joining.browser_certificates import (
    ADDRESSES,
    AFTER,
    MOST_DAYS,
    PERIOD,
    RENEWED,
    BrowserCertificates,
)
from meetdesk.joining.certificate import Validity, der, self_signed, with_key
from meetdesk.joining.identity import Identity, parse
from meetdesk.joining.plausible_time import RELEASED

MADE = datetime(2027, 3, 14, 15, 9, 26, tzinfo=UTC)
DAY = timedelta(days=1)
ADDRESS = "192.168.1.20"
ADDRESSES_OF_ALL_KINDS = [ADDRESS, "10.0.0.7", "169.254.7.9", "2001:db8:7::20", "fe80::20", "fd77:1::1"]


@pytest.fixture(scope="module")
def own() -> Identity:
    return identity.make(MADE)


def at(own: Identity, moment: datetime, address: str = ADDRESS) -> x509.Certificate:
    """Of a meeting that begins then."""
    return x509.load_der_x509_certificate(BrowserCertificates(own, lambda: moment).certificate(address))


def covers(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


@pytest.mark.parametrize("address", ADDRESSES_OF_ALL_KINDS)
@pytest.mark.parametrize("years", [0, 1, 2, 18])
def test_it_keeps_to_what_apple_asks(own: Identity, address: str, years: int) -> None:
    """ "Requirements for trusted certificates in iOS 13 and macOS 10.15", support.apple.com/103769."""
    now = MADE + timedelta(days=365.25 * years)
    found = at(own, now, address)
    assert found.not_valid_after_utc - found.not_valid_before_utc <= timedelta(days=MOST_DAYS)
    assert covers(found, now)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == [address]
    assert len(names) == 1, "the certificate tells more of this machine than the address that was opened"
    usage = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert ExtendedKeyUsageOID.SERVER_AUTH in usage
    key = found.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.key_size >= 256
    assert found.signature_hash_algorithm is not None
    assert found.signature_hash_algorithm.name == "sha256"
    assert found.subject.rfc4514_string() == "CN=MeetDesk", "it says whose machine this is"
    assert not found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_tls_itself_finds_it_right_for_the_address_and_no_other() -> None:
    """OpenSSL checks dates, purpose and names as for any site, once the person trusts this certificate."""
    certificates = BrowserCertificates(identity.make())
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                try:
                    with certificates.context("127.0.0.1").wrap_socket(connection, server_side=True) as tls:
                        tls.recv(1)
                except OSError:  # refused, as it should be
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            trusting = ssl.create_default_context(cadata=certificates.certificate("127.0.0.1"))
            for name in ("127.0.0.1", "192.168.1.20"):
                with socket.create_connection(listening.getsockname(), 10) as connection:
                    if name == "127.0.0.1":
                        trusting.wrap_socket(connection, server_hostname=name).close()
                    else:
                        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
                            trusting.wrap_socket(connection, server_hostname=name)
        finally:
            thread.join(10)


def test_a_browser_is_asked_again_only_every_two_years(own: Identity) -> None:
    """Over eighteen years with a meeting every month: nothing but the period changes it."""
    step = 30 * DAY
    days = [MADE + number * step for number in range(9 * PERIOD // step)]
    seen = [at(own, day) for day in days]
    assert all(covers(one, day) for one, day in zip(seen, days, strict=True))
    changes = [day - MADE for one, other, day in zip(seen, seen[1:], days[1:], strict=False) if one != other]
    assert len(changes) == 9 - 1
    assert all(timedelta() <= change - (number + 1) * PERIOD <= step for number, change in enumerate(changes))
    assert len({one.serial_number for one in seen}) == 9, "browsers refuse one number for two certificates"


def test_it_is_the_same_after_every_start(own: Identity) -> None:
    later = parse(own.pem)
    for address in ADDRESSES_OF_ALL_KINDS:
        assert at(own, MADE, address) == at(later, MADE + 300 * DAY, address)
    fingerprints = [BrowserCertificates(later).fingerprint(address) for address in ADDRESSES_OF_ALL_KINDS]
    assert len(set(fingerprints)) == len(fingerprints)


def test_a_new_release_of_the_library_makes_the_same() -> None:
    """Otherwise every guest's browser would ask again after an update. If this fails after one: is it worth it?"""
    key = ec.derive_private_key(0x4D656574, ec.SECP256R1())
    certificate = self_signed(key, Validity(MADE - DAY, MADE + 7_305 * DAY), serial=1)
    fixed = Identity(der(certificate), with_key(certificate, key))
    found = BrowserCertificates(fixed, lambda: MADE).certificate(ADDRESS)
    assert hashlib.sha256(found).hexdigest() == "3dfda5fb3dd2b3f05f2f43ec0f9f35a0b1bab798c5eddecc3cd2df3854e63d38"


def test_the_identity_is_another_certificate_of_the_same_key(own: Identity) -> None:
    shown = at(own, MADE)
    identity_certificate = x509.load_der_x509_certificate(own.certificate)
    assert shown != identity_certificate
    assert shown.public_key() == identity_certificate.public_key()
    before = own.fingerprint
    BrowserCertificates(own, lambda: MADE + 3 * PERIOD).certificate(ADDRESS)
    assert own.fingerprint == before


def test_a_meeting_keeps_what_its_guests_accepted_until_shortly_before_the_end(own: Identity) -> None:
    now = MADE + PERIOD - DAY
    certificates = BrowserCertificates(own, lambda: now)
    first = certificates.certificate(ADDRESS)
    context = certificates.context(ADDRESS)
    end = MADE + PERIOD + AFTER
    for later in (MADE + PERIOD + DAY, end - RENEWED - DAY):
        now = later
        assert certificates.certificate(ADDRESS) == first
        assert certificates.context(ADDRESS) is context
    now = end - RENEWED + timedelta(seconds=1)
    renewed = x509.load_der_x509_certificate(certificates.certificate(ADDRESS))
    assert renewed == at(own, now)
    assert covers(renewed, now + DAY)
    assert certificates.context(ADDRESS) is not context


CLOCKS = {
    "1970": (MADE, datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC), MADE),
    "2100": (MADE, datetime(2100, 6, 1, tzinfo=UTC), MADE),
    "9999": (MADE, datetime(9999, 12, 31, 23, 59, tzinfo=UTC), MADE),
    "1970, since ever": (
        datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC),
        datetime(1970, 1, 1, 8, tzinfo=UTC),
        datetime(RELEASED.year, RELEASED.month, RELEASED.day, tzinfo=UTC),
    ),
    "right, but 2100 when it was made": (datetime(2100, 1, 1, tzinfo=UTC), MADE, MADE),
    "two weeks behind": (MADE, MADE - 14 * DAY, MADE),
}


@pytest.mark.parametrize(("made", "clock", "really"), CLOCKS.values(), ids=CLOCKS)
def test_a_clock_that_is_wrong(made: datetime, clock: datetime, really: datetime) -> None:
    """The guest's is right: what it is shown is neither expired nor yet to come."""
    found = at(identity.make(made), clock)
    assert covers(found, really), f"valid from {found.not_valid_before_utc} to {found.not_valid_after_utc}"
    assert found.not_valid_after_utc - found.not_valid_before_utc <= timedelta(days=MOST_DAYS)


def test_a_clock_that_is_put_right_during_the_meeting(own: Identity) -> None:
    now = datetime(1970, 1, 1, tzinfo=UTC)
    certificates = BrowserCertificates(own, lambda: now)
    first = certificates.certificate(ADDRESS)
    now = MADE + 10 * DAY
    assert certificates.certificate(ADDRESS) == first
    now = MADE + 2 * PERIOD
    assert certificates.certificate(ADDRESS) != first
    now = MADE
    assert certificates.certificate(ADDRESS) == first, "back again: the one that is not valid yet is not shown"


def test_so_many_are_kept(own: Identity) -> None:
    certificates = BrowserCertificates(own, lambda: MADE)
    for number in range(3 * ADDRESSES):
        certificates.certificate(f"127.0.0.{number}")
    assert len(certificates._shown) == ADDRESSES
