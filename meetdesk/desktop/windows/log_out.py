"""The end of the person's session on Windows, which asks every window whether it may close and waits for the answer."""

import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)


def close_at_log_out(form: Any, on_lost: Callable[[], None]) -> None:
    """Lets ``form`` (pywebview's) close without a question at log-out and shutdown. ``on_lost``: called (main thread)
    when that is certain, the last thing before Windows may end the process."""
    from System.Windows.Forms import CloseReason  # noqa: PLC0415  (of .NET; there once pywebview has loaded it)

    def closing(_form: Any, event: Any) -> None:
        if event.CloseReason == CloseReason.WindowsShutDown:
            # pywebview's own handler, which comes first, may have kept the window open to ask the person.
            event.Cancel = False

    def closed(_form: Any, event: Any) -> None:
        if event.CloseReason == CloseReason.WindowsShutDown:
            log.info("the session ends")
            on_lost()

    form.FormClosing += closing
    form.FormClosed += closed
