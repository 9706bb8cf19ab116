"""A tiny Tornado server in a thread, and the window in front of it: ``python -m tests.desktop.pages``.

Prints ``own <url>`` and ``other <url>`` (another port, so another origin), then what the window's callbacks do.
``--keep``: every wish to close the window is refused. ``--after N``: the app itself closes the window after N seconds.
``--look FILE``: it names the page's language and theme. ``--remote-debugging-port``, ``--engine-flags``: as of the app.
"""

import argparse
import asyncio
import logging
import sys
import threading
from functools import partial
from pathlib import Path

import tornado.httpserver
import tornado.netutil
import tornado.web

from meetdesk.desktop.leaving import leave
from meetdesk.desktop.look import Look
from meetdesk.desktop.paths import window_folder
from meetdesk.desktop.switches import Developing
from meetdesk.desktop.window import close_window, run_window

PAGE = """<!doctype html><title>Tiny page {name}</title>
<style>body{{background:linear-gradient(90deg,#123,#a45,#fd6);font:30px sans-serif}}</style>
<h1>会议 {name}</h1><a id=away href="{away}">away</a> <a id=new target=_blank href="{away}">new</a>
<textarea id=text>some text</textarea> <a id=file download="notes.txt" href="/notes">file</a>
<input id=choose type=file> <input id=picture type=file accept="image/*">
<iframe id=frame allow="camera; microphone; clipboard-read" src="{frame}"></iframe>"""


class Page(tornado.web.RequestHandler):
    def get(self) -> None:
        away = self.application.settings["away"]
        self.write(PAGE.format(name=self.application.settings["name"], away=away, frame=away + "bare"))


class Bare(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write("<!doctype html><title>bare</title>bare")


class Notes(tornado.web.RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "application/octet-stream")
        self.write(b"notes of the meeting\n")


class Terminal(logging.Handler):
    """To the standard error of the moment: the window sorts what others write to the one from before it."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr)


def serve() -> tuple[str, str]:
    """Starts both servers; returns their URLs."""
    sockets = [tornado.netutil.bind_sockets(0, "127.0.0.1") for _ in range(2)]
    own, other = (f"http://127.0.0.1:{one[0].getsockname()[1]}/" for one in sockets)

    async def run() -> None:
        for name, away, listening in (("own", other, sockets[0]), ("other", own, sockets[1])):
            handlers = [("/", Page), ("/bare", Bare), ("/notes", Notes)]
            application = tornado.web.Application(handlers, name=name, away=away)
            tornado.httpserver.HTTPServer(application).add_sockets(listening)
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    return own, other


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--after", type=float)
    parser.add_argument("--look", type=Path)
    parser.add_argument("--remote-debugging-port", type=int)
    parser.add_argument("--engine-flags", default="")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(name)s %(levelname)s %(message)s", handlers=[Terminal()])
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    own, other = serve()
    print("own", own)
    print("other", other)
    if options.after is not None:
        threading.Timer(options.after, close_window).start()

    def closing() -> bool:
        print("closing asked")
        return not options.keep

    def look() -> Look:
        return Look(*options.look.read_text().split()) if options.look else Look()

    storage: Path = window_folder()
    developing = Developing(options.remote_debugging_port, options.engine_flags)
    closed = partial(print, "closed")
    run_window(own, closing=closing, closed=closed, storage=storage, look=look, developing=developing)
    print("returned")
    leave(0)


if __name__ == "__main__":
    main()
