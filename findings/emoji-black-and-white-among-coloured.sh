#!/usr/bin/env bash
# Chromium draws an emoji with the first font of the list that has it, in colour or not, though Unicode says that it is
# an emoji by default: DejaVu Sans, which is `system-ui` on many Linux desktops, has many faces in black and
# white, so that a row of emoji is a mixture, with a font of coloured ones installed and named right behind it.
# `font-variant-emoji: unicode` mends it; but the shorthand `font`, also on an element inside, sets that back to
# `normal`, so that at the root, above a `body { font: … }`, it does nothing at all.
#
# Seen with Chromium 156.0.8078.108, fonts-dejavu-core 2.37 and fonts-noto-color-emoji 2.042 (Debian 12), driven by
# playwright 1.65.2, on 2026-11-30; the same in Qt WebEngine 6.12.0 (Chromium 140). Coloured, of U+1F600, U+1F923:
#   as it is:              False, True
#   at the root alone:     True, True
#   above a shorthand:     False, True
#   behind the shorthand:  True, True
# Needs Debian's chromium, fonts-dejavu-core and fonts-noto-color-emoji. Exit status 1: it behaves differently now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
cat > "$folder/look.py" <<'PYTHON'
import base64
import shutil
import sys

from playwright.sync_api import sync_playwright

FONT = '40px "DejaVu Sans", "Noto Color Emoji"'
LONG = 'font-family: "DejaVu Sans", "Noto Color Emoji"; font-size: 40px'
UNICODE = "font-variant-emoji: unicode"
STYLES = {
    "as it is": f"body {{ font: {FONT} }}",
    "at the root alone": f"html {{ {UNICODE} }} body {{ {LONG} }}",
    "above a shorthand": f"html {{ {UNICODE} }} body {{ font: {FONT} }}",
    "behind the shorthand": f"body {{ font: {FONT}; {UNICODE} }}",
}
EXPECTED = {
    "as it is": [False, True],
    "at the root alone": [True, True],
    "above a shorthand": [False, True],
    "behind the shorthand": [True, True],
}
COLOURED = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
  context.drawImage(picture, 0, 0)
  const { data } = context.getImageData(0, 0, picture.width, picture.height)
  let coloured = 0
  for (let at = 0; at < data.length; at += 4) if (Math.abs(data[at] - data[at + 2]) > 60) coloured++
  return coloured > 50
}"""

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-lcd-text"]
    )
    print("Chromium", browser.version)
    seen = {}
    page = browser.new_page()
    for name, style in STYLES.items():
        page.set_content(f"<style>{style}</style><span>\U0001f600</span> <span>\U0001f923</span>")
        spans = [page.locator("span").nth(at).screenshot() for at in range(2)]
        seen[name] = [page.evaluate(COLOURED, base64.b64encode(one).decode()) for one in spans]
        print(f"{name}: {', '.join(map(str, seen[name]))}")
    browser.close()
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" "$folder/look.py"
