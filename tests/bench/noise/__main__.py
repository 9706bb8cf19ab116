"""What strong noise removal costs and does: ``python -m tests.bench.noise [--turns 7] [--seconds 8]``.

In Chromium, the engine's own work on a microphone before encoding, without and with it, in turns: the share of a core
each takes, and their ratio. Then on seeded noisy speech: by how many decibels pauses and syllables change, the delay.
"""

import argparse
import faulthandler
import statistics
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import sync_playwright

from tests.support.chromium import EXECUTABLE, flags
from tests.support.page_build import build_page

_LIMIT_SECONDS = 200
"""Of the whole, against hanging."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.noise", description=__doc__)
    parser.add_argument("--turns", type=int, default=7, help="of each way (default 7)")
    parser.add_argument("--seconds", type=int, default=8, help="of sound in each turn (default 8)")
    options = parser.parse_args()
    faulthandler.dump_traceback_later(_LIMIT_SECONDS, exit=True)
    with tempfile.TemporaryDirectory() as folder:
        build_page(Path(__file__).parent / "page", Path(folder))
        handler = partial(_Quiet, directory=folder)
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
            Thread(target=server.serve_forever, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags())
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}")
            page.wait_for_function("window.prepare")
            page.evaluate("async (seconds) => { window.bench = await prepare(seconds) }", options.seconds)
            page.evaluate("bench.turn()")  # compiled and warm
            turns = [page.evaluate("bench.turn()") for _ in range(options.turns)]
            result = page.evaluate("bench.result()")
            browser.close()
            server.shutdown()
    without, removed = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(one / other for other, one in turns)
    print(f"share of a core: without {without:.2%}, with {removed:.2%}, ratio {ratio:.0f}")
    print(f"pauses {result['pauses']:+.1f} dB, syllables {result['speech']:+.1f} dB, delay {result['delay']:.1f} ms")
    return 0


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the figures are what matters."""


if __name__ == "__main__":
    sys.exit(main())
