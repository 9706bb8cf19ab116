"""What the computer plays, without this app: so nobody in the meeting hears themselves.

Each program that plays is listened to by itself at the sound server (``pa_stream_set_monitor_stream``, which
PulseAudio and PipeWire's stand-in for it both have), by pulsectl; the own engine's are left out. No other program's
sound is moved or changed. https://freedesktop.org/software/pulseaudio/doxygen/stream_8h.html
"""

import contextlib
import logging
import os
import struct
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from ctypes import byref, c_int, c_void_p, string_at
from importlib import import_module
from typing import Any, Protocol

import psutil

from meetdesk.desktop.screens.mix import PIECE, Mixer, Samples
from meetdesk.wire.screens import SOUND_CHANNELS, SOUND_RATE, ScreenEnd

log = logging.getLogger(__name__)

_TURN_SECONDS = 0.01
"""How long the server is listened to before what came is handed on."""
_LOOK_SECONDS = 2.0
"""How often is looked who plays, though the server told of no change."""
_ANSWER_SECONDS = 3.0
_HEAD = struct.Struct("<Q")
_FLOAT = 4
"""Bytes of a sample."""


class NoSoundServer(Exception):
    """There is none, it is gone, or the library for it."""


class Listener(Protocol):
    """All methods are called in the thread that listens."""

    def begun(self) -> None:
        """The sound server answers; pieces come whenever something plays."""
        ...

    def piece(self, message: bytes) -> None:
        """20 ms (``wire.screens.SOUND_HEAD_BYTES``)."""
        ...

    def ended(self, why: ScreenEnd) -> None:
        """The last call."""
        ...


class Playing:
    """Begins to listen at once, in a thread of its own. ``end`` may be called anywhere, at any time."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._unwanted = threading.Event()
        threading.Thread(target=self._run, name="screen sound", daemon=True).start()

    def end(self) -> None:
        """Nothing is listened to any more. Does not wait."""
        self._unwanted.set()

    def _run(self) -> None:
        why = ScreenEnd.WANTED
        try:
            with _connection() as pulse:
                self._listener.begun()
                _Listening(pulse, self._piece).run(self._unwanted)
        except NoSoundServer as error:
            log.warning("the sound of the computer cannot be shared: %s", error)
            why = ScreenEnd.UNAVAILABLE
        except Exception:
            # Whatever the server says of others' programs, the meeting goes on.
            log.exception("sharing the sound of the computer failed")
            why = ScreenEnd.FAILED
        self._listener.ended(why)

    def _piece(self, began: float, samples: Samples) -> None:
        if not self._unwanted.is_set():
            self._listener.piece(_HEAD.pack(round(began * 1_000_000)) + samples.tobytes())


def sound_offered() -> bool:
    """Whether there is a sound server to listen to. It may wait for it: not in the thread of a loop."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        with _connection():
            return True
    except NoSoundServer as error:
        log.info("the sound of the computer cannot be shared: %s", error)
        return False


@contextlib.contextmanager
def _connection() -> Iterator[Any]:
    """Raises NoSoundServer, also when it is lost."""
    try:
        # It loads the system's library.
        pulsectl = import_module("pulsectl")
    except (OSError, ImportError) as error:
        raise NoSoundServer(f"no libpulse: {error}") from error
    try:
        with pulsectl.Pulse("MeetDesk", connect=False) as pulse:
            pulse.connect(timeout=_ANSWER_SECONDS)
            yield pulse
    except (pulsectl.PulseError, pulsectl.PulseDisconnected) as error:
        raise NoSoundServer(repr(error)) from error


