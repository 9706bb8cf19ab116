#!/usr/bin/env bash
# WebM: where packets of sound are missing in a file, Chromium plays all later sound early by what is missing, for good.
#
# Chromium 156.0.8078.108 of Debian 12; av 18.1.0 (PyAV, FFmpeg 8.1.2) writes the file, tornado 6.6.1 serves it.
#
# 11 s of picture and sound, without the packets of sound from 2 s to 5 s (their time stamps say so; a microphone that was
# switched off, recorded as it was sent). A tone at 8.0 s is heard when the picture, and currentTime, are at 5.0 s; nothing
# reports an error. Whoever writes such a file has to fill the hole with Opus's own silence (three bytes for 20 ms).
#
# Output seen: a tone at 8.0 s is heard at 5.0 s
set -euo pipefail
command -v chromium > /dev/null || { echo "needs Debian's package chromium"; exit 2; }
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run"
mkdir -p "$HOME" "$folder/profile" && mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tornado==6.6.1 av==18.1.0 2> /dev/null
cat > "$folder/make.py" <<'PYTHON'
import array, math, sys
from fractions import Fraction

import av

film = av.open(sys.argv[1], "w", format="webm")
picture = film.add_stream("libvpx", rate=10)
picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
sound = film.add_stream("libopus", rate=48_000)
sound.layout = "mono"
packets = []
for number in range(110):
    frame = av.VideoFrame(160, 90, "yuv420p")
    for at, plane in enumerate(frame.planes):
        plane.update(bytes([128 if at else 30 + number]) * plane.buffer_size)
    frame.pts = number
    packets += picture.encode(frame)
packets += picture.encode(None)
for number in range(550):
    loud = 0.5 if 400 <= number < 425 else 0
    wave = [loud * math.sin(2 * math.pi * 440 * (number * 960 + at) / 48_000) for at in range(960)]
    frame = av.AudioFrame(format="flt", layout="mono", samples=960)
    frame.planes[0].update(array.array("f", wave).tobytes())
    frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 960, Fraction(1, 48_000)
    packets += [one for one in sound.encode(frame) if not 2 <= one.pts * one.time_base < 5]
for packet in sorted(packets, key=lambda one: one.pts * one.time_base):
    film.mux(packet)
film.close()
PYTHON
"$folder/venv/bin/python" "$folder/make.py" "$folder/film.webm" 2> /dev/null
cat > "$folder/look.py" <<'PYTHON'
import asyncio, json, os, signal, subprocess, sys

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

PAGE = """<!doctype html><body><script type=module>
const video = document.createElement('video')
video.src = '/film'
const context = new AudioContext()
const analyser = new AnalyserNode(context, { fftSize: 1024 })
context.createMediaElementSource(video).connect(analyser).connect(context.destination)
await video.play()
const heard = new Float32Array(1024)
const found = await new Promise((done) => {
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(heard)
    if (Math.max(...heard) < 0.1 && !video.ended) return
    clearInterval(timer)
    done(video.ended ? null : video.currentTime)
  }, 5)
})
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
        self.set_header("Content-Type", "video/webm")
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
print(f"a tone at 8.0 s is heard at {found:.1f} s" if found else "a tone at 8.0 s is never heard")
sys.exit(not (found and abs(found - 5) < 0.5))
PYTHON
export FILM="$folder/film.webm"
"$folder/venv/bin/python" "$folder/look.py" chromium --headless=new --disable-gpu --autoplay-policy=no-user-gesture-required --user-data-dir="$folder/profile" \
  $([ "$(id -u)" != 0 ] || echo --no-sandbox) || { echo "  changed"; exit 1; }
