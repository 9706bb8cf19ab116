#!/usr/bin/env bash
# WebCodecs, Opus: `usedtx` leaves chunks out for digital silence only; the faintest noise is sent in full.
#
# Chromium 156.0.8078.108 of Debian 12 (libopus inside); tornado 6.6.1 serves the page.
#
# Two seconds in frames of 20 ms at 24 kbit/s with `opus: { usedtx: true }`. All samples zero: one chunk in seven comes, of
# three bytes. White noise at -95 dB of full scale, below what any sound card gives when nobody speaks: every chunk comes,
# and none is small. So discontinuous transmission saves nothing with a microphone; what tells speech from noise has to be
# one's own. (And what leaves chunks out is not heard of as a frame that is empty: no chunk comes at all, so that a player
# which counts frames takes the pause for lost ones.)
#
# Output seen: silence: 14 chunks, 42 bytes; noise: 101 chunks, 2994 bytes
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
async function encode(sample) {
  const sizes = []
  const encoder = new AudioEncoder({ output: (chunk) => sizes.push(chunk.byteLength), error: console.error })
  const opus = { frameDuration: 20_000, usedtx: true }
  encoder.configure({ codec: 'opus', sampleRate: 48_000, numberOfChannels: 1, bitrate: 24_000, opus })
  for (let number = 0; number < 100; number++) {
    const data = Float32Array.from({ length: 960 }, sample)
    const timestamp = number * 20_000
    const shape = { format: 'f32-planar', sampleRate: 48_000, numberOfFrames: 960, numberOfChannels: 1 }
    const sound = new AudioData({ ...shape, timestamp, data })
    encoder.encode(sound)
    sound.close()
  }
  await encoder.flush()
  return [sizes.length, sizes.reduce((sum, size) => sum + size, 0)]
}
const found = {
  silence: await encode(() => 0),
  noise: await encode(() => (Math.random() - 0.5) * 6e-5),
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
print("; ".join(f"{kind}: {chunks} chunks, {size} bytes" for kind, (chunks, size) in found.items()))
sys.exit(not (found["silence"][0] < 30 and found["noise"][0] >= 100 and found["noise"][1] > 1500))
PYTHON
"$folder/venv/bin/python" "$folder/look.py" chromium --headless=new --disable-gpu --user-data-dir="$folder/profile" \
  $([ "$(id -u)" != 0 ] || echo --no-sandbox) || { echo "  changed"; exit 1; }
