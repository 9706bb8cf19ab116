#!/usr/bin/env bash
# Web Audio: Firefox takes the delay of the output device off both times of AudioContext.getOutputTimestamp().
#
# firefox-esr 153.8.0esr-1~deb12u1 and pulseaudio 16.1 of Debian 12.
#
# The pair says which sample of the context (contextTime) is in the loudspeaker at which time of the page (performanceTime),
# so that currentTime - contextTime, less what performanceTime is ago, is the time that a sample takes from the mixing to the
# ear. In Chromium that is about outputLatency. In Firefox both times are earlier by outputLatency, so that nothing is left:
# whoever plays a picture with its sound by that pair is early by the whole delay of the device, 0.2 s with Bluetooth.
#
# Output seen (milliseconds): outputLatency 35, by the pair 0
set -euo pipefail
for program in firefox-esr pulseaudio; do
  command -v "$program" > /dev/null || { echo "needs Debian's package $program"; exit 2; }
done
folder=$(mktemp -d)
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run" PULSE_SERVER="unix:$folder/pulse"
mkdir -p "$HOME" && mkdir -m 700 "$XDG_RUNTIME_DIR"
trap 'kill $sound 2> /dev/null || true; rm -rf "$folder"' EXIT
pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 -L "module-null-sink" \
  -L "module-native-protocol-unix socket=$folder/pulse auth-anonymous=1" 2> /dev/null & sound=$!
cat > "$folder/look.py" <<'PYTHON'
import http.server, json, subprocess, sys, threading
from pathlib import Path

PAGE = b"""<!doctype html><script type=module>
const context = new AudioContext()
const tone = new OscillatorNode(context)
tone.connect(new GainNode(context, { gain: 0.01 })).connect(context.destination)
tone.start()
setTimeout(() => {
  const now = performance.now()
  const { contextTime, performanceTime } = context.getOutputTimestamp()
  const pair = (context.currentTime - contextTime) * 1000 - (now - performanceTime)
  fetch('/', { method: 'POST', body: JSON.stringify([context.outputLatency * 1000, pair]) })
}, 4000)
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
(profile / "user.js").write_text('user_pref("media.autoplay.default", 0); user_pref("media.autoplay.blocking_policy", 0);')
command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile), f"http://127.0.0.1:{server.server_port}/"]
browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
done.wait(90)
browser.terminate()
browser.wait(20)
if not said:
    sys.exit("  the page said nothing")
latency, pair = said
print(f"outputLatency {latency:.0f}, by the pair {pair:.0f}")
sys.exit(not (latency > 10 and abs(pair) < 5))
PYTHON
python3 "$folder/look.py" "$folder" || { echo "  changed"; exit 1; }
