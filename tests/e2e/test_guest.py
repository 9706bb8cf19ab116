"""A guest with nothing but a browser: past the warning, through the lobby, into the meeting; on a phone's screen."""

import random
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import zxingcpp
from playwright.sync_api import Browser, Error, Page, Playwright, ProxySettings, ViewportSize, expect

from tests.e2e.stage import camera_file, microphone_file, sit_down
from tests.support.chromium import EXECUTABLE, flags
from tests.support.no_sockets import NoSockets, no_sockets
from tests.support.person import SECONDS, Person, text
from tests.support.picture import HUES
from tests.support.shown import fingerprint_of, shown_at
from tests.support.tone import PITCHES

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}


class Door(NamedTuple):
    """Ada hosts and lets browsers in; Gus has one."""

    ada: Person
    gus: Person
    browser: Browser
    """Of guests."""
    link: str


@pytest.fixture(scope="module")
def door(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("guest")
    with ExitStack() as stack:
        ada = sit_down(playwright, stack, folder, 0).person
        port = ada.host("Plans")
        # As somebody who clicked through the warning.
        past_the_warning = [
            "--ignore-certificate-errors",
            *flags(camera=camera_file(folder, HUES[2]), microphone=microphone_file(folder, PITCHES[2])),
        ]
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=past_the_warning)
        stack.callback(browser.close)
        gus = Person(phone(browser), "Gus", HUES[2], PITCHES[2])
        gus.listen()
        yield Door(ada, gus, browser, f"https://127.0.0.1:{port}/")


def allow(door: Door) -> None:
    """Browsers are let in, if they are not yet."""
    if not door.ada.state()["hosting"]["guests"]:
        door.ada.page.get_by_label(text("guests_allow")).click()
        expect(door.ada.page.locator("[data-guest-link]")).to_be_visible()


@pytest.fixture
def allowed(door: Door) -> Door:
    """Browsers are let in."""
    allow(door)
    return door


@pytest.fixture
def inside(allowed: Door) -> Door:
    """Gus is in the meeting, whichever tests ran before."""
    if allowed.ada.tile("Gus").count() == 0:
        allowed.gus.page.goto(allowed.link)
        come_in(allowed, allowed.gus)
    return allowed


def phone(browser: Browser) -> Page:
    return browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


def knock(person: Person, code: str) -> None:
    person.type_name()
    person.page.get_by_label(text("join_code"), exact=True).fill(code)
    person.page.get_by_role("button", name=text("guest_button")).click()


def has_camera_on(person: Person) -> None:
    camera = person.page.get_by_role("button", name=text("camera_label"), exact=True)
    if camera.get_attribute("aria-pressed") != "true":
        camera.click()
    expect(camera).to_have_attribute("aria-pressed", "true")


def fits_the_screen(person: Person) -> None:
    wide = person.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], f"the page is {wide} pixels wide, more than the phone"


def test_browsers_are_not_answered_before_the_host_allows_it(door: Door) -> None:
    other = door.gus.page.context.new_page()
    answers: list[int] = []
    other.on("response", lambda response: answers.append(response.status))
    with pytest.raises(Error, match="ERR_HTTP_RESPONSE_CODE_FAILURE"):  # a status without a page
        other.goto(door.link)
    assert answers == [404]
    other.close()
    allow(door)


def test_the_page_shows_the_words_of_the_hosts_window(allowed: Door) -> None:
    door = allowed
    answer = door.gus.page.goto(door.link)
    assert answer is not None
    assert answer.status == 200
    expect(door.gus.page.get_by_role("heading", name=text("guest_heading"))).to_be_visible()
    words = door.gus.page.locator("[data-words]").inner_text()
    assert len(words.split()) == 6
    assert words == door.ada.page.locator("[data-words]").first.inner_text()
    door.gus.is_told("guest_check_text")  # before them, that words are no proof
    door.gus.page.get_by_text(text("guest_sure_title")).click()  # on a phone, where there is no room for it
    shown = door.gus.page.locator("[data-fingerprint]").inner_text()
    assert shown == fingerprint_of(shown_at("127.0.0.1", int(door.link[:-1].rpartition(":")[2])))
    assert "Plans" not in door.gus.page.content(), "the meeting's title is told before the code"
    # Before anybody waits, what this browser can do; and the keys of the code.
    can = door.gus.page.get_by_role("region", name=text("can_heading"))
    expect(can.get_by_role("listitem")).to_have_count(5)
    expect(can.get_by_role("listitem").filter(has_text=text("can_chat"))).to_contain_text(text("can_yes"))
    expect(door.gus.page.get_by_label(text("join_code"), exact=True)).to_have_attribute("inputmode", "numeric")
    fits_the_screen(door.gus)


