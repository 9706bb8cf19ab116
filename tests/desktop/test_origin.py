"""Which URLs are our own page."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetdesk.desktop.origin import origin_of, same_origin

OWN = "http://127.0.0.1:5000/enter?token=x"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5000", "http://127.0.0.1:5000/a#b", "blob:http://127.0.0.1:5000/1-2"]
)
def test_own(url: str) -> None:
    assert same_origin(url, OWN)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5001/",
        "https://127.0.0.1:5000/",
        "http://localhost:5000/",
        "http://127.0.0.1:5000@example.org/",
        "http://127.0.0.1:5000.example.org/",
        "blob:http://example.org/1",
        "file:///127.0.0.1:5000",
        "data:text/html,http://127.0.0.1:5000",
        "about:blank",
        "",
    ],
)
def test_not_own(url: str) -> None:
    assert not same_origin(url, OWN)


def test_default_ports() -> None:
    assert same_origin("https://a.example/", "https://a.example:443/x")
    assert origin_of("http://a.example") == ("http", "a.example", 80)


@given(some.text())
def test_any_text_is_answered(text: str) -> None:
    origin_of(text)
    assert not same_origin(text, "") or origin_of("") is not None
