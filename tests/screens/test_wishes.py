"""What people ask their system for: forced colours, more contrast, less motion. A state is seen in all of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

FORCED = [
    ("screen=room&people=3", "[aria-pressed]"),
    ("screen=room&people=3&messages=5", "[aria-pressed]"),
    ("screen=home&states=found", "[aria-pressed]"),
    ("screen=home", "[role=switch]"),
]


@pytest.fixture
def wishing(page: Page) -> Iterator[Page]:
    yield page
    page.emulate_media(forced_colors="none", contrast="no-preference", reduced_motion="reduce", color_scheme="light")


def flip(one: Locator) -> None:
    """Says of a control that it is in the other state, and nothing else."""
    one.evaluate(
        """control => {
          for (const name of ['aria-pressed', 'aria-checked'])
            if (control.hasAttribute(name))
              control.setAttribute(name, String(control.getAttribute(name) !== 'true'))
        }"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("query", "controls"), FORCED)
def test_states_are_seen_in_forced_colours(wishing: Page, address: str, query: str, controls: str, scheme: str) -> None:
    wishing.emulate_media(forced_colors="active")
    shoot.load(wishing, address, f"{query}&theme={scheme}")
    found = [one for one in wishing.locator(controls).all() if one.is_visible()]
    assert found, f"no {controls} on {query}"
    for one in found:
        told = one.evaluate("control => control.outerHTML.slice(0, 120)")
        before = one.screenshot(animations="disabled")
        flip(one)
        after = one.screenshot(animations="disabled")
        flip(one)
        assert before != after, f"looks alike in both states: {told}"


def test_microphone_on_and_off_differ_in_forced_colours(wishing: Page, address: str) -> None:
    wishing.emulate_media(forced_colors="active")
    shoot.load(wishing, address, "screen=room&people=3")
    chat = wishing.get_by_role("button", name="Chat", exact=True).first
    fill = "control => getComputedStyle(control).backgroundColor"
    closed = chat.evaluate(fill)
    wishing.keyboard.press("c")
    wishing.keyboard.press("Escape")
    microphone = wishing.get_by_role("button", name="Microphone", exact=True)
    on = microphone.evaluate(fill)
    wishing.keyboard.press("m")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    assert microphone.evaluate(fill) != on
    assert closed != on


def test_what_is_filled_is_seen_in_forced_colours(wishing: Page, address: str) -> None:
    """The bars of a poll and the level of a microphone are backgrounds only."""
    wishing.emulate_media(forced_colors="active")
    shoot.load(wishing, address, "screen=home")
    # Somebody speaks now and then: there are moments with all of the bars lit, or none.
    wishing.wait_for_function(
        """() => {
          const bars = [...document.querySelectorAll('.meter span, .level span')].filter((one) => one.checkVisibility())
          return new Set(bars.map((one) => getComputedStyle(one).backgroundColor)).size === 2
        }""",
        timeout=10_000,
    )


def test_more_contrast_leaves_no_grey_text(wishing: Page, address: str) -> None:
    for scheme, strongest in (("light", "#17232a"), ("dark", "#fff")):  # as the build shortens it
        wishing.emulate_media(contrast="more")
        shoot.load(wishing, address, f"screen=room&people=3&theme={scheme}")
        style = "getComputedStyle(document.documentElement)"
        colours = [wishing.evaluate(f"{style}.getPropertyValue('{name}')") for name in ("--text-2", "--line-strong")]
        assert colours == [strongest, strongest], scheme
        pressed = wishing.get_by_role("button", name="Microphone", exact=True)
        assert "inset" in pressed.evaluate("control => getComputedStyle(control).boxShadow")


def test_less_motion_is_followed_when_it_changes(wishing: Page, address: str) -> None:
    def lasts(seconds: str) -> None:
        # The page is told of it some time after it has changed.
        wishing.wait_for_function(
            "seconds => getComputedStyle(document.querySelector('.control')).transitionDuration === seconds",
            arg=seconds,
            timeout=10_000,
        )

    wishing.emulate_media(reduced_motion="no-preference")
    shoot.load(wishing, address, "screen=room&people=3")
    lasts("0.12s")
    wishing.emulate_media(reduced_motion="reduce")
    lasts("0s")
    # What MeetDesk's own window tells, whose engine hears of it only at its start.
    wishing.evaluate("dispatchEvent(new CustomEvent('meetdesk-wish', { detail: { wish: 'motion', wanted: false } }))")
    lasts("0.12s")
    wishing.evaluate("dispatchEvent(new CustomEvent('meetdesk-wish', { detail: { wish: 'contrast', wanted: true } }))")
    assert wishing.evaluate("document.documentElement.dataset.contrast") == "more"
