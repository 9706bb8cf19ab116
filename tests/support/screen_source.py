"""A made-up screen in PipeWire, as a compositor gives one: grey, with a bright square that moves, and a crop if asked.

``python -m tests.support.screen_source WIDTH HEIGHT`` prints its node's number. Lines that come in change it:
``crop X Y WIDTH HEIGHT`` (0 0 0 0: the whole), ``still``, ``moving``, ``black``.
"""

import ctypes
import struct
import sys
import threading
import time
from typing import Any

from meetdesk.desktop.screens import libpipewire as lib
from meetdesk.desktop.screens import pods

GREY, BRIGHT = 90, 230
SQUARE = 32
_OUTPUT = 1
_PICTURE_SECONDS = 0.04


class Source:
    def __init__(self, width: int, height: int) -> None:
        self.size = width, height
        self.crop = (0, 0, 0, 0)
        self.still = False
        self.black = False
        self._at = 0
        self._last = 0.0
        self._kept: list[Any] = []
        self.library = library = lib.library()
        library.pw_stream_get_node_id.restype = ctypes.c_uint32
        library.pw_stream_get_node_id.argtypes = (lib.Pointer,)
        library.pw_context_connect.restype = lib.Pointer
        library.pw_context_connect.argtypes = (lib.Pointer, lib.Pointer, ctypes.c_size_t)
        loop = library.pw_thread_loop_new(b"source", None)
        context = library.pw_context_new(library.pw_thread_loop_get_loop(loop), None, 0)
        library.pw_thread_loop_start(loop)
        library.pw_thread_loop_lock(loop)
        core = library.pw_context_connect(context, None, 0)
        assert core, "no PipeWire"
        properties = b"media.class=Video/Source media.role=Screen node.name=made-up-screen"
        self.stream = library.pw_stream_new(core, b"screen", library.pw_properties_new_string(properties))
        self.events = lib.Events(
            version=2,
            state_changed=lib.ON_STATE(lambda *_: None),
            param_changed=lib.ON_PARAM(self._param_changed),
            process=lib.ON_PROCESS(self._process),
        )
        self.hook = (ctypes.c_char * lib.HOOK_BYTES)()
        library.pw_stream_add_listener(self.stream, self.hook, ctypes.byref(self.events), None)
        offered = pods.an_object(
            pods.ObjectType.FORMAT,
            pods.Param.ENUM_FORMAT,
            [
                (pods.Key.MEDIA_TYPE, pods.number(pods.Type.ID, pods.MEDIA_VIDEO)),
                (pods.Key.MEDIA_SUBTYPE, pods.number(pods.Type.ID, pods.SUBTYPE_RAW)),
                (pods.Key.FORMAT, pods.number(pods.Type.ID, pods.VideoFormat.BGRX)),
                (pods.Key.SIZE, pods.pod(pods.Type.RECTANGLE, struct.pack("<II", width, height))),
                (pods.Key.FRAMERATE, pods.pod(pods.Type.FRACTION, struct.pack("<II", 0, 1))),
                (pods.Key.MAX_FRAMERATE, pods.choice(pods.Kind.RANGE, pods.Type.FRACTION, [(30, 1), (1, 1), (60, 1)])),
            ],
        )
        library.pw_stream_connect(self.stream, _OUTPUT, 0xFFFFFFFF, lib.MAP_BUFFERS, *self._written([offered]))
        library.pw_thread_loop_unlock(loop)

    def node(self) -> int:
        while (number := self.library.pw_stream_get_node_id(self.stream)) in (0, 0xFFFFFFFF):
            time.sleep(0.01)
        return int(number)

    def _written(self, written: list[bytes]) -> tuple[Any, int]:
        self._kept = [ctypes.create_string_buffer(pod, len(pod)) for pod in written]
        return (ctypes.c_void_p * len(written))(*(ctypes.addressof(kept) for kept in self._kept)), len(written)

    def _param_changed(self, _: int, kind: int, found: int | None) -> None:
        if kind != pods.Param.FORMAT or not found:
            return
        width, height = self.size
        plain = [
            (1, pods.choice(pods.Kind.RANGE, pods.Type.INT, [4, 2, 8])),
            (2, pods.number(pods.Type.INT, 1)),
            (3, pods.number(pods.Type.INT, width * height * 4)),
            (4, pods.number(pods.Type.INT, width * 4)),
            (6, pods.choice(pods.Kind.FLAGS, pods.Type.INT, [pods.DATA_MEMFD | pods.DATA_MEMPTR])),
        ]
        wanted = [pods.an_object(pods.ObjectType.BUFFERS, pods.Param.BUFFERS, plain), *pods.wanted_buffers()[1:]]
        self.library.pw_stream_update_params(self.stream, *self._written(wanted))

    def _process(self, _: int) -> None:
        if self.still or time.monotonic() - self._last < _PICTURE_SECONDS:
            return
        waiting = self.library.pw_stream_dequeue_buffer(self.stream)
        if not waiting:
            return
        self._last = time.monotonic()
        buffer = waiting.contents.buffer.contents
        width, height = self.size
        self._at = (self._at + 8) % (width - SQUARE)
        line = bytes((GREY, GREY, GREY, 255)) * width
        bright = bytes((BRIGHT, BRIGHT, BRIGHT, 255)) * SQUARE
        marked = line[: self._at * 4] + bright + line[(self._at + SQUARE) * 4 :]
        pixels = marked * SQUARE + line * (height - SQUARE)
        if self.black:
            pixels = bytes(len(pixels))
        data = buffer.datas[0]
        ctypes.memmove(data.data, pixels, len(pixels))
        data.chunk.contents.offset, data.chunk.contents.size = 0, len(pixels)
        data.chunk.contents.stride = width * 4
        for meta in buffer.metas[: buffer.n_metas]:
            if meta.type == pods.META_CROP:
                ctypes.memmove(meta.data, struct.pack("<iiII", *self.crop), 16)
            if meta.type == pods.META_HEADER:
                ctypes.memset(meta.data, 0, 32)
        self.library.pw_stream_queue_buffer(self.stream, waiting)


def main() -> None:
    source = Source(int(sys.argv[1]), int(sys.argv[2]))
    print(source.node(), flush=True)
    for line in sys.stdin:
        match line.split():
            case ["crop", *numbers]:
                source.crop = tuple(map(int, numbers))  # type: ignore[assignment]
            case ["still"]:
                source.still = True
            case ["moving"]:
                source.still = source.black = False
            case ["black"]:
                source.black = True
    threading.Event().wait()


if __name__ == "__main__":
    main()
