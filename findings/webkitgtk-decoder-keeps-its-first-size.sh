#!/usr/bin/env bash
# WebCodecs: WebKitGTK's VP8 decoder scales all pictures to the size of its first, and a new configure() loses pictures.
#
# libwebkit2gtk-4.1-0 2.50.6-1~deb12u2 (MiniBrowser) and xvfb of Debian 12.
#
# A VP8 stream may change its size with any key frame, and a VideoDecoder follows: in Chromium 156 and Firefox 153 the frames
# that come out have the new size. In WebKitGTK they are scaled to the size of the first, and say that size of themselves:
# a stream that goes from 320x180 to 640x360 stays coarse for ever. Configuring the decoder anew at that key frame, without
# a flush(), does not help either: pictures are lost. A new VideoDecoder helps.
#
# Output seen: same decoder 320x180, a new one 640x360
set -euo pipefail
browser=$(find /usr/lib -name MiniBrowser -path '*webkit2gtk-4.1*' 2> /dev/null | head -n 1)
[ -n "$browser" ] && command -v xvfb-run > /dev/null ||
  { echo "needs Debian's packages libwebkit2gtk-4.1-0, xvfb and xauth"; exit 2; }
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run"
mkdir -p "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import http.server, json, os, signal, subprocess, sys, threading

PAGE = b"""<!doctype html><script type=module>
new AudioContext() // The engine's codecs are made ready by it.
await new Promise((done) => setTimeout(done, 2000))
async function encoded(width, height, timestamp) {
  const chunks = []
  const encoder = new VideoEncoder({ output: (chunk) => chunks.push(chunk), error: console.error })
  encoder.configure({ codec: 'vp8', width, height, bitrate: 500_000, framerate: 30, latencyMode: 'realtime' })
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d').fillRect(0, 0, 16, 16)
  for (let number = 0; number < 3; number++) {
    const frame = new VideoFrame(canvas, { timestamp: timestamp + number * 33_333 })
    encoder.encode(frame, { keyFrame: number === 0 })
    frame.close()
  }
  await encoder.flush()
  return chunks
}
let seen = ''
function decoder() {
  const made = new VideoDecoder({
    output: (frame) => {
      seen = `${frame.displayWidth}x${frame.displayHeight}`
      frame.close()
    },
    error: console.error,
  })
  made.configure({ codec: 'vp8' })
  return made
}
const [small, large] = [await encoded(320, 180, 0), await encoded(640, 360, 1_000_000)]
const same = decoder()
for (const chunk of [...small, ...large]) same.decode(chunk)
await same.flush()
const kept = seen
const fresh = decoder()
for (const chunk of large) fresh.decode(chunk)
await fresh.flush()
fetch('/', { method: 'POST', body: JSON.stringify([kept, seen]) })
</script>"""
said, done = [], threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def do_POST(self):
        said.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()
        done.set()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
command = ["xvfb-run", "-a", "dbus-run-session", "--", sys.argv[2], f"http://127.0.0.1:{server.server_port}/"]
browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
done.wait(90)
os.killpg(browser.pid, signal.SIGTERM)
browser.wait(20)
if not said:
    sys.exit("  the page said nothing")
kept, fresh = said
print(f"same decoder {kept}, a new one {fresh}")
sys.exit(not (kept == "320x180" and fresh == "640x360"))
PYTHON
export WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 # it is a page of our own, and the engine's own sandbox needs user namespaces
python3 "$folder/look.py" "$folder" "$browser" || { echo "  changed"; exit 1; }
