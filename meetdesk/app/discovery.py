"""Finding meetings on the network, in a thread of its own: a noisy network must not hold up a meeting's relay."""

import asyncio
import concurrent.futures
import os
from collections.abc import Callable
from contextlib import suppress

from meetdesk.joining.discovery.announcement import Announcement
from meetdesk.joining.discovery.neighbourhood import Neighbourhood
from meetdesk.joining.discovery.sighting import Sighting
from meetdesk.net.tasks import start_task
from meetdesk.net.thread import ServerThread
from meetdesk.wire.local import FoundMeeting

OFF_VARIABLE = "MEETDESK_DISCOVERY"
"""With the value ``off`` in the environment, nothing is said and nothing is listened to."""
STOP_SECONDS = 2.0
"""For the goodbye, which is said three times."""


class Discovery:
    """To be made and used in the server thread, which it calls back; its own thread starts when something is wanted."""

    def __init__(
        self, on_found: Callable[[tuple[Sighting, ...]], None], known: Callable[[str], bool] = lambda _: False
    ) -> None:
        """``on_found``: all that are there, at every change; called in the thread that made this. ``known``: whether
        a host was joined at an address; called in the discovery's own thread."""
        self._known = known
        self._loop = asyncio.get_running_loop()
        self._on_found = on_found
        self._thread: ServerThread | None = None
        self._neighbourhood: Neighbourhood | None = None

    def want(self, announcement: Announcement | None, *, look: bool) -> None:
        """What to say from now on (None: nothing), and whether to listen."""
        if self._thread is None:
            if (announcement is None and not look) or os.environ.get(OFF_VARIABLE) == "off":
                return
            self._thread = ServerThread("meetdesk-discovery")
            self._neighbourhood = self._thread.start(self._open)
        self._thread.call(self._want(announcement, look))

    def stop(self) -> None:
        """Says goodbye, from any thread; harmless when repeated."""
        if self._thread is None or self._neighbourhood is None:
            return
        with suppress(TimeoutError, RuntimeError, concurrent.futures.CancelledError):
            self._thread.call(self._neighbourhood.stop()).result(STOP_SECONDS)
        self._thread.stop()

    async def _open(self) -> Neighbourhood:
        neighbourhood = Neighbourhood(self._hand_over, known=self._known)
        start_task("discovery", neighbourhood.run())
        return neighbourhood

    async def _want(self, announcement: Announcement | None, look: bool) -> None:
        assert self._neighbourhood is not None
        self._neighbourhood.want(announcement, look=look)

    def _hand_over(self, found: tuple[Sighting, ...]) -> None:
        with suppress(RuntimeError):  # the server thread has ended
            self._loop.call_soon_threadsafe(self._on_found, found)


def found_meeting(sighting: Sighting) -> FoundMeeting:
    """As it is shown."""
    label = sighting.label
    return FoundMeeting(sighting.key, label.title, label.host, label.people, sighting.shown_address)
