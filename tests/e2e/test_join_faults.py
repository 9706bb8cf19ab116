"""Joining that cannot work: every cause has a sentence of its own, and the person can try again at once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.joining.address import Address
from tests.e2e.stage import actors
from tests.joining.hosts import answering, saying, serving, text_frame
from tests.support.bot_crowd import Crowd
from tests.support.netns import Cable
from tests.support.person import Person, text
from tests.support.processes import free_port

pytestmark = pytest.mark.browser

Host = Callable[[], AbstractAsyncContextManager[Address]]
WEB_SERVER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
OTHER_VERSION = b'{"type":"join_refused","code":"protocol_version","detail":{"host":"9.0.0","app":"0.1.0"}}'


@pytest.fixture(scope="module")
def bob(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody on the first screen."""
    with actors(playwright, tmp_path_factory.mktemp("join-faults"), 1) as ((person, _),):
        person.type_name()
        yield person


def refused(person: Person, address: str, key: str, **values: object) -> None:
    """Joining fails with this sentence and its code, and the form is ready for another try."""
    person.try_to_join(address)
    person.is_told(key, **values)
    expect(person.page.get_by_text(key.removeprefix("error_"), exact=True)).to_be_visible()
    expect(person.page.get_by_role("button", name=text("join_button"), exact=True)).to_be_enabled()


@pytest.mark.parametrize("address", ["not an address!", "300.1.2.3", "192.0.2.7:99999", "http://"])
def test_what_is_no_address(bob: Person, address: str) -> None:
    refused(bob, address, "error_address_invalid")


def test_damaged_invitation(bob: Person) -> None:
    refused(bob, "meetdesk://join?addr=192.0.2.7&fp=short", "error_invitation_invalid")


def test_nobody_listens_there(bob: Person) -> None:
    refused(bob, f"127.0.0.1:{free_port()}", "error_host_refused")


def test_no_such_computer(bob: Person) -> None:
    refused(bob, "no-such-computer.invalid", "error_address_unknown")


@pytest.mark.parametrize(
    ("host", "key"),
    [
        (lambda: serving(saying(WEB_SERVER), tls=False), "error_not_meetdesk"),
        (lambda: serving(saying(b"SSH-2.0-OpenSSH_9.2\r\n"), tls=False), "error_not_meetdesk"),
        (lambda: serving(saying(WEB_SERVER)), "error_not_meetdesk"),
        (lambda: serving(answering(text_frame(OTHER_VERSION))), "error_protocol_version"),
        (lambda: serving(answering()), "error_host_silent"),
    ],
    ids=["web", "ssh", "web-over-tls", "other-version", "silent"],
)
def test_something_else_answers(bob: Person, crowd: Crowd, host: Host, key: str) -> None:
    serving_it = host()

    async def open_it() -> Address:
        return await serving_it.__aenter__()

    async def close_it() -> None:
        await serving_it.__aexit__(None, None, None)

    address = crowd.run(open_it())
    try:
        refused(bob, str(address), key, host="9.0.0", app="0.1.0")
    finally:
        crowd.run(close_it())


@pytest.mark.parametrize(
    ("name", "key"), [("", "error_name_empty"), ("  ", "error_name_empty"), ("x" * 200, "error_name_too_long")]
)
def test_a_name_that_cannot_be_used(bob: Person, name: str, key: str) -> None:
    bob.type_name(name)
    bob.try_to_join("127.0.0.1")
    bob.is_told(key)
    bob.is_home()
    bob.type_name()


def test_a_computer_that_is_not_there(cable: Cable, playwright: Playwright, tmp_path: Path) -> None:
    with actors(playwright, tmp_path, 1, machines=[cable.left]) as ((person, _),):
        person.type_name()
        nobody = cable.right.ipv4.rpartition(".")[0] + ".99"
        refused(person, nobody, "error_host_unreachable")
