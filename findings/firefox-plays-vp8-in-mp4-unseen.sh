#!/usr/bin/env bash
# MP4: Firefox plays a film in VP8 to its end, with its size and its length, and shows no picture of it and no error.
#
# firefox-esr 153.8.0esr-1~deb12u1 of Debian 12; av 18.1.0 (PyAV, FFmpeg 8.1.2) encodes, mediabunny 1.61.0 (Node 24) writes
# the file, tornado 6.6.1 serves it. Chromium 156 shows all 60 pictures, though both answer "" to
# canPlayType('video/mp4; codecs="vp08.00.40.08"').
#
# The VP codecs have their place in MP4 ("VP Codec ISO Media File Format Binding"), and no player says that it refuses: the
# video element's events, videoWidth, duration and error are those of a film that plays well. To tell, pictures have to be
# counted (getVideoPlaybackQuality, requestVideoFrameCallback).
#
# Output seen: 320x180, ended at 6.0 of 6.0 s, error null, pictures 0
set -euo pipefail
command -v firefox-esr > /dev/null && command -v npm > /dev/null || { echo "needs Debian's package firefox-esr, node and npm"; exit 2; }
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run"
mkdir -p "$HOME" "$folder/profile" && mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tornado==6.6.1 av==18.1.0 2> /dev/null
cat > "$folder/make.py" <<'PYTHON'
import base64, json, sys
from fractions import Fraction

import av

encoder = av.CodecContext.create("libvpx", "w")
encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 320, 180, "yuv420p", Fraction(1, 10)
packets = []
for number in range(60):
    frame = av.VideoFrame(320, 180, "yuv420p")
    for at, plane in enumerate(frame.planes):
        plane.update(bytes([128 if at else 30 + 3 * number]) * plane.buffer_size)
    frame.pts, frame.time_base = number, Fraction(1, 10)
    packets += encoder.encode(frame)
packets += encoder.encode(None)
json.dump([[one.pts / 10, one.is_keyframe, base64.b64encode(bytes(one)).decode()] for one in packets], sys.stdout)
PYTHON
cat > "$folder/make.mjs" <<'JS'
import { readFileSync, writeFileSync } from 'node:fs'
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny'

const output = new Output({ format: new Mp4OutputFormat(), target: new BufferTarget() })
const source = new EncodedVideoPacketSource('vp8')
output.addVideoTrack(source)
await output.start()
const config = { decoderConfig: { codec: 'vp8', codedWidth: 320, codedHeight: 180 } }
for (const [time, key, data] of JSON.parse(readFileSync('packets.json', 'utf8')))
  await source.add(new EncodedPacket(Buffer.from(data, 'base64'), key ? 'key' : 'delta', time, 0.1), config)
await output.finalize()
writeFileSync('film.mp4', Buffer.from(output.target.buffer))
JS
(
  cd "$folder"
  npm init --yes > npm.log && npm install --silent --no-audit --no-fund mediabunny@1.61.0 >> npm.log 2>&1
  venv/bin/python make.py > packets.json 2> errors.txt
  node make.mjs
)
cat > "$folder/look.py" <<'PYTHON'
import asyncio, json, os, signal, subprocess, sys

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

PAGE = """<!doctype html><body><script type=module>
const video = document.createElement('video')
video.muted = true
video.src = '/film'
document.body.append(video)
let failed = null
const ended = new Promise((done) => {
  video.onended = done
  video.onerror = () => done((failed = video.error.message))
  setTimeout(done, 20_000)
})
await video.play().catch((error) => (failed ??= error.name))
await ended
const found = {
  size: `${video.videoWidth}x${video.videoHeight}`,
  ended: video.ended,
  at: video.currentTime,
  of: video.duration,
  failed,
  pictures: video.getVideoPlaybackQuality().totalVideoFrames,
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


class Film(tornado.web.RequestHandler):
    def get(self):
        self.set_header("Content-Type", "video/mp4")
        with open(os.environ["FILM"], "rb") as film:
            self.write(film.read())


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page), ("/film", Film)], log_function=lambda handler: None)).add_sockets(sockets)
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
end = "ended" if found["ended"] else "stopped"
print(f"{found['size']}, {end} at {found['at']:.1f} of {found['of']:.1f} s, error {json.dumps(found['failed'])}, pictures {found['pictures']}")
sys.exit(not (found["ended"] and found["failed"] is None and found["pictures"] == 0))
PYTHON
export FILM="$folder/film.mp4"
"$folder/venv/bin/python" "$folder/look.py" firefox-esr --headless --no-remote --profile "$folder/profile" || { echo "  changed"; exit 1; }
