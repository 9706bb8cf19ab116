"""Keeps the computer and its screen awake during a meeting.

By the package ``wakepy``: on Linux through the desktop's service on the session bus, elsewhere through the system.
Where there is no such service, by the compositor's own protocol (``idle.py``).
Where that does not work, the computer sleeps as it always does, and the log says why.
"""

import logging
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from meetdesk.desktop.idle import inhibit_idle

if TYPE_CHECKING:
    from wakepy import ActivationResult

log = logging.getLogger(__name__)

_LONGEST = 120


class Awake:
    """Does not wait for the desktop: that is done in a thread of its own."""

    def __init__(self) -> None:
        self._wanted = self._stopped = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def hold(self, on: bool) -> None:
        """From now on, or no longer."""
        with self._changed:
            self._wanted = on
            self._changed.notify()
        if on and self._thread is None:
            self._thread = threading.Thread(target=self._work, name="awake", daemon=True)
            self._thread.start()

    def stop(self, seconds: float = 2.0) -> None:
        """Lets go for good, and waits until that is done; harmless when repeated."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        from wakepy import keep  # noqa: PLC0415  (only for meetings)

        # It tells pages where there is no desktop; what of that is of use is in the one line below.
        logging.getLogger("wakepy").setLevel(logging.ERROR)

        while self._until(True):
            with ExitStack() as held:
                mode = held.enter_context(keep.presenting(on_fail="pass"))
                if mode.active:
                    log.info("the computer is kept awake (%s)", mode.method.name if mode.method else "?")
                elif inhibitor := inhibit_idle():
                    held.enter_context(inhibitor)
                    log.info("the computer is kept awake (by its compositor)")
                else:
                    log.info("the computer is not kept awake: %s", _reason(mode.result))
                self._until(False)
            log.info("the computer may sleep again")

    def _until(self, wanted: bool) -> bool:
        """Waits until this is wanted; False if nothing is any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._wanted is wanted)
            return not self._stopped


def _reason(result: "ActivationResult") -> str:
    """One line: which services there are for it, and what the last of them said."""
    tried = [one for one in result.list_methods() if one.failure_stage is not None]
    if not tried:
        return "there is no service for it"
    said = " ".join(str(tried[-1].failure_reason).split())
    words = said.rpartition(" failed with message: ")[2].partition("!")[0].partition(". ")[0]
    return f"{', '.join(one.method_name for one in tried)}: {words[:_LONGEST]}"
