#!/usr/bin/env bash
# HTTP: WebKitGTK opens a connection for every POST, and for every request that is answered 204; a PUT that is answered 200
# with a body goes over a connection that is open.
#
# libwebkit2gtk-4.1-0 2.50.6-1~deb12u2 (MiniBrowser), xvfb of Debian 12; tornado 6.6.1 as server. Chromium 156 and Firefox
# 153 use one connection for each of the three rows.
#
# Ten requests one after the other, each answer read to its end, keep-alive on both sides. Over TLS it is ten handshakes: a
# page that uploads something twenty times a second by POST costs its server many times what the same by PUT costs.
#
# Output seen: connections for ten requests: PUT 200: 1, POST 200: 10, PUT 204: 10
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
for (const [method, path] of [['PUT', '/200'], ['POST', '/200'], ['PUT', '/204']])
  for (let number = 0; number < 10; number++) await (await fetch(path, { method, body: 'x' })).text()
const found = await (await fetch('/seen')).json()
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


streams = {}


class Answer(tornado.web.RequestHandler):
    def put(self, status):
        streams.setdefault(f"{self.request.method} {status}", []).append(self.request.connection.stream)
        self.set_status(int(status))
        if status == "200":
            self.write("ok")

    post = put


class Seen(tornado.web.RequestHandler):
    def get(self):
        self.write({kind: len({id(stream) for stream in several}) for kind, several in streams.items()})


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page), ("/(200|204)", Answer), ("/seen", Seen)], log_function=lambda handler: None)).add_sockets(sockets)
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
print("connections for ten requests: " + ", ".join(f"{kind}: {number}" for kind, number in found.items()))
sys.exit(not (found["PUT 200"] <= 2 and found["POST 200"] >= 9 and found["PUT 204"] >= 9))
PYTHON
"$folder/venv/bin/python" "$folder/look.py" xvfb-run -a dbus-run-session -- "$browser" || { echo "  changed"; exit 1; }
