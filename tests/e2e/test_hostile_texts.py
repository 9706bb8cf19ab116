"""A corpus of hostile names, titles, chat texts and links in the real window: they are text, and stay where text is."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.core.texts import normal_chat, normal_name, normal_title
from tests.support.bot_crowd import Crowd
from tests.support.hostile import CHATS, ELSEWHERE, LINKS, NAMES, NO_LINKS, RUN, TITLE
from tests.support.person import Person, text
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window


class Room(NamedTuple):
    """Ada's window, in which the hostile people are."""

    ada: Person
    crowd: Crowd
    before: dict[str, Any]
    """Where things were before they came."""
    asked: list[str]
    """Everything the page has asked for."""


# In the page: where the parts of the window are, and how many elements there are that texts must not add to.
PLACES = """() => {
  const { top, height } = document.querySelector('[role=toolbar]').getBoundingClientRect()
  return {
    toolbar: [top, height].map(Math.round),
    foreign: [...document.querySelectorAll('script, iframe, object, embed, link, meta, style, base, form')]
      .filter((element) => !element.closest('head') || element.tagName === 'META').length,
    wide: document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight,
    policy: document.head.querySelectorAll('base, meta[http-equiv]').length,
  }
}"""
# In the page: texts that are painted outside the box that is theirs. What scrolls or is cut off is in its place.
OUTSIDE = """(selector) => [...document.querySelectorAll(selector)].flatMap((place) => {
  const room = place.getBoundingClientRect()
  return [...place.querySelectorAll('*')].filter((element) => {
    let clipped = false
    for (let up = element; up && up !== place.parentElement; up = up.parentElement) {
      const style = getComputedStyle(up)
      clipped ||= style.overflowX !== 'visible' || style.contain.includes('paint') || style.contentVisibility === 'auto'
    }
    // A space at the end of a line hangs over it, and nothing of it is seen (CSS Text, 4.1.3).
    const boxes = [...element.getClientRects()].filter(({ width }) => width > 8)
    return boxes.some(({ left, right }) => left < room.left - 1 || right > room.right + 1) && !clipped
  }).map((element) => element.outerHTML.slice(0, 200))
})"""


