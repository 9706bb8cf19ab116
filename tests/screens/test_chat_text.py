"""What is written is what is seen and copied: in a real browser, whose clipboard has a will of its own."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS
CORPUS = json.loads((shoot.UI / "src" / "state" / "markdown" / "chat_corpus.json").read_text())
EVERY = 9
"""Of the corpus every ninth message: the rules are tested with all of them without a browser."""
COPIED = """list => {
    const transfer = new DataTransfer()
    list.dispatchEvent(new ClipboardEvent('copy', { clipboardData: transfer, bubbles: true, cancelable: true }))
    return transfer.getData('text/plain')
}"""
SELECT = "one => getSelection().selectAllChildren(one)"


@pytest.fixture
def chat(page: Page, address: str) -> Page:
    shoot.load(page, address, "screen=room&people=2")
    page.keyboard.press("c")
    return page


def post(page: Page, text: str) -> Locator:
    """The message, once it is there."""
    messages = page.get_by_role("feed").get_by_role("article")
    before = messages.last.get_attribute("data-entry") if messages.count() else None
    composer = page.get_by_label("Write a message")
    composer.fill(text)
    composer.press("Enter")
    expect(messages.last).not_to_have_attribute("data-entry", before or "")
    return page.locator(f'article[data-entry="{messages.last.get_attribute("data-entry")}"]')


def test_text_is_seen_and_copied_as_it_was_written(chat: Page) -> None:
    texts = [text for texts in CORPUS["as it was written"].values() for text in texts][::EVERY]
    texts += ["a\n\n\nb  c", "no\u00a0break", "__init__ and http://nas/share/__init__.py"]
    for text in texts:
        shown = post(chat, text).locator(".text")
        expect(shown).to_have_text(text.strip(), use_inner_text=True)
        assert shown.evaluate("one => one.textContent").strip() == text.strip()
        shown.evaluate(SELECT)
        assert chat.get_by_role("feed").evaluate(COPIED) == text


def test_markdown_is_copied_as_it_was_written_and_code_alone_bare(chat: Page) -> None:
    shown = post(chat, "see **this**:\n- `a`\n- b\n\n```\nx  y\n```").locator(".text")
    expect(shown.locator("li")).to_have_count(2)
    shown.evaluate(SELECT)
    assert chat.get_by_role("feed").evaluate(COPIED) == "see **this**:\n- `a`\n- b\n\n```\nx  y\n```"
    shown.locator("pre").evaluate(SELECT)
    assert chat.get_by_role("feed").evaluate(COPIED) == "x  y"


def test_several_messages_are_copied_with_who_wrote_them(chat: Page) -> None:
    post(chat, "one __a__")
    post(chat, "two  b")
    chat.evaluate("""() => {
        const [first, second] = [...document.querySelectorAll('article .text')].slice(-2)
        const range = document.createRange()
        range.setStart(first, 0)
        range.setEnd(second, second.childNodes.length)
        getSelection().removeAllRanges()
        getSelection().addRange(range)
    }""")
    lines = chat.get_by_role("feed").evaluate(COPIED).split("\n")
    assert lines[1] == "one __a__"
    assert lines[4] == "two  b"
    assert len(lines) == 5


def test_the_button_copies_the_whole_message(chat: Page) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    post(chat, "**a**  __init__").hover()
    chat.get_by_role("button", name="Copy").click()
    expect(chat.get_by_role("button", name="Copied")).to_be_visible()
    assert chat.evaluate("navigator.clipboard.readText()") == "**a**  __init__"


def test_links_are_for_a_lan_and_each_line_has_its_direction(chat: Page) -> None:
    message = post(chat, "main.py 看192.168.1.20:8080/x，meetdesk://join?addr=10.0.0.8&port=47800。")
    expect(message.get_by_role("link")).to_have_text(
        ["192.168.1.20:8080/x", "meetdesk://join?addr=10.0.0.8&port=47800"]
    )
    paragraph = post(chat, "hello\nשלום").locator("p")
    sides = paragraph.evaluate("""one => {
        const text = one.querySelector('span').firstChild
        const box = from => {
            const range = document.createRange()
            range.setStart(text, from)
            range.setEnd(text, from + 4)
            return range.getBoundingClientRect()
        }
        const whole = one.getBoundingClientRect()
        return [box(0).left - whole.left, whole.right - box(6).right]
    }""")
    assert max(abs(side) for side in sides) < 2, "the one line begins at the left, the other at the right"
