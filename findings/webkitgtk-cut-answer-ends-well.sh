#!/usr/bin/env bash
# Fetch: WebKitGTK tells a streamed answer that was cut in its middle as one that ended well.
#
# libwebkit2gtk-4.1-0 2.50.6-1~deb12u2 (MiniBrowser), xvfb of Debian 12; tornado 6.6.1 as server. Chromium 156 and Firefox
# 153 fail with a TypeError.
#
# A chunked answer has a last chunk of no bytes; without it the answer is not whole (RFC 9112, 8). Here the server sends ten
# bytes and closes the connection. The reader is told `done`, with no error: a page that takes the end of a stream for the
# end of what was to be said believes a server that died.
#
# Output seen: bytes 10, then: done
set -euo pipefail
browser=$(find /usr/lib -name MiniBrowser -path '*webkit2gtk-4.1*' 2> /dev/null | head -n 1)
[ -n "$browser" ] && command -v xvfb-run > /dev/null ||
  { echo "needs Debian's packages libwebkit2gtk-4.1-0, xvfb and xauth"; exit 2; }
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
const reader = (await fetch('/cut', { method: 'PUT' })).body.getReader()
const found = { bytes: 0, end: '' }
try {
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    found.bytes += value.length
  }
  found.end = 'done'
} catch (error) {
  found.end = error.name
}
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


class Cut(tornado.web.RequestHandler):
    async def put(self):
        self.write(b"0123456789")
        await self.flush()
        await asyncio.sleep(0.5)
        self.request.connection.stream.close()


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page), ("/cut", Cut)], log_function=lambda handler: None)).add_sockets(sockets)
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
print(f"bytes {found['bytes']}, then: {found['end']}")
sys.exit(found != {"bytes": 10, "end": "done"})
PYTHON
"$folder/venv/bin/python" "$folder/look.py" xvfb-run -a dbus-run-session -- "$browser" || { echo "  changed"; exit 1; }
