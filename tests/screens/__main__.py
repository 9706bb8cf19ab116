"""Takes pictures of every screen of the gallery, for `docs/screens`, and writes the page that lists them.

    python -m tests.screens [--only NAME] [--no-build] [--out docs/screens]

Needs Node and ``npm ci`` in ``ui/``, a Chromium and ImageMagick. What looks as before is not written again.
"""

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.screens import album, shoot
from tests.support.chromium import launch
from tests.support.served import served


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", default="", help="screens whose name contains this")
    arguments.add_argument("--no-build", action="store_true", help="use the gallery built last time")
    arguments.add_argument("--out", type=Path, default=album.FOLDER)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.no_build:
        shoot.build()
    with served(shoot.GALLERY) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        album.take(browser, address, options.out, options.only)
        browser.close()
    album.remove_stale(options.out)
    album.keep(options.out / album.INDEX, album.index().encode())


if __name__ == "__main__":
    main()