def test_a_wrong_code_is_said_and_the_right_one_leads_to_the_lobby(allowed: Door) -> None:
    door = allowed
    code = door.ada.code()
    door.gus.page.goto(door.link)
    knock(door.gus, f"{(int(code.replace(' ', '')) + 1) % 10**6:06}")
    door.gus.is_told("error_code_wrong")
    knock(door.gus, code.replace(" ", "-"))
    expect(door.gus.toolbar).to_have_count(0)
    admit = door.ada.page.get_by_role("button", name=text("lobby_admit_named", name=door.gus.name), exact=True).first
    expect(admit).to_be_visible(timeout=SECONDS * 1000)
    cookies = door.gus.page.context.cookies()
    # The ticket, and what a browser that crashed is known by.
    assert len(cookies) == 2
    assert all(cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in cookies)
    assert code.replace(" ", "") not in door.gus.page.url
    admit.click()
    door.gus.is_in_meeting()
    fits_the_screen(door.gus)


def test_picture_and_sound_arrive_both_ways(inside: Door) -> None:
    door = inside
    door.gus.sees(door.ada)
    door.gus.hears(door.ada)
    door.ada.hears(door.gus)
    has_camera_on(door.gus)
    door.ada.sees(door.gus)


def test_the_chat_and_its_links_stay_outside(inside: Door) -> None:
    door = inside
    door.ada.say("see http://192.0.2.7/agenda")
    door.gus.reads("see http://192.0.2.7/agenda")
    link = door.gus.page.get_by_role("link", name="http://192.0.2.7/agenda")
    with door.gus.page.context.expect_page() as opened:
        link.click()
    assert opened.value.evaluate("window.opener") is None
    opened.value.close()
    fits_the_screen(door.gus)
    door.gus.page.get_by_role("button", name=text("panel_back")).click()  # of the chat, a page of its own here


def test_a_reloaded_page_comes_back_without_the_code(inside: Door) -> None:
    """And as it was: the camera that was turned on before is on."""
    door = inside
    has_camera_on(door.gus)
    door.gus.toggle("mic_label")
    door.gus.page.reload()
    door.gus.is_in_meeting()
    camera = door.gus.page.get_by_role("button", name=text("camera_label"), exact=True)
    expect(camera).to_have_attribute("aria-pressed", "true", timeout=SECONDS * 1000)
    microphone = door.gus.page.get_by_role("button", name=text("mic_label"), exact=True)
    expect(microphone).to_have_attribute("aria-pressed", "false")
    assert door.gus.page.evaluate("navigator.wakeLock.request('screen').then(lock => lock.release()).then(() => true)")
    door.ada.sees(door.gus)
    door.gus.page.get_by_role("button", name=text("leave_button"), exact=True).click()
    expect(door.ada.tile("Gus")).to_have_count(0, timeout=SECONDS * 1000)


def test_whoever_it_does_not_work_with_copies_what_the_browser_can_do(allowed: Door) -> None:
    door = allowed
    other = door.gus.page.context.new_page()
    answer = other.goto(f"{door.link}meetdesk/report")
    assert answer is not None
    assert answer.status == 200
    told = other.locator("pre")
    expect(told).to_contain_text("WebSocket to the host: opens", timeout=SECONDS * 1000)
    expect(told).to_contain_text("opus encoded: yes")
    other.get_by_role("button", name=text("report_try")).click()
    expect(told).to_contain_text(re.compile(r"camera: \d+×\d+"), timeout=SECONDS * 1000)
    fits_the_screen(Person(other, "report"))
    manifest = other.evaluate("fetch('/meetdesk.webmanifest').then(answer => answer.json())")
    assert manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        assert other.evaluate("icon => fetch(icon).then(({status}) => status)", icon["src"]) == 200
    other.close()


def test_a_browser_without_codecs_can_still_chat(allowed: Door) -> None:
    door = allowed
    with another_guest(door, "Noor", "delete window.VideoEncoder; delete window.AudioEncoder") as noor:
        expect(noor.page.get_by_text(text("guest_chat_only"))).to_be_visible()
        come_in(door, noor)
        noor.say("I can only write")
        door.ada.reads("I can only write")
        noor.page.get_by_role("button", name=text("panel_back")).click()  # of the chat, which is all of the page
        for label in ("mic_label", "camera_label"):
            expect(noor.page.get_by_role("button", name=text(label), exact=True)).to_have_count(0)
        fits_the_screen(noor)


def test_a_browser_without_devices_can_watch_and_listen(allowed: Door) -> None:
    door = allowed
    nothing = "Object.defineProperty(Navigator.prototype, 'mediaDevices', { value: undefined })"
    with another_guest(door, "Lin", nothing) as lin:
        expect(lin.page.get_by_text(text("guest_listen_only"))).to_be_visible()
        come_in(door, lin)
        lin.sees(door.ada)
        lin.hears(door.ada)
        fits_the_screen(lin)


@contextmanager
def another_guest(door: Door, name: str, lacking: str) -> Iterator[Person]:
    """At the door with a browser of less ability, which a script that runs before the page's own takes away."""
    page = phone(door.browser)
    page.add_init_script(lacking)
    guest = Person(page, name)
    guest.listen()
    page.goto(door.link)
    yield guest
    page.get_by_role("button", name=text("leave_button"), exact=True).click()
    page.context.close()
    expect(door.ada.tile(name)).to_have_count(0, timeout=SECONDS * 1000)


