"""Small text on a shared screen, read by OCR from the viewer's decoded picture after each change of the page.

    python -m tests.bench.reading [--pages 5] [--manner automatic|sharp|smooth]

Needs Debian's ``tesseract-ocr``. A page of 11-pixel text, 1920×1080, is shared as a tab; at several moments after a
change the viewer's picture is kept, and afterwards enlarged four times and read. Lines that OCR does not read right in
the sharp original are left out, and counted.
"""

import argparse
import base64
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from meetdesk.core.topics.people import Role
from tests.engine.conftest import CHROMIUM, FLAGS
from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage
from tests.support.page_build import build_page

SIZE = (1920, 1080)
LINES, WORDS = 12, 9
AREA = {"x": 0, "y": 0, "width": 640, "height": 240}
ENLARGED = 4
MOMENTS = (300, 500, 750, 1_000, 1_500, 2_500)
"""Milliseconds after the viewer was told to look; those after the change are printed."""
VOCABULARY = (
    "water people number before little sentence change follow animal answer country picture mother school every",
    "between letter always second family mountain together paper ground river morning travel question window",
    "garden winter summer market doctor engine colour screen meeting reader network finger kitchen yellow orange",
)
CHOICE = " ".join(VOCABULARY).split()
LOOK = """([lines]) => {
  document.body.style.cssText = 'margin: 0; background: #fff'
  let page = document.querySelector('pre')
  if (!page) page = document.body.appendChild(document.createElement('pre'))
  page.style.cssText = 'margin: 8px; color: #222; font: 11px/18px "DejaVu Sans", sans-serif'
  page.textContent = lines.join('\\n')
  document.body.style.height = '1080px'
  return performance.timeOrigin + performance.now()
}"""
KEEP = f"""async (moments) => {{
  const element = () => document.querySelector('[data-received]')
  const begun = performance.now()
  const kept = []
  for (const moment of moments) {{
    await new Promise((done) => setTimeout(done, begun + moment - performance.now()))
    const at = performance.timeOrigin + performance.now()
    kept.push([at, await createImageBitmap(element())])
  }}
  return kept.map(([at, picture]) => {{
    const canvas = document.createElement('canvas')
    canvas.width = {AREA["width"]} * {ENLARGED}
    canvas.height = {AREA["height"]} * {ENLARGED}
    const context = canvas.getContext('2d')
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture, 0, 0, {AREA["width"]}, {AREA["height"]}, 0, 0, canvas.width, canvas.height)
    return [at, picture.width, picture.height, canvas.toDataURL('image/png').split(',')[1]]
  }})
}}"""
ENLARGE = f"""async (png) => {{
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${{png}}`)).blob())
  const canvas = document.createElement('canvas')
  canvas.width = picture.width * {ENLARGED}
  canvas.height = picture.height * {ENLARGED}
  const context = canvas.getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/png').split(',')[1]
}}"""


def read(png: bytes, folder: Path) -> list[str]:
    """The lines that tesseract finds."""
    path = folder / "picture.png"
    path.write_bytes(png)
    command = ["tesseract", str(path), "-", "--psm", "6", "--dpi", "300"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def main() -> None:
    """Prints, for each page, how many lines were read without a mistake at each moment."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--manner", default="automatic", choices=["automatic", "sharp", "smooth"])
    options = parser.parse_args()
    if shutil.which("tesseract") is None:
        sys.exit("tesseract is missing: apt-get install tesseract-ocr")
    flags = [flag for flag in FLAGS if "fake-device" not in flag]
    shares = "--use-fake-device-for-media-stream=display-media-type=browser"
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        build_page(Path(__file__).parents[1] / "engine" / "page", folder / "page")
        meeting = EngineMeeting(folder / "page")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*flags, shares])
        width, height = SIZE
        context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
        ann = EnginePage(context.new_page(), meeting.url(role=Role.HOST), "Ann")
        bob = EnginePage(context.new_page(), meeting.url(), "Bob")
        reader = browser.new_page()
        ann.run(LOOK, [["begin"]])
        ann.page.bring_to_front()
        ann.run("() => harness.share()")
        ann.run("(one) => harness.engine.setScreenManner(one)", options.manner)
        bob.watch(1, width, height, source="screen")
        bob.until("a picture has come", lambda: bob.events("picture"))
        ann.page.wait_for_timeout(2_000)
        for page in range(options.pages):
            lines = [" ".join(chance.choice(CHOICE) for _ in range(WORDS)) for _ in range(LINES)]
            bob.page.evaluate(f"(moments) => {{ window.kept = ({KEEP})(moments) }}", list(MOMENTS))
            changed = ann.run(LOOK, [lines])
            kept = bob.page.evaluate("() => window.kept")
            sharp = base64.b64encode(ann.page.screenshot(clip=AREA)).decode()  # type: ignore[arg-type]
            original = read(base64.b64decode(reader.evaluate(ENLARGE, sharp)), folder)
            legible = [line for line in lines if line in original]
            print(f"page {page + 1}: the original {len(legible)} of {LINES} lines", end="")
            wrong: list[str] = []
            for at, seen_width, seen_height, png in kept:
                found = read(base64.b64decode(png), folder)
                wrong = [line for line in legible if line not in found]
                right = len(legible) - len(wrong)
                print(f"; {at - changed:.0f} ms: {right} ({seen_width}×{seen_height})", end="")
            print(f"; at last not read: {wrong}, but {found}" if wrong else "", flush=True)
        browser.close()
        meeting.close()


if __name__ == "__main__":
    main()