@pytest.fixture(scope="module")
def room(display: Xvfb, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with AppWindow(display, tmp_path_factory.mktemp("hostile")) as app, Crowd() as crowd:
        ada = Person(app.page(playwright), "Ada")
        asked: list[str] = []
        ada.page.on("request", lambda request: asked.append(request.url))
        port = ada.host(TITLE)
        code = ada.code().replace(" ", "")
        first = crowd.join("127.0.0.1", port, code, "Eve")
        expect(ada.tile("Eve")).to_be_visible()
        ada.open_chat()
        before = ada.page.evaluate(PLACES)
        for name in NAMES:
            crowd.join("127.0.0.1", port, code, name)
        for line in CHATS:
            crowd.run(first.say(line))
        ada.until(lambda: count_of(ada, "li[data-participant]") == len(NAMES) + 2, "everybody's tile")
        yield Room(ada, crowd, before, asked)
        app.disconnect()


def count_of(person: Person, selector: str) -> int:
    return person.page.locator(selector).count()


READ_ALL = """async (feed) => {
    // Only those messages are in the page that are seen or near it.
    const list = feed.closest('[role=region]')
    const found = new Set()
    list.scrollTop = 0
    for (let before = -1; before !== list.scrollTop; list.scrollTop += list.clientHeight) {
        before = list.scrollTop
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
        for (const one of feed.querySelectorAll('article p')) {
            // Where a link leads is said beside it, and no part of the message.
            let said = one.textContent
            for (const host of one.querySelectorAll('.host')) said = said.replace(' ' + host.textContent, '')
            found.add(said)
        }
    }
    return [...found]
}"""


def shown(person: Person, selector: str) -> list[str]:
    return person.page.locator(selector).evaluate_all("(all) => all.map((one) => one.textContent)")


def test_every_text_is_shown_as_it_is(room: Room) -> None:
    page = room.ada.page
    assert normal_title(TITLE) in page.locator("footer").inner_text()
    assert page.title().startswith(normal_title(TITLE))
    tiles = shown(room.ada, "li[data-participant]")
    for name in NAMES:
        assert any(normal_name(name) in tile for tile in tiles), f"{name!r} is not in {tiles}"
    log = page.get_by_role("feed", name=text("chat_messages"))
    last = normal_chat(CHATS[-1])
    expect(log.get_by_text(last, exact=True)).to_have_count(1)
    messages: list[str] = log.evaluate(READ_ALL)
    for line in (line for line in CHATS if "](" not in line):
        assert any(message.strip() == normal_chat(line).strip() for message in messages), f"{line[:80]!r} is changed"


def test_nothing_runs_and_nothing_is_asked_for_elsewhere(room: Room) -> None:
    page = room.ada.page
    page.wait_for_timeout(500)
    assert page.evaluate("typeof window.pwned") == "undefined", f"{RUN} was run"
    origin = page.evaluate("location.origin")
    foreign = [url for url in room.asked if not url.startswith((origin, "blob:" + origin, "data:"))]
    assert not foreign
    assert not [line for line in room.ada.console if ELSEWHERE in line or "Content Security Policy" in line]
    assert page.url.startswith(origin)


def test_nothing_leaves_its_place(room: Room) -> None:
    page = room.ada.page
    now = page.evaluate(PLACES)
    assert now == room.before, "the layout has changed"
    for selector in ("li[data-participant]", "[role=feed]", "footer", "aside"):
        assert page.evaluate(OUTSIDE, selector) == [], f"texts outside {selector}"
    page.get_by_role("button", name=text("people_tip")).first.click()
    for name in NAMES[:3]:
        expect(page.locator("aside").get_by_text(normal_name(name), exact=True).first).to_be_visible()
    assert page.evaluate(OUTSIDE, "aside") == []
    assert page.evaluate(PLACES)["toolbar"] == room.before["toolbar"]
    room.ada.open_chat()


# Only the messages that can be seen are in the page: the list is scrolled through from its beginning.
_ALL_LINKS = """async (feed) => {
  const scrolls = (one) => one.scrollHeight > one.clientHeight && getComputedStyle(one).overflowY === 'auto'
  let list = feed
  while (!scrolls(list)) list = list.parentElement
  const found = new Map()
  for (let top = 0; ; top += list.clientHeight / 2) {
    list.scrollTop = top
    await new Promise((done) => setTimeout(done, 100))
    for (const one of feed.querySelectorAll('a')) {
      const beside = one.nextElementSibling?.matches('.host') ? one.nextElementSibling : null
      const link = {
        href: one.getAttribute('href'), text: one.textContent, rel: one.rel, title: one.title,
        beside: beside?.textContent ?? '',
        // Elements that what stands before them in the line turns over, or that turn over what stands behind.
        turned: [one, beside].filter((part) => part && getComputedStyle(part).unicodeBidi !== 'isolate').length,
        apart: beside !== null && getComputedStyle(one.parentElement).display !== 'inline-block',
      }
      found.set(JSON.stringify(link), link)
    }
    if (top + list.clientHeight >= list.scrollHeight) return [...found.values()]
  }
}"""


def test_links_lead_to_the_web_only_and_are_what_they_seem(room: Room) -> None:
    room.ada.open_chat()
    links: list[dict[str, Any]] = room.ada.page.locator("[role=feed]").evaluate(_ALL_LINKS)
    assert links
    for link in links:
        assert link["href"].lower().startswith(("http://", "https://", "meetdesk://join?")), link
        assert "noopener" in link["rel"], link
        assert link["title"].isascii(), link
        assert link["turned"] == 0, f"in the direction of other text: {link}"
        assert not link["apart"], f"something may come between a link and its host: {link}"
    beside = {link["href"]: link["beside"] for link in links}
    assert beside["https://www.exаmple.com/"] == "(www.xn--exmple-4nf.com)"
    assert beside[f"https://bank.example:secret@{ELSEWHERE}/"] == f"({ELSEWHERE})"
    assert f"({ELSEWHERE})" in [link["beside"] for link in links if "words" in link["text"]]
    hrefs = [link["href"] for link in links]
    for line, begin in LINKS:
        assert any(href.startswith(begin) for href in hrefs), f"no link in {line!r}: {hrefs}"
    for line in NO_LINKS:
        scheme = line.partition(":")[0].lower()
        assert not [href for href in hrefs if href.lower().startswith(f"{scheme}:")], line
