"""SPA PODs: how PipeWire writes down formats and parameters. Pure: bytes in, bytes out.

https://docs.pipewire.org/page_spa_pod.html and, for the numbers, ``spa/utils/type.h``, ``spa/param/param.h``,
``spa/param/video/raw.h``, ``spa/param/buffers.h`` and ``spa/buffer/meta.h`` of PipeWire 0.3 and 1.x.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias


class Type(IntEnum):
    """What a POD holds."""

    ID = 3
    INT = 4
    LONG = 5
    RECTANGLE = 10
    FRACTION = 11
    OBJECT = 15
    CHOICE = 19


class ObjectType(IntEnum):
    """What an object is about."""

    FORMAT = 0x40003
    BUFFERS = 0x40004
    META = 0x40005


class Param(IntEnum):
    """Which of a stream's parameters an object is."""

    ENUM_FORMAT = 3
    FORMAT = 4
    BUFFERS = 5
    META = 6


class Key(IntEnum):
    """Properties of a video format."""

    MEDIA_TYPE = 1
    MEDIA_SUBTYPE = 2
    FORMAT = 0x20001
    MODIFIER = 0x20002
    SIZE = 0x20003
    FRAMERATE = 0x20004
    MAX_FRAMERATE = 0x20005


class Kind(IntEnum):
    """How the alternatives of a choice are meant."""

    RANGE = 1
    ENUM = 3
    FLAGS = 4


class VideoFormat(IntEnum):
    """Order of the bytes of a pixel. X: without a meaning."""

    RGBX = 7
    BGRX = 8
    RGBA = 11
    BGRA = 12


MEDIA_VIDEO, SUBTYPE_RAW = 2, 1
META_HEADER, META_CROP = 1, 2
_HEADER_BYTES, _CROP_BYTES = 32, 16
DATA_MEMPTR, DATA_MEMFD = 1 << 1, 1 << 2
LARGEST = 16_384
"""Width and height in pixels, beyond which no picture is taken."""

Pair: TypeAlias = tuple[int, int]


class NoPod(ValueError):
    """The bytes are no object as PipeWire writes one."""


def pod(kind: Type, body: bytes) -> bytes:
    """Size, type and body, filled up to eight bytes."""
    return struct.pack("<II", len(body), kind) + body + bytes(-len(body) % 8)


def number(kind: Type, value: int) -> bytes:
    """An ``ID``, ``INT`` or ``LONG``."""
    return pod(kind, struct.pack("<q" if kind is Type.LONG else "<I" if kind is Type.ID else "<i", value))


def choice(kind: Kind, of: Type, alternatives: Sequence[Pair] | Sequence[int]) -> bytes:
    """The first one is what is liked best; of a range the least and the most follow."""
    packed = [struct.pack("<II", *one) if isinstance(one, tuple) else struct.pack("<i", one) for one in alternatives]
    return pod(Type.CHOICE, struct.pack("<IIII", kind, 0, len(packed[0]), of) + b"".join(packed))


def an_object(kind: ObjectType, param: Param, properties: Sequence[tuple[int, bytes]]) -> bytes:
    """An object of properties, each a key and a POD."""
    written = b"".join(struct.pack("<II", key, 0) + value for key, value in properties)
    return pod(Type.OBJECT, struct.pack("<II", kind, param) + written)


def wanted_format(pictures_a_second: int) -> bytes:
    """Raw pictures of any size in memory, at most so many a second.

    The limit is asked for here, as a picture that is dropped later could be the last one for a long time.
    """
    formats = [VideoFormat.BGRX, VideoFormat.BGRX, VideoFormat.BGRA, VideoFormat.RGBX, VideoFormat.RGBA]
    most = (pictures_a_second, 1)
    return an_object(
        ObjectType.FORMAT,
        Param.ENUM_FORMAT,
        [
            (Key.MEDIA_TYPE, number(Type.ID, MEDIA_VIDEO)),
            (Key.MEDIA_SUBTYPE, number(Type.ID, SUBTYPE_RAW)),
            (Key.FORMAT, choice(Kind.ENUM, Type.ID, formats)),
            (Key.SIZE, choice(Kind.RANGE, Type.RECTANGLE, [(1280, 800), (1, 1), (LARGEST, LARGEST)])),
            (Key.FRAMERATE, choice(Kind.RANGE, Type.FRACTION, [(0, 1), (0, 1), (240, 1)])),
            (Key.MAX_FRAMERATE, choice(Kind.RANGE, Type.FRACTION, [most, (1, 1), most])),
        ],
    )


