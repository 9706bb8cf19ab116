"""``meetdesk://`` links, which macOS gives to a program as Apple events, at its start as well as later."""

import logging
from collections.abc import Callable
from typing import Any

import objc
from Foundation import NSAppleEventManager, NSObject

log = logging.getLogger(__name__)

_GET_URL = int.from_bytes(b"GURL")
"""kInternetEventClass and kAEGetURL, as four letters."""
_DIRECT_OBJECT = int.from_bytes(b"----")
"""keyDirectObject."""


class LinkHandler(NSObject):  # type: ignore[misc]
    """Keep it alive as long as the app."""

    def initWithOpen_(self, on_link: Callable[[str], None]) -> Any:  # noqa: N802  (a selector)
        self = objc.super(LinkHandler, self).init()  # noqa: PLW0642  (as Objective-C does it)
        if self is not None:
            self._on_link = on_link
        return self

    def openURL_withReply_(self, event: Any, _reply: Any) -> None:  # noqa: N802  (a selector)
        described = event.paramDescriptorForKeyword_(_DIRECT_OBJECT)
        link = described.stringValue() if described is not None else None
        if link:
            log.info("a link was opened")
            self._on_link(str(link))


def take_links(on_link: Callable[[str], None]) -> object:
    """Calls ``on_link`` (main thread) with every link that is opened from now on, and with the one that the app was
    started for. Returns what is to be kept alive."""
    handler = LinkHandler.alloc().initWithOpen_(on_link)
    manager = NSAppleEventManager.sharedAppleEventManager()
    manager.setEventHandler_andSelector_forEventClass_andEventID_(handler, b"openURL:withReply:", _GET_URL, _GET_URL)
    return handler
