"""Pictures of every screen in `docs/screens`: which there are, how they are taken, and the page that lists them."""

import base64
import subprocess
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from tests.screens import shoot
from tests.screens.gallery import GROUPS, SCREENS, Screen

FOLDER = shoot.ROOT / "docs" / "screens"
INDEX = "README.md"
QUALITY = 80
"""Of WebP: text stays sharp, and all pictures together take about 5 MB."""
UNSEEN = "8%"
"""Difference of a pixel's colour that nobody sees."""
UNSEEN_PIXELS = 20
NOW = datetime(2026, 11, 20, 9, 12, 34, tzinfo=UTC)
"""The time of all pictures, a little after the gallery's meeting began."""
PATIENCE = 20
"""Pictures taken at most of a screen that does not come to rest."""
_SLOW = "const now = performance.now.bind(performance); performance.now = () => now() / 10"
"""However busy this computer is, the meeting's clock shows the same second."""
_STILL = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { caret-color: transparent !important }')
    document.adoptedStyleSheets = [sheet]
}"""
_HEAD = """# Every screen

Pictures of the gallery's screens with invented people, taken by `python -m tests.screens`, which also writes this page.
Look at them when you change the interface. Each screen is seen at 1280×800 and 800×600, in both languages and themes;
those of phones and of the smallest window have a size of their own.
"""


class Look(NamedTuple):
    width: int
    height: int
    language: str
    theme: str


FRONT_PAGE = ("home", "hosting", "room-9", "chat")
"""Screens in README.md."""
LOOKS = (
    Look(1280, 800, "en", "light"),
    Look(1280, 800, "zh-CN", "dark"),
    Look(800, 600, "zh-CN", "light"),
    Look(800, 600, "en", "dark"),
)


class Picture(NamedTuple):
    screen: Screen
    look: Look

    @property
    def file(self) -> str:
        return f"{self.screen.name}-{self.look.width}-{self.look.language}-{self.look.theme}.webp"

    @property
    def caption(self) -> str:
        width, height, language, theme = self.look
        return f"{width}×{height}, {'English' if language == 'en' else 'Chinese'}, {theme}"


def pictures_of(screen: Screen) -> list[Picture]:
    """Three of the four looks; which one is left out depends on nothing but the screen's name. All of what the
    project's front page shows."""
    if screen.size is not None:
        return [Picture(screen, Look(*screen.size, look.language, look.theme)) for look in LOOKS[:2]]
    if screen.name in FRONT_PAGE:
        return [Picture(screen, look) for look in LOOKS]
    left_out = LOOKS[zlib.crc32(screen.name.encode()) % len(LOOKS)]
    return [Picture(screen, look) for look in LOOKS if look != left_out]


PICTURES = tuple(picture for screen in SCREENS for picture in pictures_of(screen))


def take(browser: Browser, address: str, folder: Path, only: str) -> None:
    """Takes the pictures of all screens whose name contains ``only``. What looks as before is not written again."""
    kinds = dict.fromkeys((picture.look.language, picture.look.theme, picture.screen.touch) for picture in PICTURES)
    for language, theme, touch in kinds:
        page = browser.new_page(
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
            locale=language,
            timezone_id="UTC",
            color_scheme="dark" if theme == "dark" else "light",
        )
        page.clock.set_fixed_time(NOW)
        page.add_init_script(_SLOW)
        page.on("pageerror", lambda error: print("page error:", error))
        for picture in PICTURES:
            if only in picture.screen.name and (*picture.look[2:], picture.screen.touch) == (language, theme, touch):
                page.set_viewport_size({"width": picture.look.width, "height": picture.look.height})
                shoot.show(page, address, picture.screen, language, theme)
                page.evaluate(_STILL)
                keep(folder / picture.file, webp(page))
        page.close()


def webp(page: Page) -> bytes:
    """The page as it is seen when it looks twice the same. Playwright itself makes no WebP."""
    session = page.context.new_cdp_session(page)
    before = b""
    for _ in range(PATIENCE):
        taken = base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})["data"])
        if taken == before:
            break
        before = taken
        page.wait_for_timeout(50)
    session.detach()
    return before


def keep(file: Path, content: bytes) -> None:
    """Writes a file unless it is there and looks the same."""
    if not file.exists() or not (file.read_bytes() == content or looks_same(file, content)):
        file.write_bytes(content)
        print(file, flush=True)


def looks_same(file: Path, content: bytes) -> bool:
    """Whether nobody sees a difference: edges of letters are not drawn quite the same each time."""
    if file.suffix != ".webp":
        return False
    command = ["compare", "-metric", "AE", "-fuzz", UNSEEN, str(file), "webp:-", "null:"]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    return done.returncode in (0, 1) and done.stderr.isdigit() and int(done.stderr) <= UNSEEN_PIXELS


def remove_stale(folder: Path) -> None:
    """Removes pictures of screens that there are no more."""
    known = {picture.file for picture in PICTURES}
    for file in folder.glob("*.webp"):
        if file.name not in known:
            file.unlink()
            print("removed", file)


def index() -> str:
    """The page that lists all pictures by group and screen."""
    parts = [_HEAD]
    for group, screens in GROUPS.items():
        parts.append(f"\n## {group}\n")
        for screen in screens:
            shown = pictures_of(screen)
            images = " | ".join(f"![{screen.name}: {picture.caption}]({picture.file})" for picture in shown)
            captions = " | ".join(picture.caption for picture in shown)
            parts.append(f"\n### {screen.name}\n\n| {captions} |\n|{'---|' * len(shown)}\n| {images} |\n")
    return "".join(parts)
