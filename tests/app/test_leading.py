"""What is said of a link before anything is done about it."""

import pytest

from meetdesk.app.leading import described
from meetdesk.joining.address import Address
from meetdesk.joining.fingerprint import spoken_fingerprint
from meetdesk.joining.invitation import make_invitation
from meetdesk.store.known_hosts import KnownHosts

ADAS, OTHER = bytes(range(32)), bytes(range(1, 33))
KNOWN = KnownHosts().joined(ADAS, "Ada", "10.0.0.1")


def link(fingerprint: bytes, *hosts: str) -> str:
    return make_invitation([Address(host) for host in hosts], fingerprint, bytes(32))


def test_who_is_known_by_the_certificate_not_by_the_address() -> None:
    found = described(link(ADAS, "10.0.0.7", "10.0.0.8"), "", KNOWN)
    assert (found.host, found.where, found.others) == ("Ada", "10.0.0.7", 1)
    assert found.words == spoken_fingerprint(ADAS)
    assert described(link(OTHER, "10.0.0.1"), "", KNOWN).host == "", "another computer at Ada's address"


def test_an_address_alone_is_known_by_who_was_there_last() -> None:
    found = described("10.0.0.1", "482913", KNOWN)
    assert (found.host, found.where, found.words, found.code) == ("Ada", "10.0.0.1", "", "482913")
    assert described("10.0.0.2", "", KNOWN).host == ""


@pytest.mark.parametrize(
    ("host", "shown"),
    [("ада.local", "ада.local (xn--80aal.local)"), ("adа.local:5000", "adа.local:5000 (xn--ad-8kc.local)")],
)
def test_a_name_that_looks_like_another_is_told_from_it(host: str, shown: str) -> None:
    assert described(host, "", KNOWN).where == shown
    known = KnownHosts().joined(ADAS, "Ada", host)
    assert described(host, "", known).host == "Ada"


@pytest.mark.parametrize("text", ["meetdesk://join?addr=10.0.0.1", "meetdesk://join?", "http://[", "\u202e" * 50])
def test_what_leads_nowhere_names_no_place(text: str) -> None:
    assert described(text, "", KNOWN).where == ""
