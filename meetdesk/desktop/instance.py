"""One window for each data folder: a second start hands over what was asked for to the first and ends.

A lock that the system takes back when its owner dies, however that happens, says who is first. The first listens on a
socket (a named pipe on Windows); where that is, and the key that it wants to hear, stand in a file for the owner only.
"""

import contextlib
import hmac
import logging
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

log = logging.getLogger(__name__)

_LOCK, _PLACE, _SOCKET = "instance.lock", "instance.json", "instance.sock"
_LONGEST_PATH = 100
"""Of a Unix socket in bytes: macOS allows 103 (sun_path of sys/un.h)."""
_LARGEST = 16_384
_HEAR_SECONDS = 2.0
_PATIENCE_SECONDS = 5.0
"""For a first one that is just starting or busy."""
_HEARD = b"heard"


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the second start was started for."""

    address: str = ""
    """To be joined: an address or an invitation; empty: the window is only to come to the front."""
    code: str = ""
    activation: str = ""
    """The desktop's permission to come to the front (XDG activation token)."""


class _Place(msgspec.Struct, frozen=True):
    address: str
    key: str


class _Message(msgspec.Struct, frozen=True):
    key: str
    asked: Asked


class Instance:
    """The first one, until ``close``."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self._folder = folder
        self._lock = lock
        self._key = secrets.token_hex(32)
        self._listener: Listener | None = None
        self.on_asked: Callable[[Asked], None] = lambda _: None
        """Called in the listening thread for each later start."""

    def listen(self) -> None:
        """Never raises: without a socket, later starts are told that this one does not answer."""
        try:
            address = _address(self._folder)
            self._listener = Listener(address)
            if os.name != "nt":
                Path(str(address)).chmod(0o600)
            self._tell(str(self._listener.address))
        except OSError as error:
            log.warning("later starts cannot be heard: %s", error)
            return
        threading.Thread(target=self._hear, name="instance", daemon=True).start()

    def close(self) -> None:
        """Lets another one be the first; harmless when repeated."""
        listener, self._listener = self._listener, None
        with contextlib.suppress(OSError):
            (self._folder / _PLACE).unlink(missing_ok=True)
            if listener is not None:
                listener.close()
        self._lock.release()

    def _tell(self, address: str) -> None:
        file = self._folder / _PLACE
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(msgspec.json.encode(_Place(address, self._key)))

    def _hear(self) -> None:
        while (listener := self._listener) is not None:
            try:
                with listener.accept() as connection:
                    self._answer(connection)
            except (OSError, EOFError):
                # Of one caller, or the end of the listener.
                if self._listener is not None:
                    time.sleep(0.05)

    def _answer(self, connection: Connection) -> None:
        if not connection.poll(_HEAR_SECONDS):
            return
        try:
            message = msgspec.json.decode(connection.recv_bytes(_LARGEST), type=_Message)
        except msgspec.DecodeError:
            log.warning("something that is no start of MeetDesk spoke to it")
            return
        if not hmac.compare_digest(message.key.encode(), self._key.encode()):
            log.warning("somebody without the key spoke to the app")
            return
        log.info("started once more")
        self.on_asked(message.asked)
        connection.send_bytes(_HEARD)


def claim(folder: Path) -> Instance | None:
    """The first one in this folder; None if there is one already.

    Where nothing can be locked (a folder that cannot be written), everybody is the first.
    """
    lock = FileLock(folder / _LOCK, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    except (OSError, NotImplementedError) as error:
        log.warning("no lock in %s: %s", folder, error)
    return Instance(folder, lock)


def hand_over(folder: Path, asked: Asked, seconds: float = _PATIENCE_SECONDS) -> bool:
    """Tells the first one; whether it heard."""
    end = time.monotonic() + seconds
    while True:
        if _tell_first(folder, asked):
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.1)


def _tell_first(folder: Path, asked: Asked) -> bool:
    try:
        place = msgspec.json.decode((folder / _PLACE).read_bytes(), type=_Place)
        with Client(place.address) as connection:
            connection.send_bytes(msgspec.json.encode(_Message(place.key, asked)))
            return connection.poll(_HEAR_SECONDS) and connection.recv_bytes(_LARGEST) == _HEARD
    except (OSError, EOFError, ValueError, msgspec.DecodeError):
        return False


def _address(folder: Path) -> str | None:
    """Where to listen; None lets the package choose (Windows). What a killed one left behind is taken away: whoever
    asks this has the lock."""
    if os.name == "nt":
        return None
    path = folder / _SOCKET
    if len(os.fsencode(path)) > _LONGEST_PATH:
        path = Path(tempfile.mkdtemp(prefix="meetdesk-")) / _SOCKET
    path.unlink(missing_ok=True)
    return str(path)
