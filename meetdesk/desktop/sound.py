"""The browser engine's way to the sound server, which it loses for good when that starts anew (Linux).

Qt WebEngine 6.12 (Chromium's PulseAudio client) connects once for each audio service process. When PulseAudio or
PipeWire ends, that process lists no device any more, however soon the server is back; the engine starts another one
when it ends. So it is ended once the server takes connections again.
"""

import contextlib
import logging
import os
import re
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import psutil

log = logging.getLogger(__name__)

_AUDIO_SERVICE = "--utility-sub-type=audio.mojom.AudioService"
_CONNECT_SECONDS = 0.5
_TCP_PORT = 4713
"""Of PulseAudio's native protocol (``default.pa``)."""
PATIENCE_SECONDS = 2.3
"""A new audio service, and the server's own look for devices, get this long before another attempt; then twice that.
On a busy computer a new one has its devices after 1.5 s; the first may have come too early for a server that is just
starting, and with the second the sound is to be back within 5 s."""
ATTEMPTS = 5
"""Where the server has no devices to give, another audio service has none either."""
WELL_SECONDS = 180.0
"""A window that asked for nothing for so long had its devices."""

Server: TypeAlias = str | tuple[str, int]
"""Path of a socket, or host and port."""


class EngineSound:
    """Gives the engine its devices back. To be called by one thread."""

    def __init__(
        self,
        *,
        server: Callable[[], object] | None = None,
        end: Callable[[], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``server``: which sound server takes connections now, another one after each of its starts; None: there is
        none. ``end``: ends the engine's audio service, and says whether there was one."""
        self._server = server or (lambda: next(filter(None, map(_running, sound_servers(os.environ))), None))
        self._end = end or _end_audio_service
        self._clock = clock
        self._asked = self._attempted = -WELL_SECONDS
        self._attempts = 0
        self._known: object = None

    def missing(self) -> None:
        """The engine has no audio device at all. Call it every few seconds while that is so; it decides what to do."""
        now = self._clock()
        if now - self._asked >= WELL_SECONDS:
            self._attempts = 0
        self._asked = now
        # It may end and start anew between two questions: what was tried before was for another one.
        if (server := self._server()) != self._known:
            self._known = server
            self._attempts = 0
        if server is None:
            return
        patience = PATIENCE_SECONDS * 2 ** max(0, self._attempts - 1) if self._attempts else 0.0
        if self._attempts == ATTEMPTS or now - self._attempted < patience or not self._end():
            return
        self._attempts += 1
        self._attempted = now
        log.info("the engine had lost the sound server; its audio service was started anew")


def sound_servers(environment: Mapping[str, str]) -> list[Server]:
    """Where the engine looks for the sound server, best first (as ``pulse-client.conf`` and libpulse say)."""
    named = [_server(one) for one in environment.get("PULSE_SERVER", "").split()]
    if found := [one for one in named if one]:
        return found
    folders = [environment.get("PULSE_RUNTIME_PATH", "")]
    if runtime := environment.get("XDG_RUNTIME_DIR"):
        folders.append(f"{runtime}/pulse")
    return [f"{folder}/native" for folder in (*folders, "/run/pulse") if folder]


def _server(named: str) -> Server | None:
    """``{machine}unix:/path``, ``/path``, ``tcp:host:4713`` or ``host``."""
    address = re.sub(r"^\{[^}]*\}", "", named)
    if address.startswith(("unix:", "/")):
        return address.removeprefix("unix:")
    host = re.sub(r"^tcp[46]?:", "", address)
    found = re.fullmatch(r"\[([^\]]+)\](?::(\d+))?|([^:]+)(?::(\d+))?", host)
    if not found:
        return None
    return found[1] or found[3], int(found[2] or found[4] or _TCP_PORT)


def _running(server: Server) -> object:
    """What runs there, other than what will run there after it started anew; None: nothing takes connections."""
    try:
        if isinstance(server, str):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(_CONNECT_SECONDS)
                connection.connect(server)
            found = Path(server).stat()
            return server, found.st_ino, found.st_ctime_ns
        socket.create_connection(server, _CONNECT_SECONDS).close()
    except OSError:
        return None
    return server


def _end_audio_service() -> bool:
    ended = False
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if _AUDIO_SERVICE in process.cmdline():
                process.kill()
                ended = True
    return ended
