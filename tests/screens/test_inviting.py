"""What the host's card shows to the others: an address in one piece, and a code that a phone can use."""

import pytest
from playwright.sync_api import Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

BROKEN_NUMBERS = """() => {
  const broken = []
  for (const place of document.querySelectorAll('[data-address], [data-guest-link], .poster-line')) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
    let line = null, before = '', text = ''
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at < node.data.length; at++) {
        const range = document.createRange()
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        const top = range.getClientRects()[0]?.top
        if (top === undefined) continue
        const now = node.data[at]
        text += now
        if (line !== null && top > line + 2 && /[0-9a-f]/.test(before) && /[0-9a-f]/.test(now)) broken.push(text)
        line = top
        before = now
      }
    }
  }
  return broken
}"""


@pytest.mark.parametrize("width", [320, 360, 420, 800])
def test_no_number_of_an_address_is_broken(page: Page, address: str, width: int) -> None:
    shoot.load(page, address, "screen=hosting&people=1&states=guests")
    page.set_viewport_size({"width": width, "height": 700})
    expect(page.locator("[data-guest-link]")).to_have_text("https://192.168.1.20:47800")
    page.get_by_text("If that does not work for somebody").click()
    # A large type, as some people have: then nothing fits into a line.
    page.add_style_tag(content="[data-address], [data-guest-link] { font-size: 64px !important }")
    assert page.evaluate(BROKEN_NUMBERS) == []


def test_beside_the_invitation_is_what_a_phone_can_open(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=hosting&people=1&states=guests")
    expect(page.get_by_role("img", name="QR code of the address for browsers")).to_have_count(1)
    expect(page.get_by_role("img", name="QR code of the invitation")).to_have_count(0)
    shoot.load(page, address, "screen=hosting&people=1")
    expect(page.get_by_role("img", name="QR code of the address for browsers")).to_have_count(0)
    expect(page.get_by_role("img", name="QR code of the invitation")).to_have_count(1)
