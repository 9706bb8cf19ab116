#!/usr/bin/env bash
# Fetch: in Firefox the promise of fetch() settles with the first byte of the body, not with the header of the answer.
#
# firefox-esr 153.8.0esr-1~deb12u1 of Debian 12; tornado 6.6.1 as server. Chromium 156 and WebKitGTK 2.50.6 settle at once.
#
# The server sends status and headers, and a second later the first ten bytes. A stream that is opened and has nothing to
# say yet looks, in Firefox, like a server that does not answer: a page that limits the time of fetch() gives up a stream
# that works, and one that begins to send when the stream "is open" waits for ever when the server waits for it.
#
# Output seen: header after 0.0 s, the first bytes after 1.0 s; fetch() settled after 1.2 s
set -euo pipefail
command -v firefox-esr > /dev/null || { echo "needs Debian's package firefox-esr"; exit 2; }
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run"
mkdir -p "$HOME" "$folder/profile" && mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tornado==6.6.1 2> /dev/null
cat > "$folder/look.py" <<'PYTHON'
import asyncio, json, os, signal, subprocess, sys

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

PAGE = """<!doctype html><body><script type=module>
const begun = performance.now()
await fetch('/late', { method: 'PUT' })
const found = (performance.now() - begun) / 1000
fetch('/', { method: 'POST', body: JSON.stringify(found) })
</script>"""
said = []


class Page(tornado.web.RequestHandler):
    def get(self):
        self.set_header("Content-Type", "text/html")
        self.write(PAGE)

    def post(self):
        said.append(json.loads(self.request.body))
        self.set_status(204)


class Late(tornado.web.RequestHandler):
    async def put(self):
        await self.flush()
        await asyncio.sleep(1)
        self.write(b"0123456789")


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page), ("/late", Late)], log_function=lambda handler: None)).add_sockets(sockets)
    command = [*sys.argv[1:], f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(900):
        if said or browser.poll() is not None:
            break
        await asyncio.sleep(0.1)
    os.killpg(browser.pid, signal.SIGTERM)
    browser.wait(20)


asyncio.run(main())
if not said:
    sys.exit("  the page said nothing")
found = said[0]
print(f"header after 0.0 s, the first bytes after 1.0 s; fetch() settled after {found:.1f} s")
sys.exit(not found > 0.9)
PYTHON
"$folder/venv/bin/python" "$folder/look.py" firefox-esr --headless --no-remote --profile "$folder/profile" || { echo "  changed"; exit 1; }
