"""The end of a session on Windows and macOS, with fakes of .NET's and Cocoa's classes, since neither can be had here.
On Linux, where it is real: ``test_manners``."""

import importlib
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from meetdesk.desktop.windows.log_out import close_at_log_out
from tests.desktop.foreign import NSObject, module


class Event(list[Callable[[Any, Any], None]]):
    """Of .NET: handlers are added by ``+=``, and called in that order."""

    def __iadd__(self, handler: Any) -> "Event":  # type: ignore[misc, override]
        self.append(handler)
        return self

    def raised(self, event: Any) -> Any:
        for handler in self:
            handler(None, event)
        return event


@pytest.mark.parametrize(("reason", "kept_open", "told"), [("UserClosing", True, 0), ("WindowsShutDown", False, 1)])
def test_windows(monkeypatch: pytest.MonkeyPatch, reason: str, kept_open: bool, told: int) -> None:
    for name in ("System", "System.Windows"):
        module(monkeypatch, name)
    reasons = SimpleNamespace(WindowsShutDown="WindowsShutDown", UserClosing="UserClosing")
    module(monkeypatch, "System.Windows.Forms", CloseReason=reasons)
    form = SimpleNamespace(FormClosing=Event(), FormClosed=Event())
    form.FormClosing += lambda _, event: setattr(event, "Cancel", True)  # pywebview, when the person is to be asked
    ends: list[str] = []
    close_at_log_out(form, lambda: ends.append("ended"))
    event = form.FormClosing.raised(SimpleNamespace(CloseReason=reason, Cancel=False))
    assert event.Cancel is kept_open
    assert not ends, "another program may still keep the session"
    form.FormClosed.raised(SimpleNamespace(CloseReason=reason))
    assert len(ends) == told


@pytest.fixture
def cocoa(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """``current``: the Apple event that is being handled; ``observers``: of notifications, by name."""
    found = SimpleNamespace(current=None, observers={})

    def observe(observer: Any, selector: bytes, name: str, _sender: None) -> None:
        found.observers[name] = getattr(observer, selector.decode().replace(":", "_"))

    events = SimpleNamespace(currentAppleEvent=lambda: found.current)
    centre = SimpleNamespace(addObserver_selector_name_object_=observe)
    module(monkeypatch, "objc", super=super)
    module(monkeypatch, "AppKit", NSApplicationWillTerminateNotification="terminates")
    module(
        monkeypatch,
        "Foundation",
        NSObject=NSObject,
        NSAppleEventManager=SimpleNamespace(sharedAppleEventManager=lambda: events),
        NSNotificationCenter=SimpleNamespace(defaultCenter=lambda: centre),
    )
    monkeypatch.delitem(sys.modules, "meetdesk.desktop.mac.log_out", raising=False)
    found.module = importlib.import_module("meetdesk.desktop.mac.log_out")
    monkeypatch.delitem(sys.modules, "meetdesk.desktop.mac.log_out")
    return found


@pytest.mark.parametrize(("reason", "ends"), [(b"logo", True), (b"rrst", True), (b"quia", False), (None, False)])
def test_macos_tells_log_out_from_quit(cocoa: SimpleNamespace, reason: bytes | None, ends: bool) -> None:
    assert cocoa.module.session_ends() is False
    described = None if reason is None else SimpleNamespace(typeCodeValue=lambda: int.from_bytes(reason))
    cocoa.current = SimpleNamespace(attributeDescriptorForKeyword_=lambda key: described if key == WHY else None)
    assert cocoa.module.session_ends() is ends


WHY = int.from_bytes(b"why?")


def test_macos_ends_the_process_after_the_meeting(cocoa: SimpleNamespace) -> None:
    ends: list[str] = []
    observer = cocoa.module.before_terminating(lambda: ends.append("ended"))
    assert observer is not None
    cocoa.observers["terminates"](None)
    assert ends == ["ended"]
