"""The code as people meet it: shown to the host, asked for, mistyped, renewed; an invitation instead."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.joining.address import Address
from meetdesk.joining.invitation import make_invitation, parse_destination
from tests.e2e.stage import actors
from tests.support.person import Person, text

pytestmark = pytest.mark.browser


class Stage(NamedTuple):
    """Ada hosts; Bob is on the first screen."""

    ada: Person
    bob: Person
    address: str


@pytest.fixture(scope="module")
def hosting(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One meeting for all the tests here, which run in the order they are written."""
    with actors(playwright, tmp_path_factory.mktemp("code"), 2) as ((ada, _), (bob, _)):
        port = ada.host("Plans")
        yield Stage(ada, bob, str(Address("127.0.0.1", port)))


@pytest.fixture
def stage(hosting: Stage) -> Iterator[Stage]:
    hosting.bob.type_name()
    yield hosting
    hosting.bob.goes_home()
    hosting.bob.page.reload()
    hosting.bob.is_home()


def press_join(person: Person) -> None:
    person.page.get_by_role("button", name=text("join_button"), exact=True).click()


def renew(person: Person, kind: str) -> None:
    person.page.get_by_role("button", name=text("invite_code_kind")).click()
    person.page.get_by_role("menuitem", name=kind).click()


def test_the_address_first_then_the_code(stage: Stage) -> None:
    ada, bob, address = stage
    shown = ada.code()
    assert len(shown) == 7, f"the code is shown in two groups of three, not as {shown}"
    assert shown[3] == " "

    bob.try_to_join(address)
    bob.is_told("error_code_needed")
    field = bob.page.get_by_label(text("join_code"), exact=True)
    expect(field).to_be_focused()
    expect(bob.page.get_by_text("Plans")).to_have_count(0)

    field.fill("12 34")
    press_join(bob)
    bob.is_told("error_code_invalid")
    field.fill(f"{(int(shown.replace(' ', '')) + 1) % 10**6:06}")
    press_join(bob)
    bob.is_told("error_code_wrong")
    expect(field).to_be_focused()

    field.fill(shown.replace(" ", "-"))
    press_join(bob)
    bob.is_in_meeting()

    bob.leave()
    bob.page.get_by_role("button", name=text("ended_home")).click()
    bob.is_home()
    expect(field).to_have_value("")
    bob.page.get_by_role("button", name=text("recent_join_again", title="Plans")).click()
    bob.is_told("error_code_needed")
    expect(bob.page.get_by_label(text("join_address"))).to_have_value(address)


def test_both_in_one_line_and_a_new_code(stage: Stage) -> None:
    ada, bob, address = stage
    old = ada.code()
    renew(ada, text("code_own"))
    own = ada.page.get_by_role("textbox", name=text("code_own_label"))
    own.fill("password")
    own.press("Enter")
    ada.is_told("error_code_weak")
    own.fill("blue whistle Anchor")
    own.press("Enter")
    ada.until(lambda: ada.code() == "blue whistle Anchor", "the own code")
    renew(ada, text("code_words"))
    ada.until(lambda: ada.code() not in {old, "blue whistle Anchor"}, "another code")
    assert len(ada.code().split()) == 3

    bob.try_to_join(f"{address} · code {old}")
    bob.is_told("error_code_wrong")
    bob.try_to_join(f"{address} · code {ada.code().upper().replace(' ', '-')}")
    bob.is_in_meeting()


def test_an_invitation_needs_no_code_until_it_is_void(stage: Stage) -> None:
    ada, bob = stage.ada, stage.bob
    hosting = ada.state()["hosting"]
    if not hosting["invitation"]:
        pytest.skip("this machine has no network that an invitation could name")
    known = parse_destination(hosting["invitation"])
    assert known.fingerprint is not None
    here = make_invitation([Address("127.0.0.1", hosting["port"])], known.fingerprint, known.secret)
    field = bob.page.get_by_label(text("join_code"), exact=True)

    bob.page.get_by_label(text("join_address")).fill(f"Come: {here}")
    expect(field).to_have_count(0)
    press_join(bob)
    bob.is_in_meeting()
    bob.leave()
    bob.page.get_by_role("button", name=text("ended_home")).click()

    before = ada.code()
    ada.page.get_by_role("button", name=text("invite_new_code"), exact=True).first.click()
    ada.until(lambda: ada.code() != before, "another code")
    bob.page.get_by_role("button", name=text("recent_join_again", title="Plans")).click()
    bob.is_told("error_invitation_expired")
    field.fill(ada.code())
    press_join(bob)
    bob.is_in_meeting()
