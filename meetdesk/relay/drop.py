"""What to drop when a receiver cannot take everything. Pure; ``docs/protocol.md`` 4.1 and 4.2 are normative.

A dropped frame leaves a *hole*: the frames that build on it cannot be decoded and are dropped as well, those still to
come included. Order of sacrifice: temporal id 2, temporal id 1, whole layers until their next key frame, audio.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from meetdesk.relay.frame import Frame

MEDIA_AGE_SECONDS = 0.3
"""Media that waited longer is not sent."""
SCREEN_AGE_SECONDS = 3.0
"""The same for the picture of a shared screen: it stays true until it changes, and a page of text in full size takes a
slow link (1 Mbit/s) this long. Dropping what follows it would end in nothing but such pages."""
_THIN_SECONDS = (0.08, 0.16)
"""From this wait of the oldest frame on, temporal id 2, and 1, are sacrificed: a quarter and half of what may wait,
so that dropping what nothing depends on comes before dropping what everything does."""
_THIN_SHARES = (0.5, 0.75)
"""The same for the share of the byte limit in use."""
_WRAP = 0xFFFFFFFF

LayerKey: TypeAlias = tuple[int, int]
"""Track and layer."""


class Hole(NamedTuple):
    """What is missing in a layer. ``until_key``: a frame of temporal id 0, so nothing before the next key frame can be
    decoded. Otherwise a frame of temporal id 1, and only the frame of temporal id 2 that follows it is lost."""

    until_key: bool
    sequence: int = 0
    t0: int = 0


Holes: TypeAlias = dict[LayerKey, Hole]


def decodable(frames: Iterable[Frame], holes: Holes) -> list[Frame]:
    """The frames that can be decoded in spite of ``holes``; holes that they close are removed."""
    if not holes:
        return list(frames)
    return [frame for frame in frames if frame.audio or _passes(frame, holes)]


def _passes(frame: Frame, holes: Holes) -> bool:
    layer = (frame.track, frame.layer)
    hole = holes.get(layer)
    if hole is None:
        return True
    if hole.until_key and not frame.key_frame:
        return False
    del holes[layer]
    return frame.key_frame or not (
        frame.temporal == 2 and frame.t0 == hole.t0 and frame.sequence == (hole.sequence + 1) & _WRAP
    )


def fresh(queue: list[Frame], holes: Holes, now: float) -> list[Frame]:
    """What of ``queue`` (decodable, oldest first) is not too old to be sent. ``holes``: as for ``relieve``."""
    return _without(queue, holes, {id(f) for f in queue if now - f.arrived > _longest_wait(f)})


def relieve(queue: list[Frame], holes: Holes, now: float, limit: int) -> list[Frame]:
    """What of ``queue`` (decodable, oldest first) may wait: at most ``limit`` bytes, thinner the longer it waits.

    Holes that the dropped frames leave for frames still to come are added to ``holes``.
    """
    kept = queue
    for temporal, seconds, share in zip((2, 1), _THIN_SECONDS, _THIN_SHARES, strict=True):
        if kept and (now - kept[0].arrived > seconds or _bytes(kept) > limit * share):
            kept = _without(kept, holes, {id(f) for f in kept if f.temporal >= temporal})
    while (excess := _bytes(kept) - limit) > 0:
        kept = _without(kept, holes, _heaviest_layer(kept) or _oldest(kept, excess))
    return kept


def _longest_wait(frame: Frame) -> float:
    return SCREEN_AGE_SECONDS if frame.screen and not frame.audio else MEDIA_AGE_SECONDS


def _bytes(frames: list[Frame]) -> int:
    return sum(len(frame.wire) for frame in frames)


def _without(queue: list[Frame], holes: Holes, dropped: set[int]) -> list[Frame]:
    """``queue`` without the frames whose ``id()`` is in ``dropped`` and all that builds on them."""
    if not dropped:
        return queue
    left: Holes = {}
    kept: list[Frame] = []
    for frame in queue:
        if id(frame) not in dropped and (frame.audio or _passes(frame, left)):
            kept.append(frame)
        elif not frame.audio:
            _leave_hole(frame, left)
    for layer, hole in left.items():
        # A hole known before lies behind the whole queue, so only a worse one replaces it.
        if hole.until_key or layer not in holes:
            holes[layer] = hole
    return kept


def _leave_hole(frame: Frame, holes: Holes) -> None:
    layer = (frame.track, frame.layer)
    if frame.temporal == 0:
        holes[layer] = Hole(until_key=True)
    elif frame.temporal == 1 and not (layer in holes and holes[layer].until_key):
        holes[layer] = Hole(until_key=False, sequence=frame.sequence, t0=frame.t0)


def _heaviest_layer(queue: list[Frame]) -> set[int]:
    """All frames of the layer that takes the most bytes; empty if there is no video."""
    weights: dict[LayerKey, int] = {}
    for frame in queue:
        if not frame.audio:
            layer = (frame.track, frame.layer)
            weights[layer] = weights.get(layer, 0) + len(frame.wire)
    if not weights:
        return set()
    heaviest = max(weights, key=weights.__getitem__)
    return {id(f) for f in queue if not f.audio and (f.track, f.layer) == heaviest}


def _oldest(queue: list[Frame], excess: int) -> set[int]:
    """The oldest frames that take at least ``excess`` bytes."""
    dropped: set[int] = set()
    for frame in queue:
        if excess <= 0:
            break
        dropped.add(id(frame))
        excess -= len(frame.wire)
    return dropped
