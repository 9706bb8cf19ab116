#!/usr/bin/env bash
# A `deviceId` is how a page tells devices apart, so it looks safe as the key of a list. Firefox makes it of the device's
# name: two sound outputs of one name (two monitors, two adapters of one make) come as two entries with the SAME deviceId,
# and with two groupIds or one, as the system has it. Whoever keys a list by it has a key twice.
#
# Seen with Firefox ESR 153.8.0 (Debian 12) and PulseAudio 16.1 with two null sinks both described as "Desk", driven over
# WebDriver BiDi with websockets 17.4, on 2026-11-30:
#   3 outputs: Desk, Desk, Headset
#   2 ids
# Needs Debian's firefox-esr, pulseaudio and pulseaudio-utils. Exit status 1: it behaves differently now.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$firefox" "$pulse" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$folder"' EXIT
firefox= pulse=
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check websockets==17.4
export XDG_RUNTIME_DIR="$folder" HOME="$folder" PULSE_SERVER="unix:$folder/sound" PULSE_COOKIE="$folder/cookie"
pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \
  -L "module-native-protocol-unix socket=$folder/sound auth-anonymous=1" > /dev/null 2>&1 &
pulse=$!
until pactl info > /dev/null 2>&1; do sleep 0.1; done
for sink in one:Desk two:Desk three:Headset; do
  pactl load-module module-null-sink sink_name="${sink%:*}" sink_properties="device.description=${sink#*:}" > /dev/null
done
mkdir "$folder/profile"
cat > "$folder/profile/user.js" <<'PREFERENCES'
user_pref("media.navigator.streams.fake", true);
user_pref("media.navigator.permission.disabled", true);
PREFERENCES
firefox-esr --headless --no-remote --profile "$folder/profile" --remote-debugging-port=0 2> "$folder/said" &
firefox=$!
until grep -q 'WebDriver BiDi listening' "$folder/said"; do sleep 0.1; done
cat > "$folder/look.py" <<'PYTHON'
import asyncio
import http.server
import itertools
import json
import re
import sys
import threading
from pathlib import Path

from websockets.asyncio.client import connect

LOOK = """(async () => {
  await navigator.mediaDevices.getUserMedia({ audio: true })
  const all = await navigator.mediaDevices.enumerateDevices()
  return JSON.stringify(all.filter(({ kind }) => kind === 'audiooutput').map(({ label, deviceId }) => [label, deviceId]))
})()"""


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>page")

    def log_message(self, *_):
        pass


async def main(said):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = re.search(r"listening on (ws://\S+)", said)[1] + "/session"
    async with connect(url, max_size=None) as link:
        numbers = itertools.count()

        async def ask(method, **params):
            number = next(numbers)
            await link.send(json.dumps({"id": number, "method": method, "params": params}))
            while True:
                answer = json.loads(await link.recv())
                if answer.get("id") == number:
                    return answer["result"]

        capabilities = (await ask("session.new", capabilities={}))["capabilities"]
        print("Firefox", capabilities["browserVersion"])
        page = (await ask("browsingContext.getTree"))["contexts"][0]["context"]
        await ask("browsingContext.navigate", context=page, url=f"http://127.0.0.1:{server.server_port}/", wait="complete")
        target = {"context": page}
        answer = await ask("script.evaluate", expression=LOOK, target=target, awaitPromise=True)
        outputs = json.loads(answer["result"]["value"])
    names, ids = sorted(label for label, _ in outputs), {device for _, device in outputs}
    print(f"{len(outputs)} outputs: {', '.join(names)}\n{len(ids)} ids")
    return (names, len(ids)) != (["Desk", "Desk", "Headset"], 2)


sys.exit(asyncio.run(main(Path(sys.argv[1]).read_text())))
PYTHON
"$folder/venv/bin/python" "$folder/look.py" "$folder/said"
