#!/usr/bin/env bash
# getUserMedia({ audio: { deviceId: { ideal } } }) in Chromium on Linux: the default microphone is opened, not the one asked for.
#
# chromium 156 of Debian 12 and PulseAudio 16.1 with two microphones, desk (the default) and headset; Qt WebEngine 6.12 the same.
#
# Both are there and can be opened, and `ideal` should prefer the one with that id (Media Capture and Streams, section 4.2).
# Chromium takes "default" all the same; `exact` opens the headset.
#
# Output seen (constraint, device of the track, source that PulseAudio records): ideal default desk; exact headset headset
set -euo pipefail
for program in chromium pulseaudio pactl; do command -v $program > /dev/null || { echo "needs Debian's package of $program"; exit 2; }; done
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run" PULSE_SERVER="unix:$folder/native"
mkdir -p "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \
  -L "module-native-protocol-unix socket=$folder/native auth-anonymous=1" \
  -L "module-null-sink sink_name=speaker" -L "module-remap-source source_name=desk master=speaker.monitor source_properties=device.description=desk" \
  -L "module-remap-source source_name=headset master=speaker.monitor source_properties=device.description=headset" 2> "$folder/pulse.txt" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$folder"' EXIT
until pactl info > /dev/null 2>&1; do sleep 0.2; done
pactl set-default-source desk
cat > "$folder/look.py" <<'PYTHON'
import http.server, json, subprocess, sys, threading
from pathlib import Path

PAGE = b"""<!doctype html><script type=module>
const told = []
try {
  ;(await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()[0].stop()
  const inputs = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'audioinput')
  const { deviceId } = inputs.find(({ label }) => label === 'headset')
  for (const kind of ['ideal', 'exact']) {
    const [track] = (await navigator.mediaDevices.getUserMedia({ audio: { deviceId: { [kind]: deviceId } } })).getTracks()
    await new Promise((done) => setTimeout(done, 1000))
    const recorded = await (await fetch('/recorded', { method: 'POST' })).text()
    told.push([kind, track.getSettings().deviceId === deviceId ? 'headset' : track.getSettings().deviceId, recorded])
    track.stop()
    await new Promise((done) => setTimeout(done, 1000))
  }
} catch (error) {
  told.push(`${error}`)
}
fetch('/', { method: 'POST', body: JSON.stringify(told) })
</script>"""
told, done = [], threading.Event()


def recorded():
    listed = {what: subprocess.run(["pactl", "list", "short", what], capture_output=True, text=True).stdout
              for what in ("sources", "source-outputs")}
    names = {line.split("\t")[0]: line.split("\t")[1] for line in listed["sources"].splitlines()}
    # The microphones themselves record from the speaker's monitor.
    taken = [names[line.split("\t")[1]] for line in listed["source-outputs"].splitlines()]
    return ", ".join(name for name in taken if not name.endswith(".monitor"))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(PAGE)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(recorded().encode())
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
print("; ".join(" ".join(one) for one in told))
sys.exit(told != [["ideal", "default", "desk"], ["exact", "headset", "headset"]])
PYTHON
python3 "$folder/look.py" "$folder" || { echo "  changed"; exit 1; }
