"""The way of a chat message through the host, as ``docs/architecture.md`` tells it: the files that it really enters."""

import asyncio
import json
import re
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from websockets.asyncio.client import connect

import meetdesk
from meetdesk.app.hosting import Hosting
from meetdesk.core.topics.people import EndReason
from meetdesk.joining.identity import make
from meetdesk.server.meeting.members import Members
from meetdesk.store.store import Store
from meetdesk.wire.local import HostMeeting
from meetdesk.wire.messages import PROTOCOL_VERSION

SOURCES = Path(meetdesk.__file__).parent
DOCUMENT = SOURCES.parent / "docs" / "architecture.md"
FILE = re.compile(r"`([a-z_/]+\.py)`")
MOST_FILES = 27
BEGINNINGS = {
    ("server/meeting/members.py", "on_message"),
    ("server/meeting/control_output.py", "_flush"),
    ("store/store.py", "keep"),
}
"""Where it is taken on: from the connection, at the end of the turn, in the store's thread. All else that happens
meanwhile (the time passes) is not of this message."""
SECONDS = 5.0


class Trace:
    """Which of MeetDesk's files are entered by calls, and from where, since a message was taken from a connection."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        """The file that calls (empty: none of MeetDesk's), and the one that is called."""

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        path = _of_meetdesk(frame)
        if event != "call" or path is None:
            return
        callers = [one for one in _callers(frame) if _of_meetdesk(one) is not None]
        if any((_of_meetdesk(one), one.f_code.co_name) in BEGINNINGS for one in (frame, *callers)):
            self.calls.append((_of_meetdesk(callers[0]) or "" if callers else "", path))

    @property
    def files(self) -> list[str]:
        """Each once, in the order in which they are entered first."""
        return list(dict.fromkeys(path for _, path in self.calls))

    def entered_from_outside(self, room: str) -> list[tuple[str, str]]:
        """Calls from other rooms."""
        return [
            (before, path) for before, path in self.calls if _room(path) == room and _room(before) not in (room, "")
        ]


def _callers(frame: FrameType) -> Iterator[FrameType]:
    """The nearest first."""
    while (before := frame.f_back) is not None:
        yield before
        frame = before


def _of_meetdesk(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    return path.relative_to(SOURCES).as_posix() if path.is_relative_to(SOURCES) else None


def _room(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "server" else parts[0]


def told() -> list[str]:
    section = DOCUMENT.read_text("utf-8").split("## The life of a chat message\n")[1].split("\n## ")[0]
    return FILE.findall(section)


async def walk(folder: Path) -> Trace:
    trace = Trace()
    threading.setprofile(trace)  # for the store's thread
    store = Store(folder)
    threading.setprofile(None)
    nothing: Any = lambda *_: None  # noqa: E731
    hosting = Hosting(
        HostMeeting(name="Ann", title="T"),
        make(),
        store,
        folder,
        folder,
        language="en",
        on_addresses=nothing,
        on_announcement=nothing,
        on_guessing=nothing,
        on_finished=nothing,
    )
    members: Members = hosting.session.members
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    url = f"wss://127.0.0.1:{hosting.port}/meetdesk/{PROTOCOL_VERSION}/control"
    headers = {"Authorization": f"Bearer {members.local_ticket()}"}
    async with connect(url, ssl=trusting, additional_headers=headers, compression=None, proxy=None) as control:

        async def until(kind: str) -> None:
            async with asyncio.timeout(SECONDS):
                while json.loads(await control.recv())["type"] != kind:
                    pass

        hello = {"type": "hello", "name": "Ann", "protocol": PROTOCOL_VERSION, "app": "1", "attempt": 1}
        await control.send(json.dumps(hello))
        await until("clocks")
        sys.setprofile(trace)
        await control.send(json.dumps({"type": "post_chat", "id": 1, "ref": "r", "text": "hello"}))
        await until("done")
        sys.setprofile(None)
        await asyncio.to_thread(store.transcript, hosting.session.meeting_id)  # the store's thread has come so far
    calls, trace.calls = list(trace.calls), []
    await hosting.end(EndReason.ENDED_BY_HOST)
    await asyncio.to_thread(store.close)
    trace.calls = calls
    return trace


def test_a_chat_message_goes_the_way_that_is_told(tmp_path: Path) -> None:
    trace = asyncio.run(walk(tmp_path))
    assert sorted(told()) == sorted(trace.files), f"docs/architecture.md tells another way than this one: {trace.files}"
    assert len(trace.files) <= MOST_FILES, "the way has become longer; was there none through the files that it enters?"
    for room in ("app", "store"):
        assert len({path for _, path in trace.entered_from_outside(room)}) == 1, trace.entered_from_outside(room)
    # Nobody asks back: what is to be kept is handed over, and what is decided is given as commands.
    asked_back = [call for call in trace.entered_from_outside("server/meeting") if _room(call[0]) != "net"]
    assert not asked_back, asked_back
    decided = [path for _, path in trace.entered_from_outside("core") if path != "core/budget.py"]
    assert decided == ["core/meeting.py"], decided
