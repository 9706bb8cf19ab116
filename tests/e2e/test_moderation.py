"""The host lets somebody in, mutes and removes, in three real browsers: judged by what each of them sees and hears.

The tests share one meeting and run in the order they are written.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.stage import actors
from tests.support.person import SECONDS, Person, text

pytestmark = pytest.mark.browser


class Room(NamedTuple):
    """Ada hosts with the waiting room on; Bob takes part; Cem waits."""

    ada: Person
    bob: Person
    cem: Person
    address: str
    code: str


@pytest.fixture(scope="module")
def room(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with actors(playwright, tmp_path_factory.mktemp("moderation"), 3) as cast:
        ada, bob, cem = (actor.person for actor in cast)
        address, code = f"127.0.0.1:{ada.host('Review')}", ada.code()
        bob.join(address, code)
        switch(ada, "security_lobby")
        cem.type_name()
        cem.try_to_join(address, code)
        yield Room(ada, bob, cem, address, code)


def switch(host: Person, key: str) -> None:
    """Switches something in the security menu."""
    host.toggle("security_title")
    host.page.get_by_role("menuitemcheckbox", name=text(key)).click()
    host.page.keyboard.press("Escape")


def does_to(host: Person, other: str, key: str) -> None:
    """Chooses something in somebody's menu in the list of people."""
    if not host.page.get_by_role("button", name=text("people_mute_all")).is_visible():
        host.toggle("people_tip")
    host.page.locator("aside").get_by_role("button", name=text("person_menu") + other).click()
    host.page.get_by_role("menuitem", name=text(key)).click()


def test_who_waits_sees_nothing_of_the_meeting(room: Room) -> None:
    room.cem.is_told("waiting_title")
    room.cem.is_told("waiting_private")
    room.ada.is_told("lobby_admit")
    shown = room.cem.page.inner_text("body")
    assert "Bob" not in shown
    assert "Ada knows that you are here" in shown, "who hosts was proven when joining"
    expect(room.cem.toolbar).to_have_count(0)
    expect(room.bob.page.get_by_text("Cem")).to_have_count(0)


def test_the_host_lets_them_in(room: Room) -> None:
    banner = room.ada.page.get_by_role("group", name=text("lobby_heading", count=1))
    banner.get_by_role("button", name=text("lobby_admit_named") + "Cem").click()
    room.cem.is_in_meeting()
    room.cem.hears(room.ada, room.bob)
    room.bob.hears(room.cem)
    room.bob.sees(room.cem)


def test_the_host_mutes_somebody_who_may_unmute_again(room: Room) -> None:
    does_to(room.ada, "Bob", "person_mute")
    room.bob.is_told("notice_muted_by", name="Ada")
    room.cem.sees_state("Bob", "tile_muted")
    room.cem.page.wait_for_timeout(1500)
    room.cem.hears_nothing_of(room.bob)
    room.bob.toggle("mic_label")
    room.cem.hears(room.bob)


def test_without_permission_nobody_unmutes_but_the_host(room: Room) -> None:
    switch(room.ada, "security_microphone")
    room.ada.page.get_by_role("button", name=text("people_mute_all")).click()
    room.bob.sees_state("Cem", "tile_muted")
    microphone = room.bob.toolbar.get_by_role("button", name=text("mic_label"), exact=True)
    expect(microphone).to_have_attribute("aria-disabled", "true", timeout=SECONDS * 1000)
    room.bob.page.keyboard.press("m")
    room.bob.is_told("forbidden_microphone")
    room.ada.sees_state("Bob", "tile_muted")
    room.bob.hears(room.ada)
    switch(room.ada, "security_microphone")
    expect(microphone).not_to_have_attribute("aria-disabled", "true", timeout=SECONDS * 1000)


def test_who_is_removed_cannot_come_back(room: Room) -> None:
    does_to(room.ada, "Cem", "person_remove")
    room.ada.page.get_by_role("dialog").get_by_role("button", name=text("remove_confirm"), exact=True).click()
    room.cem.is_told("ended_removed_title")
    expect(room.bob.tile("Cem")).to_have_count(0, timeout=SECONDS * 1000)
    room.cem.page.get_by_role("button", name=text("ended_home")).click()
    room.cem.is_home()
    room.cem.try_to_join(room.address, room.code)
    room.cem.is_told("error_kept_out")
