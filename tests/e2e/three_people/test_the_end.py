"""Leaving, coming back, and the end for everybody; the last in the meeting."""

import pytest
from playwright.sync_api import expect

from tests.e2e.three_people.conftest import Room
from tests.support.person import text

pytestmark = pytest.mark.browser


def test_one_who_leaves_can_join_again_and_finds_the_history(room: Room) -> None:
    room.ada.say("said before Cem went")
    room.cem.reads("said before Cem went")
    room.cem.leave()
    room.ada.is_told("notice_left", name="Cem")
    expect(room.ada.tile("Cem")).to_have_count(0)
    room.bob.say("said while Cem was away")
    room.cem.page.get_by_role("button", name=text("ended_join_again")).click()
    room.cem.is_in_meeting()
    room.cem.reads("said before Cem went")
    room.cem.reads("said while Cem was away")
    room.cem.sees(room.ada)
    room.cem.hears(room.ada, room.bob)
    room.bob.sees(room.cem)


def test_end_for_everybody(room: Room) -> None:
    room.ada.leave()
    for person in (room.bob, room.cem):
        person.is_told("ended_by_host_text")
        person.page.get_by_role("button", name=text("ended_home")).click()
        person.is_home()
    room.bob.try_to_join(room.address)
    room.bob.is_told("error_host_refused")
    # The one answer that is not 2xx is the refusal just asked for.
    room.bob.console = [line for line in room.bob.console if "/api/join" not in line and "409" not in line]
    for person in room.everybody:
        assert not person.console, person.describe()
    for actor in room.actors:
        assert actor.app.stop() == 0
