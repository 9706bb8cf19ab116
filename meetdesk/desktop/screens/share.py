"""One share of a screen or window: asked for, running, ended; in a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from meetdesk.desktop.screens.cast import Cast, Consent, Declined, NoPortal, NotShared, close_descriptor
from meetdesk.desktop.screens.reader import Reader
from meetdesk.wire.screens import ScreenEnd, ScreenSurface

log = logging.getLogger(__name__)

APPLICATION = "meetdesk"
"""Name of the desktop file of who asks (``qt/start.py``)."""
PICTURES_A_SECOND = 30
"""At most; a desktop sends them when something changes."""
STANDS_SECONDS = 2.5
"""A stream that cannot bring pictures for so long has ended, though nobody says so: PipeWire or the portal died."""
_FIRST_SECONDS = 10.0
"""The same before its first picture, when the desktop may be busy with its own dialog."""
_LOOK_SECONDS = 0.25


class Listener(Protocol):
    """All methods are called in other threads."""

    def begun(self, surface: ScreenSurface, *, again: bool) -> None:
        """The person has chosen; pictures come. ``again``: they can be had again without the desktop's dialog."""
        ...

    def picture(self, frame: bytearray) -> None:
        """A whole frame of a WebSocket, and the receiver's own."""
        ...

    def ended(self, why: ScreenEnd) -> None:
        """The last call."""
        ...


class Share:
    """Begins to ask at once. ``end`` may be called anywhere, at any time."""

    def __init__(
        self, listener: Listener, token: str = "", keep: Callable[[str, ScreenSurface], None] = lambda *_: None
    ) -> None:
        """``token``: for what was shared before. ``keep`` is given, in another thread, that of this share."""
        self._listener = listener
        self._token = token
        self._keep = keep
        self._unwanted = threading.Event()
        threading.Thread(target=self._run, name="screen", daemon=True).start()

    def end(self) -> None:
        """Takes the question away, or ends what is shared. Does not wait."""
        self._unwanted.set()

    def _run(self) -> None:
        try:
            why = self._share()
        except Declined:
            why = ScreenEnd.WANTED if self._unwanted.is_set() else ScreenEnd.DECLINED
        except NoPortal as error:
            log.warning("the desktop shares no screen: %s", error)
            why = ScreenEnd.UNAVAILABLE
        except (NotShared, OSError) as error:
            log.warning("sharing the screen failed: %s", error)
            why = ScreenEnd.FAILED
        log.info("sharing the screen is over: %s", why)
        self._listener.ended(why)

    def _share(self) -> ScreenEnd:
        cast = Cast(self._unwanted.is_set)
        try:
            cast.register(APPLICATION)
            consent = cast.ask(self._token)
            self._keep(consent.token, consent.surface)
            return self._follow(cast, consent)
        finally:
            cast.close()

    def _follow(self, cast: Cast, consent: Consent) -> ScreenEnd:
        try:
            cast.follow()
            reader = Reader(consent.descriptor, consent.node, PICTURES_A_SECOND, self._listener.picture)
        finally:
            close_descriptor(consent.descriptor)
        self._listener.begun(consent.surface, again=bool(consent.token))
        patience = _FIRST_SECONDS
        try:
            while not self._unwanted.is_set():
                if outside := cast.ended(_LOOK_SECONDS):
                    log.info("the share: %s", outside)
                    return ScreenEnd.OUTSIDE
                stands = reader.stands_since
                if stands is None:
                    patience = STANDS_SECONDS
                if reader.failed or (stands is not None and time.monotonic() - stands > patience):
                    # A desktop that ends a share takes the stream away before it says so.
                    return ScreenEnd.OUTSIDE if cast.ended(_LOOK_SECONDS) == "ended from outside" else ScreenEnd.FAILED
            return ScreenEnd.WANTED
        finally:
            reader.close()
