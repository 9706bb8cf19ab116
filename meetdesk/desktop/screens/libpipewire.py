"""What is used of the system's ``libpipewire-0.3``, by ctypes; its functions and structures stayed the same since 0.3.

https://docs.pipewire.org/group__pw__stream.html, ``pipewire/stream.h``, ``spa/buffer/buffer.h``. No package on PyPI
reads the crop of a picture and hears of the end of a stream; loading the library fails where the system has none.
"""

import ctypes
from functools import cache
from typing import Any

Pointer = ctypes.c_void_p
DIRECTION_INPUT = 0
AUTOCONNECT, MAP_BUFFERS, DONT_RECONNECT = 1, 1 << 2, 1 << 7
CHUNK_CORRUPTED = 1


class Chunk(ctypes.Structure):
    """``spa_chunk``: which part of a buffer's memory holds the picture."""

    _fields_ = (
        ("offset", ctypes.c_uint32),
        ("size", ctypes.c_uint32),
        ("stride", ctypes.c_int32),
        ("flags", ctypes.c_int32),
    )


class Data(ctypes.Structure):
    """``spa_data``."""

    _fields_ = (
        ("type", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("fd", ctypes.c_int64),
        ("mapoffset", ctypes.c_uint32),
        ("maxsize", ctypes.c_uint32),
        ("data", Pointer),
        ("chunk", ctypes.POINTER(Chunk)),
    )


class Meta(ctypes.Structure):
    """``spa_meta``."""

    _fields_ = (("type", ctypes.c_uint32), ("size", ctypes.c_uint32), ("data", Pointer))


class Buffer(ctypes.Structure):
    """``spa_buffer``."""

    _fields_ = (
        ("n_metas", ctypes.c_uint32),
        ("n_datas", ctypes.c_uint32),
        ("metas", ctypes.POINTER(Meta)),
        ("datas", ctypes.POINTER(Data)),
    )


class StreamBuffer(ctypes.Structure):
    """The beginning of ``pw_buffer``."""

    _fields_ = (("buffer", ctypes.POINTER(Buffer)),)


ON_STATE = ctypes.CFUNCTYPE(None, Pointer, ctypes.c_int, ctypes.c_int, ctypes.c_char_p)
ON_PARAM = ctypes.CFUNCTYPE(None, Pointer, ctypes.c_uint32, Pointer)
ON_PROCESS = ctypes.CFUNCTYPE(None, Pointer)


class Events(ctypes.Structure):
    """``pw_stream_events``, version 2."""

    _fields_ = (
        ("version", ctypes.c_uint32),
        ("destroy", Pointer),
        ("state_changed", ON_STATE),
        ("control_info", Pointer),
        ("io_changed", Pointer),
        ("param_changed", ON_PARAM),
        ("add_buffer", Pointer),
        ("remove_buffer", Pointer),
        ("process", ON_PROCESS),
        ("drained", Pointer),
        ("command", Pointer),
        ("trigger_done", Pointer),
    )


HOOK_BYTES = 64
"""More than a ``spa_hook`` has."""


_INT, _UINT, _TEXT, _SIZE = ctypes.c_int, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_size_t
_BUFFER = ctypes.POINTER(StreamBuffer)
_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "pw_init": (None, (Pointer, Pointer)),
    "pw_thread_loop_new": (Pointer, (_TEXT, Pointer)),
    "pw_thread_loop_get_loop": (Pointer, (Pointer,)),
    "pw_thread_loop_start": (_INT, (Pointer,)),
    "pw_thread_loop_stop": (None, (Pointer,)),
    "pw_thread_loop_destroy": (None, (Pointer,)),
    "pw_thread_loop_lock": (None, (Pointer,)),
    "pw_thread_loop_unlock": (None, (Pointer,)),
    "pw_context_new": (Pointer, (Pointer, Pointer, _SIZE)),
    "pw_context_destroy": (None, (Pointer,)),
    "pw_context_connect_fd": (Pointer, (Pointer, _INT, Pointer, _SIZE)),
    "pw_core_disconnect": (_INT, (Pointer,)),
    "pw_properties_new_string": (Pointer, (_TEXT,)),
    "pw_stream_new": (Pointer, (Pointer, _TEXT, Pointer)),
    "pw_stream_destroy": (None, (Pointer,)),
    "pw_stream_add_listener": (None, (Pointer, Pointer, Pointer, Pointer)),
    "pw_stream_connect": (_INT, (Pointer, _INT, _UINT, _INT, Pointer, _UINT)),
    "pw_stream_dequeue_buffer": (_BUFFER, (Pointer,)),
    "pw_stream_queue_buffer": (_INT, (Pointer, _BUFFER)),
    "pw_stream_update_params": (_INT, (Pointer, Pointer, _UINT)),
}


@cache
def library() -> Any:
    """The library with its functions typed, by their own names. Raises OSError where the system has none."""
    loaded = ctypes.CDLL("libpipewire-0.3.so.0")
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    loaded.pw_init(None, None)
    return loaded