def wanted_buffers() -> list[bytes]:
    """A few buffers that the processor can read, each with its header and with the crop of a window."""
    memory = choice(Kind.FLAGS, Type.INT, [DATA_MEMPTR | DATA_MEMFD])
    buffers = [(1, choice(Kind.RANGE, Type.INT, [4, 2, 8])), (6, memory)]
    metas = [(META_HEADER, _HEADER_BYTES), (META_CROP, _CROP_BYTES)]
    return [an_object(ObjectType.BUFFERS, Param.BUFFERS, buffers)] + [
        an_object(ObjectType.META, Param.META, [(1, number(Type.ID, kind)), (2, number(Type.INT, size))])
        for kind, size in metas
    ]


@dataclass(frozen=True)
class AgreedFormat:
    """What the pictures of a stream are."""

    width: int
    height: int
    pixels: VideoFormat


def agreed_format(found: bytes) -> AgreedFormat:
    """Reads a format that PipeWire has settled on. Raises NoPod; also for one that was not asked for."""
    values = _values(found)
    size, pixels = values.get(Key.SIZE), values.get(Key.FORMAT)
    if not isinstance(size, tuple) or not isinstance(pixels, int):
        raise NoPod("a format without size or pixels")
    if not (0 < size[0] <= LARGEST and 0 < size[1] <= LARGEST):
        raise NoPod(f"pictures of {size[0]} by {size[1]}")
    try:
        return AgreedFormat(*size, VideoFormat(pixels))
    except ValueError:
        raise NoPod(f"pixels of kind {pixels}") from None


def _values(found: bytes) -> dict[int, int | Pair]:
    """The numbers, rectangles and fractions among an object's properties; of a choice, the one liked best."""
    values: dict[int, int | Pair] = {}
    try:
        size, kind = struct.unpack_from("<II", found)
        if kind != Type.OBJECT or size > len(found) - 8 or size < 8:
            raise NoPod("no object")
        at, end = 16, 8 + size
        while at + 16 <= end:
            key, _, length, of = struct.unpack_from("<IIII", found, at)
            at += 16
            if at + length > end:
                raise NoPod("a property that is longer than its object")
            value = _value(found[at : at + length], of)
            if value is not None:
                values[key] = value
            at += length + (-length % 8)
    except struct.error as error:
        raise NoPod(str(error)) from None
    return values


def _value(body: bytes, of: int) -> int | Pair | None:
    if of == Type.CHOICE:
        of = struct.unpack_from("<II", body, 8)[1]
        body = body[16:]
    match of:
        case Type.ID:
            return int(struct.unpack_from("<I", body)[0])
        case Type.INT:
            return int(struct.unpack_from("<i", body)[0])
        case Type.LONG:
            return int(struct.unpack_from("<q", body)[0])
        case Type.RECTANGLE | Type.FRACTION:
            first, second = struct.unpack_from("<II", body)
            return int(first), int(second)
    return None


@dataclass(frozen=True)
class Crop:
    """The part of a picture that is the shared window's, in pixels."""

    x: int
    y: int
    width: int
    height: int


def crop_of(meta: bytes) -> Crop | None:
    """None: the whole picture is meant."""
    x, y, width, height = struct.unpack_from("<iiII", meta)
    return Crop(x, y, width, height) if width and height else None


def is_damaged(header: bytes) -> bool:
    """Whether a buffer's header says that its picture is none."""
    return bool(struct.unpack_from("<I", header)[0] & 2)
