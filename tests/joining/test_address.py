"""What people type and paste for an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address, parse_address


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("192.168.1.20", "192.168.1.20", 47800),
        ("192.168.1.20:47801", "192.168.1.20", 47801),
        ("192.168.1.20:", "192.168.1.20", 47800),
        ("  192.168.1.20 \n", "192.168.1.20", 47800),
        ("１９２．１６８．１．２０：４７８０１", "192.168.1.20", 47801),
        ("192。168。1。20：47801。", "192.168.1.20", 47801),
        ("192.168.1.20 : 47801", "192.168.1.20", 47801),
        ("“192.168.1.20”", "192.168.1.20", 47800),
        ("http://192.168.1.20:47801/", "192.168.1.20", 47801),
        ("HTTPS://192.168.1.20", "192.168.1.20", 47800),
        ("meetdesk://192.168.1.20/", "192.168.1.20", 47800),
        ("\u200b192.168.1.20\u202c", "192.168.1.20", 47800),
        ("fe80::1", "fe80::1", 47800),
        ("FE80:0:0::1", "fe80::1", 47800),
        ("[fe80::1]", "fe80::1", 47800),
        ("[fe80::1]:47801", "fe80::1", 47801),
        ("[fe80::1%eth0]", "fe80::1%eth0", 47800),
        ("[fe80::1%25eth0]:47801", "fe80::1%eth0", 47801),
        ("fe80::1%12", "fe80::1%12", 47800),
        ("::ffff:192.168.1.20", "192.168.1.20", 47800),
        ("localhost", "localhost", 47800),
        ("Annas-PC.local:47801", "annas-pc.local", 47801),
        ("pc_7", "pc_7", 47800),
        ("小明的电脑.local", "小明的电脑.local", 47800),
        ("bücher", "bücher", 47800),
    ],
)
def test_understood(typed: str, host: str, port: int) -> None:
    assert parse_address(typed) == Address(host, port)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        ":47800",
        "192.168.1",
        "192.168.1.300",
        "192.168.1.20.5",
        "192.168.001.020",
        "192.168.1.20:0",
        "192.168.1.20:65536",
        "192.168.1.20:port",
        "192.168.1.20:-1",
        "192.168.1.20:47800:1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "[fe80::1",
        "fe80::1]",
        "[192.168.1.20]:47800",
        "[fe80::1]47800",
        "fe80::1::2",
        "fe80::1%",
        "fe80::1%a b",
        "fe80::1%eth0\r\nHost",
        "anna's pc",
        "anna@pc",
        "-pc",
        "a..b",
        "a" * 64,
        ".".join(["a" * 60] * 5),
        "http://192.168.1.20/room",
        "ftp://192.168.1.20",
        "小明 的电脑",
        "\ud800",
        "x" * 100_000,
    ],
)
def test_refused(typed: str) -> None:
    with pytest.raises(MeetDeskError) as refused:
        parse_address(typed)
    assert refused.value.code is ErrorCode.ADDRESS_INVALID


@given(st.ip_addresses(), st.integers(1, 65535))
def test_what_is_read_out_is_understood(ip: object, port: int) -> None:
    try:
        address = parse_address(f"[{ip}]:{port}" if ":" in str(ip) else f"{ip}:{port}")
    except MeetDeskError:
        return
    assert parse_address(str(address)) == address


def test_only_the_default_port_is_left_out() -> None:
    assert str(Address("192.168.1.20")) == "192.168.1.20"
    assert str(Address("192.168.1.20", 47801)) == "192.168.1.20:47801"
    assert str(Address("fe80::1")) == "fe80::1"
    assert str(Address("fe80::1", 47801)) == "[fe80::1]:47801"


_PIECES = st.sampled_from(
    ["192.168.1.20", "[", "]", ":", "::", "%", "fe80", "1", ".", "。", "：", "/", "http://", " ", "a"]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_text_is_an_address_or_refused(typed: str) -> None:
    try:
        address = parse_address(typed)
    except MeetDeskError as error:
        if error.code is not ErrorCode.ADDRESS_INVALID:
            raise
        return
    assert parse_address(str(address)) == address
    assert 0 < address.port < 65536
    assert not any(c in address.host for c in " \r\n/\0")