class _Listening:
    """One connection to the server."""

    def __init__(self, pulse: Any, on_piece: Callable[[float, Samples], None]) -> None:
        self._calls = import_module("pulsectl._pulsectl")
        self._pulse = pulse
        self._on_piece = on_piece
        self._mixer = Mixer()
        self._streams: dict[int, _Stream] = {}
        self._changed = True

    def run(self, unwanted: threading.Event) -> None:
        pulse = self._pulse
        pulse.event_mask_set("sink_input")
        pulse.event_callback_set(self._tell)
        looked = float("-inf")
        try:
            while not unwanted.is_set():
                now = time.monotonic()
                if self._changed or now - looked > _LOOK_SECONDS:
                    self._changed, looked = False, now
                    self._look()
                pulse.event_listen(timeout=_TURN_SECONDS)
                for began, piece in self._mixer.pieces(time.monotonic()):
                    self._on_piece(began, piece)
        finally:
            for stream in self._streams.values():
                stream.close()

    def _tell(self, _: object) -> None:
        self._changed = True

    def _look(self) -> None:
        own = own_processes()
        monitors = {sink.index: sink.monitor_source for sink in self._pulse.sink_list()}
        found = {
            one.index: monitors[one.sink]
            for one in self._pulse.sink_input_list()
            if one.sink in monitors and not is_own(one.proplist, own)
        }
        for index, stream in list(self._streams.items()):
            if found.get(index) != stream.monitor:
                # It ended, or plays on another device now.
                stream.close()
                self._mixer.forget(index)
                del self._streams[index]
        for index, monitor in found.items():
            if index not in self._streams:
                self._streams[index] = _Stream(self._calls, self._pulse, index, monitor, self._mixer)


class _Stream:
    """One program's sound, on its way to one device."""

    def __init__(self, calls: Any, pulse: Any, index: int, monitor: int, mixer: Mixer) -> None:
        self.monitor = monitor
        self._calls = calls
        server, spec = (
            calls.pa,
            calls.PA_SAMPLE_SPEC(format=calls.PA_SAMPLE_FLOAT32NE, rate=SOUND_RATE, channels=SOUND_CHANNELS),
        )
        # By this name programs for volumes do not list it.
        properties = server.proplist_from_string("application.id=org.PulseAudio.pavucontrol")
        self._stream = server.stream_new_with_proplist(pulse._ctx, "shared", byref(spec), None, properties)
        server.proplist_free(properties)

        def read(stream: Any, size: int, _: object) -> None:
            data, length = c_void_p(), c_int(size)
            server.stream_peek(stream, data, byref(length))
            if not length.value:
                return
            # Without data it is a hole.
            taken = string_at(data.value, length.value) if data.value else bytes(length.value)
            server.stream_drop(stream)
            samples: Samples = array("f")
            samples.frombytes(taken)
            mixer.put(index, samples, time.monotonic())

        # ctypes' callback lives as long as this.
        self._read = calls.PA_STREAM_REQUEST_CB_T(read)
        server.stream_set_monitor_stream(self._stream, index)
        server.stream_set_read_callback(self._stream, self._read, None)
        buffers = calls.PA_BUFFER_ATTR(fragsize=PIECE * _FLOAT, maxlength=2**32 - 1)
        flags = calls.PA_STREAM_DONT_MOVE | calls.PA_STREAM_ADJUST_LATENCY | calls.PA_STREAM_DONT_INHIBIT_AUTO_SUSPEND
        try:
            server.stream_connect_record(self._stream, str(monitor).encode(), buffers, flags)
        except server.CallError as error:
            # It ended meanwhile.
            log.info("a program is not listened to: %s", error)

    def close(self) -> None:
        server = self._calls.pa
        try:
            server.stream_disconnect(self._stream)
        except server.CallError:
            log.debug("the sound server has closed the stream by itself")
        server.stream_unref(self._stream)


def own_processes() -> set[int]:
    """Of this app: the engine plays in a process of its own."""
    own = psutil.Process(os.getpid())
    return {own.pid, *(child.pid for child in own.children(recursive=True))}


def is_own(properties: dict[str, str], own: set[int]) -> bool:
    """Whether a playing stream is one of these processes'. The client library says so of each program."""
    return properties.get("application.process.id", "") in map(str, own)
