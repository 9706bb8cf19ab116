"""Stands between Playwright and Debian's Firefox: ``python -m tests.support.firefox_relay [--namespace NAME] …``.

Takes Firefox's arguments, starts it with them, and says as Firefox does where its WebDriver BiDi listens: here.
Every command is passed on but those that this version of Playwright always sends and this Firefox does not have: they
are answered as done. With ``--namespace`` Firefox runs in that network namespace, and its protocol is reached from
outside.
"""

import asyncio
import ctypes
import json
import os
import re
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

EXECUTABLE = "/usr/bin/firefox-esr"
LACKING = ("emulation.setMediaFeaturesOverride",)
ANSWER_SECONDS = 90.0
"""What Firefox has not answered by then, it does not: Playwright itself would wait without end. It may take as long as
this to start, on a busy machine."""
SCRIPT_SECONDS = 30.0
"""The same for a script in a page, whose answers are lost now and then: it is asked again."""
UNANSWERED = "Firefox does not answer"
"""How the error of such a command begins."""
_LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
_CLONE_NEWNET = 0x40000000


def _dial(address: tuple[str, int], namespace: str) -> socket.socket:
    """A connection from inside the namespace, if there is one. Called in a thread that does nothing else."""
    if namespace:
        with open(f"/run/netns/{namespace}", "rb") as file:  # noqa: PTH123
            if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
    return socket.create_connection(address, 10)


async def _pass_on(near: ServerConnection, far: ClientConnection) -> None:
    waiting: dict[int, asyncio.TimerHandle] = {}
    late: set[asyncio.Future[None]] = set()

    def give_up(number: int, method: str) -> None:
        del waiting[number]
        why = {"type": "error", "id": number, "error": "timeout", "message": f"{UNANSWERED} {method}"}
        late.add(asyncio.ensure_future(near.send(json.dumps(why))))

    async def back() -> None:
        try:
            async for message in far:
                if (answered := waiting.pop(json.loads(message).get("id"), None)) is not None:
                    answered.cancel()
                await near.send(message)
        except ConnectionClosed:
            pass
        await near.close()

    backwards = asyncio.ensure_future(back())
    try:
        async for message in near:
            command = json.loads(message)
            if command["method"] in LACKING:
                await near.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
            else:
                number, method = command["id"], command["method"]
                later = asyncio.get_running_loop().call_later
                seconds = SCRIPT_SECONDS if method.startswith("script.") else ANSWER_SECONDS
                waiting[number] = later(seconds, give_up, number, method)
                await far.send(message)
    except ConnectionClosed:
        pass
    finally:
        backwards.cancel()


async def _end_with(firefox: asyncio.subprocess.Process) -> None:
    """``wait`` would wait for Firefox's children, too, as long as they hold its standard error."""
    while firefox.returncode is None:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    os._exit(firefox.returncode & 0xFF)


async def main(arguments: list[str]) -> int:
    namespace = ""
    if arguments[:1] == ["--namespace"]:
        namespace, arguments = arguments[1], arguments[2:]
    inside = ["ip", "netns", "exec", namespace] if namespace else []
    firefox = await asyncio.create_subprocess_exec(*inside, EXECUTABLE, *arguments, stderr=asyncio.subprocess.PIPE)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, firefox.terminate)
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        if found := _LISTENS.search(line):
            break
        os.write(2, line)
    else:
        return await firefox.wait()
    ending = asyncio.ensure_future(_end_with(firefox))
    at = urlsplit(found[1].decode())

    async def take(near: ServerConnection) -> None:
        with ThreadPoolExecutor(1) as thread:
            dialled = thread.submit(_dial, (at.hostname or "", at.port or 0), namespace).result()
        dialled.setblocking(False)
        path = near.request.path if near.request else "/session"
        url = f"{at.geturl()}{path}"
        async with connect(url, sock=dialled, max_size=None, compression=None, proxy=None, ping_interval=None) as far:
            await _pass_on(near, far)

    async with serve(take, "127.0.0.1", 0, max_size=None, compression=None, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        async for line in firefox.stderr:
            os.write(2, line)
        await ending
        return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
