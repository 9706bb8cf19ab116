#!/usr/bin/env bash
# The usual style for people who want less motion,
#   * { transition-duration: 0.01ms !important }
# gives a transition to every property of every element, since `transition-property` is `all` unless something says
# otherwise. A script that changes a style and measures in the same frame is then told where things were BEFORE the
# change; without that style, or with a duration of 0s, it is told where they are.
#
# Seen with Chromium 156.0.8078.108 (Debian 12), driven by playwright 1.65.2, on 2026-11-30:
#   none:   moved by 100 at once
#   0.01ms: moved by 0 at once, 100 after the next frame
#   0s:     moved by 100 at once
# Needs Debian's chromium. Exit status 1: it behaves differently now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
cat > "$folder/look.py" <<'PYTHON'
import shutil
import sys

from playwright.sync_api import sync_playwright

MEASURE = """async () => {
  const box = document.querySelector('p'), top = () => box.getBoundingClientRect().top
  const before = top()
  await new Promise(requestAnimationFrame)
  box.style.translate = '0 100px'
  const atOnce = top() - before
  await new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))
  return [Math.round(atOnce), Math.round(top() - before)]
}"""
EXPECTED = {"none": [100, 100], "0.01ms": [0, 100], "0s": [100, 100]}

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    print("Chromium", browser.version)
    seen = {}
    for duration in EXPECTED:
        page = browser.new_page()
        rule = "" if duration == "none" else f"* {{ transition-duration: {duration} !important }}"
        page.set_content(f"<style>{rule}</style><p>text</p>")
        seen[duration] = page.evaluate(MEASURE)
        print(f"{duration}: moved by {seen[duration][0]} at once, {seen[duration][1]} after the next frame")
    browser.close()
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" "$folder/look.py"
