"""The host lets somebody in, mutes and removes, in three real browsers: judged by what each of them sees and hears.

Cem has left, and waits to be let in again; in any order, and each alone, they find the room as they need it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.three_people.conftest import Room
from tests.support.person import SECONDS, Person, text

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def lobby(room: Room) -> Iterator[None]:
    """The waiting room is on, and Cem is in it; afterwards it is off, and Cem is in the meeting."""
    room.cem.goes_home()
    expect(room.ada.tile("Cem")).to_have_count(0)
    switch(room.ada, "security_lobby")
    room.cem.type_name()
    room.cem.try_to_join(room.address, room.code)
    yield
    lets_in_cem(room)
    switch(room.ada, "security_lobby")


@pytest.fixture
def cem_is_in(room: Room) -> None:
    lets_in_cem(room)


def lets_in_cem(room: Room) -> None:
    if not room.cem.toolbar.is_visible():
        # In the banner, or where the list of people is open.
        room.ada.page.get_by_role("button", name=text("lobby_admit_named") + "Cem").first.click()
        room.cem.is_in_meeting()


def switch(host: Person, key: str) -> None:
    """Switches something in the security menu."""
    host.toggle("security_title")
    host.page.get_by_role("menuitemcheckbox", name=text(key)).click()
    host.page.keyboard.press("Escape")


def opens_people(host: Person) -> None:
    if not host.page.get_by_role("button", name=text("people_mute_all")).is_visible():
        host.toggle("people_tip")


def does_to(host: Person, other: str, key: str) -> None:
    """Chooses something in somebody's menu in the list of people."""
    opens_people(host)
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
    # Beside the meeting there is the chat, where Bob has a conversation with Cem; that Cem left is said for a while.
    expect(room.bob.page.get_by_role("main")).not_to_contain_text("Cem", timeout=SECONDS * 1000)


def test_the_host_lets_them_in(room: Room) -> None:
    lets_in_cem(room)
    room.cem.hears(room.ada, room.bob)
    room.bob.hears(room.cem)
    room.bob.sees(room.cem)


@pytest.mark.usefixtures("cem_is_in")
def test_the_host_mutes_somebody_who_may_unmute_again(room: Room) -> None:
    does_to(room.ada, "Bob", "person_mute")
    room.bob.is_told("notice_muted_by", name="Ada")
    room.cem.sees_state("Bob", "tile_muted")
    room.cem.page.wait_for_timeout(1500)
    room.cem.hears_nothing_of(room.bob)
    room.bob.toggle("mic_label")
    room.cem.hears(room.bob)


@pytest.mark.usefixtures("cem_is_in")
def test_without_permission_nobody_unmutes_but_the_host(room: Room) -> None:
    switch(room.ada, "security_microphone")
    opens_people(room.ada)
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
    microphone.click()
    room.ada.hears(room.bob)


@pytest.mark.usefixtures("cem_is_in")
def test_who_is_removed_cannot_come_back_until_let_back(room: Room) -> None:
    does_to(room.ada, "Cem", "person_remove")
    room.ada.page.get_by_role("dialog").get_by_role("button", name=text("remove_confirm"), exact=True).click()
    room.cem.is_told("ended_removed_title")
    expect(room.bob.tile("Cem")).to_have_count(0, timeout=SECONDS * 1000)
    room.cem.page.get_by_role("button", name=text("ended_home")).click()
    room.cem.is_home()
    room.cem.try_to_join(room.address, room.code)
    room.cem.is_told("error_kept_out")
    room.ada.toggle("security_title")
    room.ada.page.get_by_role("menuitem", name=text("security_let_back", name="Cem")).click()
    room.ada.page.keyboard.press("Escape")
    room.cem.try_to_join(room.address, room.code)
    room.cem.is_told("waiting_title")
    lets_in_cem(room)
    room.bob.sees(room.cem)
    # The answer that is not 2xx is the refusal that was asked for.
    room.cem.console = [line for line in room.cem.console if "/api/join" not in line and "409" not in line]
