"""How macOS ends a program: at log-out, and when the person chooses Quit, it does so itself, without returning to the
program's own code."""

import logging
from collections.abc import Callable
from typing import Any

import objc
from AppKit import NSApplicationWillTerminateNotification
from Foundation import NSAppleEventManager, NSNotificationCenter, NSObject

log = logging.getLogger(__name__)

_QUIT_REASON = int.from_bytes(b"why?")
"""kAEQuitReason, as four letters."""
_SESSION_ENDS = {int.from_bytes(reason) for reason in (b"logo", b"rlgo", b"rrst", b"rsdn", b"rest", b"shut")}
"""kAELogOut, kAEReallyLogOut, kAEShowRestartDialog, kAEShowShutdownDialog, kAERestart, kAEShutDown."""


def session_ends() -> bool:
    """Whether the program is being asked to quit because the person logs out or shuts the computer down (main thread).
    Then nobody is there to be asked."""
    event = NSAppleEventManager.sharedAppleEventManager().currentAppleEvent()
    reason = event.attributeDescriptorForKeyword_(_QUIT_REASON) if event is not None else None
    return reason is not None and reason.typeCodeValue() in _SESSION_ENDS


class EndObserver(NSObject):  # type: ignore[misc]
    """Keep it alive as long as the app."""

    def initWithAction_(self, action: Callable[[], None]) -> Any:  # noqa: N802  (a selector)
        self = objc.super(EndObserver, self).init()  # noqa: PLW0642  (as Objective-C does it)
        if self is not None:
            self._action = action
        return self

    def willTerminate_(self, _notification: Any) -> None:  # noqa: N802  (a selector)
        log.info("the system ends the app")
        self._action()


def before_terminating(action: Callable[[], None]) -> object:
    """Calls ``action`` (main thread) before macOS ends the process. Returns what is to be kept alive."""
    observer = EndObserver.alloc().initWithAction_(action)
    NSNotificationCenter.defaultCenter().addObserver_selector_name_object_(
        observer, b"willTerminate:", NSApplicationWillTerminateNotification, None
    )
    return observer
