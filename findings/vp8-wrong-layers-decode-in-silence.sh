#!/usr/bin/env bash
# WebCodecs, VP8 in three temporal layers: whoever leaves out the wrong layer gets damaged pictures and no error.
#
# Chromium 156.0.8078.108 of Debian 12; tornado 6.6.1 serves the page.
#
# 120 pictures as L1T3 (layers 0 2 1 2). Without layer 2 the 60 others decode exactly as in the whole. With layer 2 and
# without layer 1, on which it leans, 90 pictures come out, 30 of them not as they were: decode() does not throw, the error
# callback is not called, flush() resolves. The bitstream of VP8 does not say what a frame leans on, so that "the decoder
# took it" is no test of a relay, a recorder or a file; only the rule of the layers is.
#
# Output seen: without 2: 60 pictures, 0 differ, error null; without 1: 90 pictures, 30 differ, error null
set -euo pipefail
command -v chromium > /dev/null || { echo "needs Debian's package chromium"; exit 2; }
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
const [width, height] = [320, 240]
const canvas = new OffscreenCanvas(width, height)
const context = canvas.getContext('2d', { willReadFrequently: true })
const rest = () => new Promise((done) => setTimeout(done, 5))
const chunks = []
const encoder = new VideoEncoder({
  output: (chunk, { svc }) => chunks.push([chunk, svc.temporalLayerId]),
  error: console.error,
})
encoder.configure({ codec: 'vp8', width, height, bitrate: 300_000, latencyMode: 'realtime', scalabilityMode: 'L1T3' })
for (let number = 0; number < 120; number++) {
  context.fillStyle = '#444'
  context.fillRect(0, 0, width, height)
  for (let box = 0; box < 40; box++) {
    context.fillStyle = `hsl(${box * 9} 80% 50%)`
    context.fillRect((box * 37 + number * 5) % width, (box * 53 + number * 3) % height, 30, 30)
  }
  const frame = new VideoFrame(canvas, { timestamp: number * 33_333 })
  encoder.encode(frame, { keyFrame: number === 0 })
  frame.close()
  while (encoder.encodeQueueSize > 2) await rest()
}
await encoder.flush()

async function decode(left) {
  const pictures = new Map()
  let failed = null
  const decoder = new VideoDecoder({
    output: (frame) => {
      context.drawImage(frame, 0, 0)
      pictures.set(frame.timestamp, context.getImageData(0, 0, width, height).data)
      frame.close()
    },
    error: (error) => (failed = error.name),
  })
  decoder.configure({ codec: 'vp8' })
  for (const [chunk, layer] of chunks) if (layer !== left) decoder.decode(chunk)
  await decoder.flush().catch((error) => (failed ??= error.name))
  return [pictures, failed]
}

const [whole] = await decode(undefined)
const found = {}
for (const left of [2, 1]) {
  const [pictures, failed] = await decode(left)
  let differ = 0
  for (const [time, picture] of pictures) if (picture.some((value, at) => value !== whole.get(time)[at])) differ++
  found[`without ${left}`] = [pictures.size, differ, failed]
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


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page)], log_function=lambda handler: None)).add_sockets(sockets)
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
told = [f"{name}: {size} pictures, {differ} differ, error {json.dumps(failed)}" for name, (size, differ, failed) in found.items()]
print("; ".join(told))
size, differ, failed = found["without 1"]
sys.exit(not (found["without 2"] == [60, 0, None] and size == 90 and differ >= 20 and failed is None))
PYTHON
"$folder/venv/bin/python" "$folder/look.py" chromium --headless=new --disable-gpu --user-data-dir="$folder/profile" \
  $([ "$(id -u)" != 0 ] || echo --no-sandbox) || { echo "  changed"; exit 1; }
