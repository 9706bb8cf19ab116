#!/usr/bin/env bash
# A microphone in Chromium on Linux, where the sound server's default for recording is what a speaker plays (its monitor).
#
# chromium 156 of Debian 12 and PulseAudio 16.1, one null sink and one microphone; Qt WebEngine 6.12 does the same.
#
# Chromium lists "default" before the microphone all the same. getUserMedia({ audio: true }) neither fails nor takes the real
# microphone: it gives a track that PulseAudio knows nothing of, silence with two full-scale beeps a second. Asked for sound
# without echo cancellation, noise suppression and gain control it refuses (NotReadableError). With the real microphone's id as
# `exact` it records that.
#
# Output seen (default source, device of the track, streams that PulseAudio records, loudest sample in 2 s):
#   desk default 1 0; speaker.monitor default 0 1; speaker.monitor NotReadableError; speaker.monitor desk 1 0
set -euo pipefail
for program in chromium pulseaudio pactl; do command -v $program > /dev/null || { echo "needs Debian's package of $program"; exit 2; }; done
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run" PULSE_SERVER="unix:$folder/native"
mkdir -p "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \
  -L "module-native-protocol-unix socket=$folder/native auth-anonymous=1" \
  -L "module-null-sink sink_name=speaker" -L "module-remap-source source_name=desk master=speaker.monitor" 2> "$folder/pulse.txt" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
until pactl info > /dev/null 2>&1; do sleep 0.2; done
cat > "$folder/look.py" <<'PYTHON'
import http.server, json, subprocess, sys, threading
from pathlib import Path

PAGE = b"""<!doctype html><script type=module>
const RAW = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
const told = []
try {
  ;(await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()[0].stop()
  const inputs = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'audioinput')
  const desk = inputs.find(({ deviceId }) => deviceId !== 'default').deviceId
  for (const [source, audio] of [
    ['desk', true], ['speaker.monitor', true], ['speaker.monitor', RAW], ['speaker.monitor', { deviceId: { exact: desk } }],
  ]) {
    await fetch('/default', { method: 'POST', body: source })
    try {
      const track = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()[0]
      const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
      let loudest = 0
      for (const end = performance.now() + 2000; performance.now() < end; ) {
        const { value } = await reader.read()
        const samples = new Float32Array(value.numberOfFrames)
        value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
        value.close()
        for (const one of samples) loudest = Math.max(loudest, Math.abs(one))
      }
      const recorded = await (await fetch('/recorded', { method: 'POST' })).text()
      track.stop()
      told.push([source, track.getSettings().deviceId === 'default' ? 'default' : 'desk', recorded, Math.round(loudest * 10) / 10])
    } catch (error) {
      told.push([source, error.name])
    }
    await new Promise((done) => setTimeout(done, 500))
  }
} catch (error) {
  told.push(`${error}`)
}
fetch('/', { method: 'POST', body: JSON.stringify(told) })
</script>"""
told, done = [], threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(PAGE)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/default":
            subprocess.run(["pactl", "set-default-source", body], check=True)
            threading.Event().wait(1)
        recorded = subprocess.run(["pactl", "list", "short", "source-outputs"], capture_output=True, text=True).stdout
        self.answer(str(sum("protocol-native" in line for line in recorded.splitlines())).encode())
        if self.path == "/":
            told.extend(json.loads(body))
            done.set()

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
command = ["chromium", "--headless=new", "--no-sandbox", "--no-first-run", "--use-fake-ui-for-media-stream",
           f"--user-data-dir={sys.argv[1]}/profile", f"http://127.0.0.1:{server.server_port}/"]
browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
done.wait(120)
browser.terminate()
browser.wait(20)
print("; ".join(" ".join(map(str, one)) for one in told))
sys.exit(told != [["desk", "default", "1", 0], ["speaker.monitor", "default", "0", 1], ["speaker.monitor", "NotReadableError"],
                  ["speaker.monitor", "desk", "1", 0]])
PYTHON
python3 "$folder/look.py" "$folder" || { echo "  changed"; exit 1; }
