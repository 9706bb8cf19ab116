"""Keeps a Wayland compositor from going idle where no service of the session bus does: sway and its like.

https://wayland.app/protocols/idle-inhibit-unstable-v1
"""

import logging
from typing import Self

from meetdesk.desktop.wayland import Compositor, CompositorError, wayland_socket

log = logging.getLogger(__name__)

_SECONDS = 3.0
_SURFACES, _INHIBITORS = "wl_compositor", "zwp_idle_inhibit_manager_v1"
_CREATE_SURFACE, _CREATE_INHIBITOR = 0, 1
"""Requests of these."""


class IdleInhibitor:
    """For a surface of its own, which is never shown: such compositors count that as a visible one. Lives as long as
    its connection."""

    def __init__(self, compositor: Compositor) -> None:
        """Raises CompositorError, OSError, and KeyError where the compositor has no such thing."""
        self._compositor = compositor
        surface = compositor.make(compositor.bind(_SURFACES), _CREATE_SURFACE)
        compositor.make(compositor.bind(_INHIBITORS), _CREATE_INHIBITOR, b"", surface)
        compositor.settle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._compositor.close()


def inhibit_idle() -> IdleInhibitor | None:
    """None where it cannot be done, and the log says why."""
    address = wayland_socket()
    if address is None:
        return None
    try:
        compositor = Compositor(address, _SECONDS)
    except CompositorError as error:
        log.info("the compositor is not asked: %s", error)
        return None
    try:
        return IdleInhibitor(compositor)
    except (CompositorError, OSError, KeyError) as error:
        log.info("the compositor keeps nothing awake: %r", error)
        compositor.close()
        return None
