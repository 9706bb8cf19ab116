#!/usr/bin/env bash
# WebCodecs: WebKitGTK encodes VP9 and has no decoder for it: it cannot show what it makes itself.
#
# libwebkit2gtk-4.1-0 2.50.6-1~deb12u2 (MiniBrowser), gstreamer1.0-plugins-good 1.22 and xvfb of Debian 12.
#
# VideoEncoder.isConfigSupported says yes to vp09.00.40.08, and chunks come; VideoDecoder.isConfigSupported says no to the
# same codec, and a decoder that is configured with it reports NotSupportedError. VP8 works both ways. So what can be encoded
# says nothing about what can be decoded, there.
#
# Output seen: encodes VP9: yes, chunks 5; decodes VP9: no, NotSupportedError; decodes VP8: yes
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
document.createElement('video').canPlayType('video/webm') // The engine's codecs are made ready by it.
const codec = 'vp09.00.40.08'
const size = { width: 320, height: 180 }
const config = { codec, ...size, bitrate: 500_000, framerate: 30, latencyMode: 'realtime' }
const encodes = (await VideoEncoder.isConfigSupported(config)).supported
const chunks = []
const encoder = new VideoEncoder({ output: (chunk) => chunks.push(chunk), error: console.error })
encoder.configure(config)
const canvas = new OffscreenCanvas(size.width, size.height)
canvas.getContext('2d').fillRect(0, 0, 16, 16)
for (let number = 0; number < 5; number++) {
  const frame = new VideoFrame(canvas, { timestamp: number * 33_333 })
  encoder.encode(frame, { keyFrame: number === 0 })
  frame.close()
}
await encoder.flush()
const decodes = async (codec) => (await VideoDecoder.isConfigSupported({ codec })).supported
let failed = 'nothing'
const decoder = new VideoDecoder({ output: (frame) => frame.close(), error: (error) => (failed = error.name) })
try {
  decoder.configure({ codec })
  for (const chunk of chunks) decoder.decode(chunk)
  await decoder.flush()
} catch (error) {
  failed = error.name
}
fetch('/', {
  method: 'POST',
  body: JSON.stringify([encodes, chunks.length, await decodes(codec), failed, await decodes('vp8')]),
})
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
encodes, chunks, decodes, failed, vp8 = said
word = {True: "yes", False: "no"}
print(f"encodes VP9: {word[encodes]}, chunks {chunks}; decodes VP9: {word[decodes]}, {failed}; decodes VP8: {word[vp8]}")
sys.exit(said != [True, 5, False, "NotSupportedError", True])
PYTHON
export WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 # it is a page of our own, and the engine's own sandbox needs user namespaces
python3 "$folder/look.py" "$folder" "$browser" || { echo "  changed"; exit 1; }
