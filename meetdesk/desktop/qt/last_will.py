"""What is done when Qt ends the process: it does so at once, with C's ``exit``, when the display goes away under it.

That is how a session often ends for those who do not speak to the session manager. Python's own ways to clean up would
never be gone: the others would not be told that the meeting is over, and wait for somebody who does not come back.
"""

import ctypes
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

_Handler = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class LastWill:
    """Runs ``action`` (main thread) if C's ``exit`` is called before ``revoke``."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action
        self._handler = _Handler(lambda _: self.carry_out())
        self._libc = ctypes.CDLL(None)
        # Handlers are kept by the library that they belong to. This one pretends to be of its own, so that it can be
        # taken back: later there may be no interpreter to call.
        self._library = ctypes.create_string_buffer(1)
        # What `atexit` does; in the C library of GNU it is no function that one could look up.
        self._libc["__cxa_atexit"](self._handler, None, self._library)

    def revoke(self) -> None:
        self._action = None
        self._libc["__cxa_finalize"](self._library)

    def carry_out(self) -> None:
        """Now, since the display is known to be gone; the end that follows finds it done."""
        action, self._action = self._action, None
        if action is None:
            return
        log.warning("the display is gone, and the window with it")
        try:
            action()
        except Exception:
            log.exception("the app did not end in order")
