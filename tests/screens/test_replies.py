"""A message is answered: the quote, where it leads, and what becomes of it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS

pytestmark = NEEDS

MARKED = re.compile(r"\bmarked\b")


def article(page: Page, entry: int) -> Locator:
    return page.locator(f"article[data-entry='{entry}']")


def use(page: Page, message: Locator, tool: str) -> None:
    message.hover()
    message.get_by_role("button", name=tool, exact=True).click()


def test_a_message_is_answered_and_its_quote_leads_to_it(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&messages=200&still")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    replying = page.get_by_role("status").filter(has_text="Reply to")
    # By keyboard: from the newest message upwards, and to its tools. Escape takes back the reply, not the chat.
    expect(article(page, 1_099)).to_be_in_viewport()
    article(page, 1_099).focus()
    page.keyboard.press("ArrowUp")
    expect(article(page, 1_098)).to_be_focused()
    reply = article(page, 1_098).get_by_role("button", name="Reply", exact=True)
    for _ in range(8):
        page.keyboard.press("Tab")
        if reply.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(composer).to_be_focused()
    expect(replying).to_be_visible()
    page.keyboard.press("Escape")
    expect(replying).to_have_count(0)
    expect(composer).to_be_focused()
    # With the pointer, to one far above.
    page.get_by_role("region", name="Messages").evaluate("list => { list.scrollTop = 0 }")
    original = article(page, 901)
    use(page, original, "Reply")
    expect(replying).to_contain_text("The newest version is at")
    page.get_by_role("button", name="Do not reply to this message").click()
    expect(replying).to_have_count(0)
    use(page, original, "Reply")
    composer.fill("I *have* it")
    # Nothing that was written is lost when the chat is closed meanwhile.
    page.get_by_role("button", name="Close").first.click()
    page.keyboard.press("c")
    expect(replying).to_contain_text("The newest version is at")
    expect(composer).to_have_value("I *have* it")
    composer.press("Enter")
    expect(replying).to_have_count(0)
    answer = page.get_by_role("feed").get_by_role("article").filter(has_text="I have it")
    expect(answer).to_be_in_viewport()
    quote = answer.get_by_role("button", name="In reply to Mira: Yes. The newest version")
    quote.click()
    expect(original).to_be_in_viewport()
    expect(original).to_be_focused()
    expect(original).to_have_class(MARKED)
    expect(original).not_to_have_class(MARKED)


def test_a_quote_is_what_the_original_is_now(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&messages=4")
    page.keyboard.press("c")
    composer = page.get_by_label("Write a message")
    composer.fill("Who **comes**?")
    composer.press("Enter")
    articles = page.get_by_role("feed").get_by_role("article")
    expect(articles.last).to_contain_text("Who comes?")
    entry = int(articles.last.get_attribute("data-entry") or 0)
    original, answer = article(page, entry), article(page, entry + 1)
    use(page, original, "Reply")
    composer.fill("I do")
    composer.press("Enter")
    expect(answer).to_contain_text("I do")
    expect(answer.locator(".quote .words")).to_have_text("Mira Who comes?")
    use(page, original, "Edit")
    composer.fill("Who sings?")
    composer.press("Enter")
    expect(answer.locator(".quote .words")).to_have_text("Mira Who sings?")
    # Editing the answer keeps what it answers.
    use(page, answer, "Edit")
    composer.fill("We do")
    composer.press("Enter")
    expect(answer).to_contain_text("We do")
    expect(answer.locator(".quote .words")).to_have_text("Mira Who sings?")
    use(page, original, "Delete")
    expect(answer.locator(".quote .words")).to_have_text("Mira Deleted message")


def test_a_quote_loads_what_is_not_there_yet(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=3&messages=300&states=older&still")
    page.keyboard.press("c")
    answer, original = article(page, 1_197), article(page, 1_047)
    expect(answer).to_be_in_viewport()
    quote = answer.get_by_role("button", name="In reply to an earlier message")
    quote.click()
    expect(original).to_be_in_viewport()
    expect(original).to_be_focused()
    expect(original).to_have_class(MARKED)
    page.get_by_role("button", name="To the newest message").click()
    expect(answer).to_be_in_viewport()
    expect(quote).to_have_count(0)
    expect(answer.get_by_role("button", name="In reply to")).to_be_visible()


def test_a_private_reply_stays_in_its_conversation(page: Page, address: str) -> None:
    shoot.load(page, address, "screen=room&people=4&states=private")
    page.keyboard.press("c")
    expect(page.get_by_text("see this.")).to_be_visible()
    question = page.get_by_role("feed").get_by_role("article").filter(has_text="Are you there?")
    use(page, question, "Reply")
    replying = page.get_by_role("status").filter(has_text="Reply to")
    expect(replying).to_contain_text("Are you there?")
    page.get_by_role("button", name="Everybody").click()
    expect(replying).to_have_count(0)
    page.get_by_role("group", name="Who to write to").get_by_role("button").nth(2).click()
    expect(replying).to_contain_text("Are you there?")
    composer = page.get_by_label("only", exact=False).and_(page.locator("textarea"))
    composer.fill("Yes")
    composer.press("Enter")
    answer = page.get_by_role("feed").get_by_role("article").last
    expect(answer).to_contain_text("Yes")
    expect(answer.get_by_role("button", name="In reply to")).to_contain_text("Are you there?")