def come_in(door: Door, guest: Person) -> None:
    knock(guest, door.ada.state()["hosting"]["code"])
    admit = text("lobby_admit_named", name=guest.name)
    door.ada.page.get_by_role("button", name=admit, exact=True).first.click()
    guest.is_in_meeting()


def test_a_browser_that_crashed_goes_on_with_the_code_alone(allowed: Door) -> None:
    door = allowed
    page = phone(door.browser)
    cara = Person(page, "Cara")
    page.goto(door.link)
    come_in(door, cara)
    number = door.ada.tile("Cara").get_attribute("data-participant")
    page.close()
    page.context.clear_cookies(name=re.compile(r"__Host-meetdesk-\d+"))  # as a browser that ends does
    door.ada.sees_state("Cara", "tile_reconnecting")
    again = Person(page.context.new_page(), "Cara")
    again.page.goto(door.link)
    knock(again, door.ada.state()["hosting"]["code"])
    again.is_in_meeting()
    door.ada.sees_state("Cara", "tile_reconnecting", seen=False)
    expect(door.ada.tile("Cara")).to_have_count(1)
    assert door.ada.tile("Cara").get_attribute("data-participant") == number
    again.page.get_by_role("button", name=text("leave_button"), exact=True).click()
    page.context.close()
    expect(door.ada.tile("Cara")).to_have_count(0, timeout=SECONDS * 1000)


def test_the_qr_codes_say_what_stands_beside_them(allowed: Door) -> None:
    door = allowed
    hosting = door.ada.state()["hosting"]
    pairs = ((hosting["invitation_qr"], hosting["invitation"]), (hosting["guest_qr"], hosting["guest_links"][0]))
    for picture, wanted in pairs:
        assert read_qr(door.ada, picture) == wanted


def read_qr(person: Person, picture: str) -> str:
    """What a camera reads in a picture that the page's own browser has drawn."""
    draw = """async (source) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = new OffscreenCanvas(400, 400)
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0, 400, 400)
      const { data } = context.getImageData(0, 0, 400, 400)
      return Array.from({ length: 160000 }, (_, at) => data[4 * at])
    }"""
    grey = bytes(person.page.evaluate(draw, picture))
    (found,) = zxingcpp.read_barcodes(memoryview(grey).cast("B", (400, 400)))  # type: ignore[call-overload]
    return str(found.text)


@pytest.fixture(scope="module")
def filtered(door: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, NoSockets]]:
    """Wes, behind a filter that lets no WebSocket through, at the door."""
    allow(door)
    with no_sockets(tmp_path_factory.mktemp("filter")) as proxy:
        way: ProxySettings = {"server": f"http://{proxy.address}", "bypass": "<-loopback>"}
        context = door.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, proxy=way)
        wes = Person(context.new_page(), "Wes", HUES[2], PITCHES[2])
        wes.listen()
        wes.page.goto(door.link)
        yield wes, proxy
        context.close()


def test_where_no_socket_opens_requests_carry_the_meeting(door: Door, filtered: tuple[Person, NoSockets]) -> None:
    wes, proxy = filtered
    come_in(door, wes)
    assert proxy.refused > 0
    assert not proxy.upgraded
    wes.say("by requests")
    door.ada.reads("by requests")
    door.ada.say("and back")
    wes.reads("and back")
    wes.sees(door.ada)
    wes.hears(door.ada)
    door.ada.hears(wes)
    wes.page.get_by_role("button", name=text("panel_back")).click()  # of the chat, which is all of the page
    has_camera_on(wes)
    door.ada.sees(wes)
    content = random.Random(5).randbytes(300_000)
    hands_over(wes, door.ada, "up.bin", content)
    hands_over(door.ada, wes, "down.bin", content)


def hands_over(sender: Person, receiver: Person, name: str, content: bytes) -> None:
    """By the chat; the receiver saves it."""
    sender.drop(name, content)
    receiver.open_chat()
    card = receiver.page.get_by_role("group", name=text("file_label", name=name))
    expect(card).to_be_visible(timeout=SECONDS * 1000)
    with receiver.page.expect_download() as saved:
        card.get_by_role("button", name=text("file_fetch")).click()
    assert Path(saved.value.path()).read_bytes() == content
    expect(card).to_contain_text(text("file_verified"))


def test_requests_come_back_after_a_cut_and_give_way_to_a_socket(
    door: Door, filtered: tuple[Person, NoSockets]
) -> None:
    wes, proxy = filtered
    if door.ada.tile("Wes").count() == 0:
        come_in(door, wes)
        has_camera_on(wes)
        door.ada.sees(wes)
    proxy.cut = True
    door.ada.sees_state("Wes", "tile_reconnecting")
    wes.page.wait_for_timeout(5_000)
    proxy.cut = False
    door.ada.sees_state("Wes", "tile_reconnecting", seen=False)
    wes.say("back by requests")
    door.ada.reads("back by requests")
    door.ada.sees(wes)
    assert not proxy.upgraded
    proxy.refusing = False  # the filter lets them through from now on: the page finds that out by itself
    wes.until(lambda: proxy.upgraded >= 4, "sockets in place of requests")
    wes.hears(door.ada)
    door.ada.sees(wes)
    wes.say("by a socket")
    door.ada.reads("by a socket")
