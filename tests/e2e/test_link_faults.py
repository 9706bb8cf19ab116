"""Hosts that go, links that break: people are told at once, and what can come back comes back by itself."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.core.topics.tracks import Source
from tests.e2e.stage import Actor, actors
from tests.support.bot import Bot
from tests.support.bot_crowd import Crowd
from tests.support.bot_media import now_us
from tests.support.netns import Cable
from tests.support.person import Person, text
from tests.support.samples import Samples

pytestmark = [pytest.mark.browser, pytest.mark.netns]

BANNER_SECONDS = 3.0
"""From the fault to the banner, by the protocol; and some time for a busy machine to draw it."""
DRAWING_SECONDS = 1.0
STALE_MS = 300
TRAVEL_MS = 150
"""For encoding and the way on a busy machine, on top of what may be stale."""


class Call(NamedTuple):
    """Ada hosts on one machine, Bob has joined from another."""

    ada: Person
    bob: Person
    host: Actor
    other: Actor
    cable: Cable
    address: str
    code: str


@pytest.fixture
def call(cable: Cable, playwright: Playwright, tmp_path: Path) -> Iterator[Call]:
    with actors(playwright, tmp_path, 2, machines=[cable.left, cable.right]) as (host, other):
        ada, bob = host.person, other.person
        address = f"{cable.left.ipv4}:{ada.host()}"
        code = ada.code()  # the window shows it large only while nobody else is there
        bob.join(address, code)
        bob.sees(ada)
        yield Call(ada, bob, host, other, cable, address, code)


def told_in_time(person: Person, since: float) -> None:
    """The banner of a lost link shows, soon enough; what it says besides depends on why the host does not answer."""
    expect(person.page.get_by_role("alert")).to_be_visible(timeout=30_000)
    took = time.monotonic() - since
    assert took <= BANNER_SECONDS + DRAWING_SECONDS, f"{person.name} was told only after {took:.1f} s"


def many_since(bot: Bot, track: int, since_us: int) -> bool:
    """Whether a bot got more than a few frames of a track since a moment."""
    return len(bot.received.since(track, since_us)) > 20


def test_link_gone_for_five_seconds_comes_back_by_itself(call: Call, crowd: Crowd, samples: list[Samples]) -> None:
    ada, bob, cable = call.ada, call.bob, call.cable
    host, port = call.address.rsplit(":", 1)
    dora = crowd.join(
        host,
        int(port),
        call.code,
        "Dora",
        samples[3],
        microphone=True,
        watching=1,
        connector=lambda address, at: cable.right.connect(at, address),
    )
    crowd.run(dora.stay())
    picture = crowd.run(dora.track_of("Ada", Source.CAMERA))
    sound = crowd.run(dora.track_of("Ada", Source.MICROPHONE))
    crowd.run(dora.until(lambda: dora.received.counts[picture] > 20, "Ada's picture"))

    cable.silence()
    went = time.monotonic()
    told_in_time(bob, went)
    ada.sees_state("Bob", "tile_reconnecting")
    ada.say("said during the gap")
    ada.page.wait_for_timeout(max(0.0, 5_000 - (time.monotonic() - went) * 1000))
    cable.speak()
    came = now_us()

    expect(bob.page.get_by_role("alert")).to_have_count(0, timeout=15_000)
    bob.sees(ada)
    bob.hears(ada)
    bob.reads("said during the gap")
    ada.sees_state("Bob", "tile_reconnecting", seen=False)
    ada.sees(bob)
    ada.hears(bob)

    for track in (picture, sound):
        crowd.run(dora.until(partial(many_since, dora, track, came), "Ada's media again"))
        ages = [(frame.arrived_us - frame.header.capture_us) / 1000 for frame in dora.received.since(track, came)]
        assert max(ages) < STALE_MS + TRAVEL_MS, f"stale media: {max(ages):.0f} ms old"


def test_the_meeting_goes_on_without_its_host(call: Call) -> None:
    """Ada hands it over to Bob, whose computer dies then: hers carries it on again, as nobody else is there."""
    ada, bob = call.ada, call.bob
    ada.say("Before")
    ada.toggle("people_tip")
    people = ada.page.locator("aside")
    expect(people.get_by_text(text("people_stands_in"), exact=True)).to_be_visible(timeout=30_000)
    people.get_by_role("button", name=text("person_menu") + "Bob").click()
    ada.page.get_by_role("menuitem", name=text("person_hand_over")).click()
    ada.page.get_by_role("dialog").get_by_role("button", name=text("hand_over_confirm"), exact=True).click()
    ada.is_told("notice_host_changed_from_you", name="Bob")
    for one, other in ((ada, bob), (bob, ada)):
        one.sees(other)
        one.hears(other)
    assert bob.state()["hosting"]["code"] == call.code.replace(" ", "")
    ada.say("Handed over")
    bob.reads("Before")
    bob.reads("Handed over")

    call.other.app.kill()
    went = time.monotonic()
    told_in_time(ada, went)
    ada.is_told("banner_host_refused")
    # Alone, its own link may as well be lost: it waits as long as its place is kept.
    expect(ada.page.get_by_text(text("notice_you_host")).first).to_be_visible(timeout=60_000)
    ada.say("On my own")
    ada.reads("On my own")
    assert ada.state()["hosting"]["code"] == call.code.replace(" ", "")


def test_host_quits(call: Call) -> None:
    assert call.host.app.stop() == 0
    call.bob.is_told("ended_host_quit_text")
    call.bob.page.get_by_role("button", name=text("ended_join_again")).click()
    call.bob.is_told("error_host_refused")
