#!/usr/bin/env bash
# Workers: in Firefox what a WebSocket of a worker receives waits for the page's main thread; what fetch() streams to the
# same worker does not.
#
# firefox-esr 153.8.0esr-1~deb12u1 of Debian 12; tornado 6.6.1 as server. In Chromium 156 neither waits, in WebKitGTK
# 2.50.6 both do.
#
# A message each 20 ms, once by a WebSocket and once by a streamed answer, both opened and read inside a worker. The page is
# busy for 400 ms meanwhile. A worker is no shelter for sound that comes over a WebSocket there: a long task of the page is
# heard as silence.
#
# Output seen: longest gap in the worker: WebSocket 418 ms, streamed answer 31 ms
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
import tornado.websocket
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

PAGE = """<!doctype html><body><script type=module>
const work = `onmessage = async ({ data: [kind, base] }) => {
  const times = []
  const came = () => {
    times.push(performance.now())
    if (times.length === 1) postMessage('first')
  }
  if (kind === 'socket') {
    const socket = new WebSocket(base.replace('http', 'ws') + 'socket')
    socket.onmessage = came
    await new Promise((closed) => { socket.onclose = closed })
  } else {
    const reader = (await fetch(base + 'stream', { method: 'PUT' })).body.getReader()
    while (!(await reader.read()).done) came()
  }
  postMessage(Math.max(...times.slice(1).map((time, at) => time - times[at])))
}`
const address = URL.createObjectURL(new Blob([work], { type: 'text/javascript' }))
const busy = () => {
  const end = performance.now() + 400
  while (performance.now() < end);
}
const found = {}
for (const kind of ['socket', 'stream']) {
  const worker = new Worker(address)
  found[kind] = await new Promise((gap) => {
    worker.onmessage = ({ data }) => (data === 'first' ? setTimeout(busy, 200) : gap(data))
    worker.postMessage([kind, location.href])
  })
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


class Stream(tornado.web.RequestHandler):
    async def put(self):
        self.request.connection.stream.set_nodelay(True)
        for _ in range(60):
            self.write(b"x" * 100)
            await self.flush()
            await asyncio.sleep(0.02)


class Socket(tornado.websocket.WebSocketHandler):
    async def open(self):
        for _ in range(60):
            await self.write_message(b"x" * 100, binary=True)
            await asyncio.sleep(0.02)
        self.close()


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page), ("/stream", Stream), ("/socket", Socket)], log_function=lambda handler: None)).add_sockets(sockets)
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
socket, stream = found["socket"], found["stream"]
print(f"longest gap in the worker: WebSocket {socket:.0f} ms, streamed answer {stream:.0f} ms")
sys.exit(not (socket > 350 and stream < socket / 2))
PYTHON
"$folder/venv/bin/python" "$folder/look.py" firefox-esr --headless --no-remote --profile "$folder/profile" || { echo "  changed"; exit 1; }
