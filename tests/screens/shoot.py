"""The gallery in a browser: builds it, brings a screen where it is looked at, and finds what is wrong with it."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.screens.gallery import Screen
from tests.support.page_build import ROOT, UI, node

GALLERY = ROOT / "tests" / "output" / "gallery"


_STANDING = """() => {
  window.usual = window.requestAnimationFrame
  window.requestAnimationFrame = (then) => setTimeout(() => then(performance.now()), 1000)
}"""
_MOVING = "() => { window.requestAnimationFrame = window.usual }"


@contextmanager
def no_frames(page: Page) -> Iterator[None]:
    """What the page does with its next frame comes a second later, as on a computer that is too busy to draw."""
    page.evaluate(_STANDING)
    try:
        yield
    finally:
        page.evaluate(_MOVING)


def build(mode: str = "gallery", out: Path = GALLERY) -> None:
    """Builds the gallery, or in mode ``production`` what the product contains."""
    vite = [str(node()), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]
    subprocess.run([*vite, "--mode", mode, "--outDir", str(out), "--emptyOutDir"], cwd=UI, check=True)


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
        name = in_language(screen.then, language)
        chat = page.locator(".places button", has_text=name)
        page.get_by_role("menuitem", name=name).or_(chat).click()
    if screen.press:
        page.get_by_role("toolbar").wait_for()
        page.keyboard.press(screen.press)
    if screen.last:
        press_button(page, screen.last, language)
    if screen.type_in:
        page.locator("textarea").fill(screen.type_in)
    if screen.shows:
        page.get_by_text(in_language(screen.shows, language)).first.wait_for()
    page.mouse.move(0, 0)
    settle(page)


def press_button(page: Page, names: str, language: str) -> None:
    wanted = in_language(names, language)
    page.get_by_role("button", name=re.compile(f"^{wanted}$")).first.click()


def in_language(texts: str, language: str) -> str:
    """`English|Chinese`"""
    english, chinese = texts.split("|")
    return english if language == "en" else chinese


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
