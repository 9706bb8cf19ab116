#!/usr/bin/env bash
# WebRTC in Firefox: a microphone is encoded where there is nothing to play on, though no AudioContext runs there.
#
# firefox-esr 153.8.0esr-1~deb12u1 of Debian 12, without any sound server (so without an output), with its fake microphone.
#
# Its AudioContext takes its clock from the output: without one it stays suspended at 0, resume() or not, and with it every
# AudioWorklet that should read the microphone; audio has no MediaStreamTrackProcessor. But two RTCPeerConnections of one
# page run without it: an RTCRtpScriptTransform at the sender is given the packets of Opus, 20 ms each, as they are made.
#
# Output seen: context suspended at 0, MediaStreamTrackProcessor undefined, 241 packets of Opus in 5 s, 20.0 ms each
set -euo pipefail
command -v firefox-esr > /dev/null || { echo "needs Debian's package firefox-esr"; exit 2; }
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run" PULSE_SERVER="unix:$folder/nothing"
mkdir -p "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import http.server, json, subprocess, sys, threading
from pathlib import Path

PAGE = b"""<!doctype html><script type=module>
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const source = `onrtctransform = async ({ transformer }) => {
  const reader = transformer.readable.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    postMessage(value.getMetadata().rtpTimestamp)
  }
}`
try {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const context = new AudioContext()
  context.resume()
  const worker = new Worker(URL.createObjectURL(new Blob([source])))
  const times = []
  worker.onmessage = ({ data }) => times.push(data)
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()]
  one.onicecandidate = ({ candidate }) => candidate && other.addIceCandidate(candidate)
  other.onicecandidate = ({ candidate }) => candidate && one.addIceCandidate(candidate)
  one.addTrack(stream.getAudioTracks()[0], stream).transform = new RTCRtpScriptTransform(worker)
  await one.setLocalDescription(await one.createOffer())
  await other.setRemoteDescription(one.localDescription)
  await other.setLocalDescription(await other.createAnswer())
  await one.setRemoteDescription(other.localDescription)
  while (times.length === 0) await wait(10)
  const before = times.length
  await wait(5000)
  const steps = times.slice(1).map((time, index) => (time - times[index]) / 48).sort((a, b) => a - b)
  const said = [context.state, context.currentTime, typeof MediaStreamTrackProcessor, times.length - before, steps[steps.length >> 1]]
  fetch('/', { method: 'POST', body: JSON.stringify(said) })
} catch (error) {
  fetch('/', { method: 'POST', body: JSON.stringify([`${error}`]) })
}
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
profile = Path(sys.argv[1]) / "profile"
profile.mkdir()
(profile / "user.js").write_text("".join(f'user_pref("{name}", {value});\n' for name, value in {
    "media.navigator.streams.fake": "true",
    "media.navigator.permission.disabled": "true",
    "media.autoplay.default": "0",
}.items()))
command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile), f"http://127.0.0.1:{server.server_port}/"]
browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
done.wait(90)
browser.terminate()
browser.wait(20)
if len(said) != 5:
    sys.exit(f"  the page said {said}")
state, time, processor, packets, step = said
print(f"context {state} at {time:.0f}, MediaStreamTrackProcessor {processor}, {packets} packets of Opus in 5 s, {step:.1f} ms each")
sys.exit(not (state == "suspended" and time == 0 and processor == "undefined" and packets > 150 and step == 20))
PYTHON
python3 "$folder/look.py" "$folder" || { echo "  changed"; exit 1; }
