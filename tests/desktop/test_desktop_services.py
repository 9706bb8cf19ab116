"""Notifications and keeping awake, on a session bus of one's own with fake services."""

import pytest

from meetdesk.desktop.awake import Awake
from meetdesk.desktop.notifications import Notice, Notifier
from tests.support.processes import until
from tests.support.session_bus import Desktop

# The bus goes away under the feet of a thread of the package, as at the end of a person's session.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


def test_a_notice_is_shown_as_text_and_its_click_is_heard(desktop: Desktop) -> None:
    clicks: list[str] = []
    notifier = Notifier()
    notifier.show(Notice("Ada <b>", "1 < 2 & <img src=x>", clicks.append, tag="chat Ada", action="Open"))
    shown = desktop.notice(1)
    assert (shown["app"], shown["title"], shown["body"]) == ("MeetDesk", "Ada <b>", "1 &lt; 2 &amp; &lt;img src=x&gt;")
    assert shown["actions"] == ["default", "Open"]
    assert shown["hints"]["desktop-entry"] == ("s", "meetdesk")
    desktop.click(shown["number"], "token-7")
    until(lambda: clicks == ["token-7"], "the click")


def test_the_same_tag_takes_the_place_and_another_does_not(desktop: Desktop) -> None:
    notifier = Notifier()
    for title, tag in (("one", "a"), ("two", "a"), ("three", "b")):
        notifier.show(Notice(title, "", lambda _: None, tag=tag))
    first, second, third = (desktop.notice(count) for count in (1, 2, 3))
    assert (second["replaces"], third["replaces"]) == (first["number"], 0)


def test_without_a_bus_nothing_happens(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    caplog.set_level("INFO")
    Notifier().show(Notice("title", "", lambda _: None))
    until(lambda: "no notification is shown" in caplog.text, "the log's word")
    awake = Awake()
    awake.hold(True)
    until(lambda: "not kept awake" in caplog.text, "the log's word")
    awake.stop()
    (said,) = (record.getMessage() for record in caplog.records if "awake" in record.getMessage())
    assert "\n" not in said
    assert len(said) < 300, said
    assert not [record for record in caplog.records if record.name.startswith("wakepy")]


def test_kept_awake_from_the_beginning_to_the_end(desktop: Desktop) -> None:
    awake = Awake()
    awake.hold(False)
    awake.hold(True)
    awake.hold(True)
    until(lambda: desktop.inhibited, "the request")
    awake.hold(False)
    until(lambda: desktop.released == list(desktop.inhibited), "its end")
    awake.hold(True)
    until(lambda: len(desktop.inhibited) == 2, "the second request")
    awake.stop()
    assert desktop.released == list(desktop.inhibited)
