"""The pictures of one PipeWire node, converted as they come."""

import ctypes
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from meetdesk.desktop.screens import libpipewire as lib
from meetdesk.desktop.screens.i420 import Raw, Scaler
from meetdesk.desktop.screens.picture import picture_of
from meetdesk.desktop.screens.pods import (
    META_CROP,
    META_HEADER,
    AgreedFormat,
    Crop,
    NoPod,
    Param,
    agreed_format,
    crop_of,
    is_damaged,
    wanted_buffers,
    wanted_format,
)

log = logging.getLogger(__name__)

_STREAMING = 3
_GONE = (-1, 0)
"""States of a stream (``pw_stream_state``): error and unconnected."""


class Reader:
    """Calls ``on_picture`` in PipeWire's own thread. ``healthy`` may be asked for anywhere."""

    def __init__(
        self, descriptor: int, node: int, pictures_a_second: int, on_picture: Callable[[bytearray], None]
    ) -> None:
        """Begins to read. ``descriptor``: PipeWire's, from the portal; it stays the caller's, who may close it at once.

        Raises OSError where there is no PipeWire library, or no connection.
        """
        self._library = lib.library()
        self._on_picture = on_picture
        self._format: AgreedFormat | None = None
        self._scaler = Scaler()
        self._kept: list[Any] = []
        self._not_streaming_since: float | None = time.monotonic()
        self._failed = ""
        self._loop = self._library.pw_thread_loop_new(b"screen", None)
        self._context = self._library.pw_context_new(self._library.pw_thread_loop_get_loop(self._loop), None, 0)
        self._core = self._stream = None
        # ctypes' callbacks live as long as these.
        self._events = lib.Events(
            version=2,
            state_changed=lib.ON_STATE(self._state_changed),
            param_changed=lib.ON_PARAM(self._param_changed),
            process=lib.ON_PROCESS(self._process),
        )
        self._hook = (ctypes.c_char * lib.HOOK_BYTES)()
        try:
            self._connect(descriptor, node, pictures_a_second)
        except OSError:
            self.close()
            raise

    @property
    def stands_since(self) -> float | None:
        """Since when (monotonic, in seconds) no picture can come; None: they come whenever something changes."""
        return self._not_streaming_since

    @property
    def failed(self) -> str:
        """Why nothing comes any more; empty: it goes on."""
        return self._failed

    def close(self) -> None:
        """No picture comes afterwards. Not in PipeWire's thread."""
        library = self._library
        if self._loop is None:
            return
        library.pw_thread_loop_stop(self._loop)
        if self._stream:
            library.pw_stream_destroy(self._stream)
        if self._core:
            library.pw_core_disconnect(self._core)
        library.pw_context_destroy(self._context)
        library.pw_thread_loop_destroy(self._loop)
        self._loop = self._context = self._core = self._stream = None
        self._scaler.close()

    def _connect(self, descriptor: int, node: int, pictures_a_second: int) -> None:
        library = self._library
        library.pw_thread_loop_start(self._loop)
        library.pw_thread_loop_lock(self._loop)
        try:
            self._core = library.pw_context_connect_fd(self._context, os.dup(descriptor), None, 0)
            if not self._core:
                raise OSError("no connection to PipeWire")
            properties = b"media.type=Video media.category=Capture media.role=Screen"
            self._stream = library.pw_stream_new(self._core, b"MeetDesk", library.pw_properties_new_string(properties))
            library.pw_stream_add_listener(self._stream, self._hook, ctypes.byref(self._events), None)
            flags = lib.AUTOCONNECT | lib.MAP_BUFFERS | lib.DONT_RECONNECT
            formats, count = self._written([wanted_format(pictures_a_second)])
            result = library.pw_stream_connect(self._stream, lib.DIRECTION_INPUT, node, flags, formats, count)
            if result < 0:
                raise OSError(-result, os.strerror(-result))
        finally:
            library.pw_thread_loop_unlock(self._loop)

    def _written(self, pods: list[bytes]) -> tuple[Any, int]:
        """The PODs as PipeWire takes them, which are kept until the next."""
        self._kept = [ctypes.create_string_buffer(pod, len(pod)) for pod in pods]
        return (ctypes.c_void_p * len(pods))(*(ctypes.addressof(kept) for kept in self._kept)), len(pods)

    def _state_changed(self, _: int, before: int, now: int, error: bytes | None) -> None:
        log.info("the stream of the screen: %d after %d %s", now, before, (error or b"").decode(errors="replace"))
        if now == _STREAMING:
            self._not_streaming_since = None
        elif self._not_streaming_since is None:
            self._not_streaming_since = time.monotonic()
        if now in _GONE and before not in _GONE:
            self._failed = (error or b"the stream ended").decode(errors="replace")

    def _param_changed(self, _: int, kind: int, found: int | None) -> None:
        if kind != Param.FORMAT or not found:
            return
        try:
            size = int.from_bytes(ctypes.string_at(found, 4), "little")
            self._format = agreed_format(ctypes.string_at(found, 8 + size))
        except NoPod as error:
            self._failed = f"no format: {error}"
            return
        log.info("pictures of the screen: %s", self._format)
        self._library.pw_stream_update_params(self._stream, *self._written(wanted_buffers()))

    def _process(self, _: int) -> None:
        newest = None
        while waiting := self._library.pw_stream_dequeue_buffer(self._stream):
            # Only the newest picture counts.
            if newest:
                self._library.pw_stream_queue_buffer(self._stream, newest)
            newest = waiting
        if not newest:
            return
        try:
            self._take(newest.contents.buffer.contents)
        except Exception:
            log.exception("a picture of the screen cannot be taken")
            self._failed = "a picture cannot be taken"
        finally:
            self._library.pw_stream_queue_buffer(self._stream, newest)

    def _take(self, buffer: lib.Buffer) -> None:
        format_ = self._format
        if format_ is None or buffer.n_datas < 1:
            return
        crop: Crop | None = None
        for meta in buffer.metas[: buffer.n_metas]:
            if meta.type == META_HEADER and is_damaged(ctypes.string_at(meta.data, 16)):
                return
            if meta.type == META_CROP:
                crop = crop_of(ctypes.string_at(meta.data, 16))
        data = buffer.datas[0]
        chunk = data.chunk.contents
        # A buffer without a picture tells of the pointer only.
        if not data.data or not chunk.size or chunk.flags & lib.CHUNK_CORRUPTED:
            return
        stride = chunk.stride or format_.width * 4
        if (
            stride < format_.width * 4
            or chunk.offset + (format_.height - 1) * stride + format_.width * 4 > data.maxsize
        ):
            log.warning("a picture of the screen is larger than its memory: %s, %d a line", format_, stride)
            return
        raw = Raw(data.data + chunk.offset, stride, format_.width, format_.height, format_.pixels)
        self._on_picture(picture_of(self._scaler, raw, crop))
