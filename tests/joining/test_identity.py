"""The app's certificate: made once, private, replaced only if it cannot be used."""

import datetime
import logging
import os
import ssl
import sys
from pathlib import Path

import pytest
from cryptography import x509

from meetdesk.joining import identity
from meetdesk.joining.identity import kept_fingerprint, load_or_make
from meetdesk.wire import codec
from meetdesk.wire.join import JoinHello


def test_made_once_and_found_again(tmp_path: Path) -> None:
    first = load_or_make(tmp_path / "data")
    second = load_or_make(tmp_path / "data")
    assert first == second
    assert len(first.fingerprint) == 32


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_only_the_owner_can_read_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (seen.append(os.fstat(fd).st_mode & 0o777), real(fd)))
    before = os.umask(0)
    try:
        load_or_make(tmp_path / "data")
    finally:
        os.umask(before)
    assert seen == [0o600], "before the file has its name"
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "identity.pem").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["identity.pem"]


@pytest.mark.expected_warnings("Others could read the key")
def test_a_key_others_can_read_is_made_private(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = load_or_make(tmp_path)
    (tmp_path / "identity.pem").chmod(0o644)
    assert load_or_make(tmp_path) == made
    assert (tmp_path / "identity.pem").stat().st_mode & 0o777 == 0o600
    assert "Others could read" in caplog.text


def _halves_of_two() -> bytes:
    one, other = identity.make().pem, identity.make().pem
    return one[: one.index(b"-----BEGIN CERTIFICATE")] + other[other.index(b"-----BEGIN CERTIFICATE") :]


@pytest.mark.expected_warnings("Others could read the key", "cannot be used and is repl")
@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\0" * 500,
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        identity.make().pem[:200],
        identity.make().pem.partition(b"-----BEGIN CERTIFICATE")[0],
        _halves_of_two(),
    ],
    ids=["empty", "zeros", "garbage", "cut", "no certificate", "mismatched"],
)
def test_a_damaged_file_is_replaced(tmp_path: Path, damaged: bytes, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "identity.pem").write_bytes(damaged)
    made = load_or_make(tmp_path)
    made.server_context()
    assert "is replaced" in caplog.text
    assert load_or_make(tmp_path) == made


@pytest.mark.expected_warnings("Others could read the key")
@pytest.mark.parametrize("year", [1970, 1999, 2100])
def test_one_whose_dates_are_over_or_to_come_is_kept(tmp_path: Path, year: int) -> None:
    """This clock or the one of then may be wrong; a new identity would be told to everybody who knows this one."""
    made = identity.make(datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))
    (tmp_path / "identity.pem").write_bytes(made.pem)
    assert load_or_make(tmp_path) == made
    assert kept_fingerprint(tmp_path) == made.fingerprint


@pytest.mark.expected_warnings("cannot be kept in", "cannot be read")
def test_goes_on_where_nothing_can_be_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    made = load_or_make(tmp_path / "file" / "data")
    made.server_context()
    assert "lasts only until the app ends" in caplog.text


def test_the_key_never_reaches_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made = load_or_make(tmp_path)
    assert "PRIVATE KEY" not in repr(made) + caplog.text


def test_the_certificate_says_nothing_about_the_person() -> None:
    made = identity.make()
    certificate = x509.load_der_x509_certificate(made.certificate)
    assert certificate.subject.rfc4514_string() == "CN=MeetDesk"
    years = (certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC)).days / 365.25
    assert 19 < years < 21
    assert made.server_context().minimum_version is ssl.TLSVersion.TLSv1_3


def test_each_host_knows_the_app_by_another_name_which_stays(tmp_path: Path) -> None:
    made = load_or_make(tmp_path)
    hosts = [bytes([number]) * 32 for number in range(3)]
    names = [made.known_as(host) for host in hosts]
    assert len(set(names)) == 3
    assert names == [load_or_make(tmp_path).known_as(host) for host in hosts]
    assert JoinHello(1, "0.1.0", names[0]) == codec.decode_join_hello(
        codec.encode_join(JoinHello(1, "0.1.0", names[0]))
    )
    assert not set(names) & {identity.make().known_as(host) for host in hosts}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory files are Linux's")
def test_the_key_is_in_no_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file is made")

    monkeypatch.setattr("tempfile.mkstemp", none)
    identity.make().server_context()
