"""What the desktop gives a window to share, and what is done where the window's engine has lost its sound."""

import asyncio
import contextlib
import os
from collections.abc import Callable

import msgspec

from meetdesk.desktop.screens.offer import screens_offered
from meetdesk.desktop.screens.playing import Playing
from meetdesk.desktop.screens.share import Share
from meetdesk.desktop.sound import EngineSound
from meetdesk.desktop.window import ENGINE_LOSES_SOUND
from meetdesk.server.window.application import ScreenListener, SoundListener
from meetdesk.store.shared_screens import SharedScreen
from meetdesk.store.store import Store
from meetdesk.wire.screens import ScreensBy, ScreensOffered, ScreenSurface


class SharedDesktop:
    """As ``server.window.application.Desktop`` says. Used in the server thread."""

    def __init__(self, store: Store, native_window: Callable[[], bool]) -> None:
        """``store`` keeps what the desktop hands out to share the same screen again. ``native_window``: whether the
        page is in the app's own window, and not in a browser."""
        self._store = store
        self._native_window = native_window
        self._engine_sound = EngineSound()
        self._sound_asked = asyncio.Lock()

    async def screens(self) -> ScreensOffered:
        if not self._native_window():
            return ScreensOffered(ScreensBy.ENGINE)
        offered = await asyncio.to_thread(screens_offered)
        known = self._store.shared_screen(_desktop()) if offered.by is ScreensBy.DESKTOP else None
        if known is None or known.surface not in offered.surfaces:
            return offered
        return msgspec.structs.replace(offered, again=known.surface)

    def share_screen(self, listener: ScreenListener, *, again: bool) -> Callable[[], None]:
        desktop, loop = _desktop(), asyncio.get_running_loop()
        known = self._store.shared_screen(desktop) if again else None
        if known is not None:
            # It is good for once, whatever comes of it; the desktop hands out the next one.
            self._store.keep_shared_screen(desktop, None)

        def keep(token: str, surface: ScreenSurface) -> None:
            shared = SharedScreen(token, surface) if token else None
            with contextlib.suppress(RuntimeError):
                # The app is ending, and its loop is closed.
                loop.call_soon_threadsafe(self._store.keep_shared_screen, desktop, shared)

        return Share(listener, known.token if known else "", keep).end

    def share_sound(self, listener: SoundListener) -> Callable[[], None]:
        return Playing(listener).end

    async def sound_missing(self) -> None:
        if self._native_window() and ENGINE_LOSES_SOUND:
            # A server that does not answer is waited for, but not by the meeting.
            async with self._sound_asked:
                await asyncio.to_thread(self._engine_sound.missing)


def _desktop() -> str:
    """Each has what it hands out again to itself."""
    return os.environ.get("XDG_CURRENT_DESKTOP", "")
