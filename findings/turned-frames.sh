#!/usr/bin/env bash
# WebCodecs: an encoder does not turn a turned frame, and takes no frame turned another way than its first.
#
# Qt WebEngine 6.12.0 (Chromium 140), also seen in Chromium 156.
#
# A VideoFrame may carry `rotation` and `flip`, as frames of a phone's camera do. Its displayWidth and displayHeight are
# those of the upright picture, and drawImage() draws it upright. VideoEncoder.encode() does not: the pixels are encoded as
# they lie in memory, and only `decoderConfig.rotation` of the metadata of the first chunk tells of it. Whoever sends the
# chunks and not that field shows a picture that lies on its side. The encoder then keeps to that orientation: encode() of
# a frame with another one throws a DataError at once, while the encoder stays usable; a device that is turned in the hand
# ends a loop that does not expect it.
#
# Output seen:
#   {"display": [32, 64], "visible": [64, 32], "told": 90, "error": "DataError", "state": "configured"}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet PySide6==6.12.0
cat > "$folder/look.py" <<'PYTHON'
import http.server, json, os, sys, threading

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # the engine does not start for root otherwise
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication

SCRIPT = b"""<script type=module>
const canvas = new OffscreenCanvas(64, 32)
canvas.getContext('2d').fillRect(0, 0, 16, 16)
const stored = new VideoFrame(canvas, { timestamp: 0 })
const turned = new VideoFrame(stored, { timestamp: 0, rotation: 90 })
const found = {
  display: [turned.displayWidth, turned.displayHeight],
  visible: [turned.visibleRect.width, turned.visibleRect.height],
}
const encoder = new VideoEncoder({
  output: (chunk, { decoderConfig }) => { found.told ??= decoderConfig?.rotation },
  error: (error) => { found.error = `later: ${error}` },
})
encoder.configure({ codec: 'vp8', width: 64, height: 32, bitrate: 100_000 })
encoder.encode(turned, { keyFrame: true })
await encoder.flush()
try {
  encoder.encode(new VideoFrame(stored, { timestamp: 33_000 }))
} catch (error) {
  found.error = error.name
}
found.state = encoder.state
document.title = JSON.stringify(found)
</script>"""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(SCRIPT)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
app = QApplication(sys.argv)
page = QWebEnginePage()
told = []
page.titleChanged.connect(lambda title: title.startswith("{") and (told.append(title), app.quit()))
page.load(QUrl(f"http://127.0.0.1:{server.server_port}/"))
QTimer.singleShot(60_000, app.quit)
app.exec()
if not told:
    sys.exit("the page said nothing")
found = json.loads(told[0])
print(json.dumps(found))
wanted = {"display": [32, 64], "visible": [64, 32], "told": 90, "error": "DataError", "state": "configured"}
sys.stdout.flush()
os._exit(0 if found == wanted else 1)
PYTHON
if "$folder/venv/bin/python" "$folder/look.py" 2> "$folder/errors.txt"; then
  echo "as described"
else
  cat "$folder/errors.txt" >&2
  echo "this has changed" >&2
  exit 1
fi
