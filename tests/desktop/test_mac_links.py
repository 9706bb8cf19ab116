"""Links on macOS come as Apple events: with fakes of Cocoa's classes, as in ``test_log_out``."""

import importlib
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from tests.desktop.foreign import NSObject, module


def test_links_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: dict[tuple[int, int], Any] = {}

    def handle(handler: Any, selector: bytes, event_class: int, event: int) -> None:
        handlers[event_class, event] = getattr(handler, selector.decode().replace(":", "_"))

    manager = SimpleNamespace(setEventHandler_andSelector_forEventClass_andEventID_=handle)
    events = SimpleNamespace(sharedAppleEventManager=lambda: manager)
    module(monkeypatch, "objc", super=super)
    module(monkeypatch, "Foundation", NSObject=NSObject, NSAppleEventManager=events)
    monkeypatch.delitem(sys.modules, "meetdesk.desktop.mac.links", raising=False)
    links = importlib.import_module("meetdesk.desktop.mac.links")
    monkeypatch.delitem(sys.modules, "meetdesk.desktop.mac.links")

    opened: list[str] = []
    assert links.take_links(opened.append) is not None
    get_url = int.from_bytes(b"GURL")
    hears = handlers[get_url, get_url]
    for described in (SimpleNamespace(stringValue=lambda: "meetdesk://join?addr=10.0.0.7"), None):
        asked: list[int] = []

        def parameter(key: int, found: Any = described, asked: list[int] = asked) -> Any:
            asked.append(key)
            return found

        hears(SimpleNamespace(paramDescriptorForKeyword_=parameter), None)
        assert asked == [int.from_bytes(b"----")], "the direct object is the link"
    assert opened == ["meetdesk://join?addr=10.0.0.7"]
