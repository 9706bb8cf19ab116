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

import msgspec
from websockets.asyncio.client import connect

import meetdesk
from meetdesk.app.hosting import Hosting
from meetdesk.app.succession.second_path import SecondPath
from meetdesk.core.topics.people import EndReason
from meetdesk.joining.identity import make
from meetdesk.server.meeting.members import Members
from meetdesk.store.store import Store
from meetdesk.wire.local import HostMeeting
from meetdesk.wire.messages import PROTOCOL_VERSION

SOURCES = Path(meetdesk.__file__).parent
DOCUMENT = SOURCES.parent / "docs" / "architecture.md"
FILE = re.compile(r"`([a-z_/]+\.py)`")
TEXT = "which files does this enter?"
FEWER_THAN = 16
"""Files that are handed the message."""
BEGINNINGS = {
    ("server/meeting/control_input.py", "hear"),
    ("server/meeting/control_output.py", "_flush"),
    ("store/transcripts.py", "keep"),
}
"""Where it is taken on: from the connection, at the end of the turn, in the store's thread. All else that happens
meanwhile (the time passes) is not of this message."""
SECONDS = 5.0


class Trace:
    """Which of MeetDesk's files are entered by calls, and from where, since a message was taken from a connection."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        """The file that calls (empty: none of MeetDesk's), and the one that is called."""
        self._handed: set[str] = set()

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        path = _of_meetdesk(frame)
        if event != "call" or path is None:
            return
        callers = [one for one in _callers(frame) if _of_meetdesk(one) is not None]
        if any((_of_meetdesk(one), one.f_code.co_name) in BEGINNINGS for one in (frame, *callers)):
            self.calls.append((_of_meetdesk(callers[0]) or "" if callers else "", path))
            if path not in self._handed and any(holds(frame.f_locals[name]) for name in _handed_over(frame)):
                self._handed.add(path)

    @property
    def entered(self) -> list[str]:
        """The files that are handed the message, or what has become of it: each once, in the order of the way."""
        return [path for path in dict.fromkeys(path for _, path in self.calls) if path in self._handed]

    @property
    def asked(self) -> list[str]:
        """Files in which something else is asked on the way."""
        return [path for path in dict.fromkeys(path for _, path in self.calls) if path not in self._handed]

    def entered_from_outside(self, room: str) -> list[tuple[str, str]]:
        """Calls from other rooms."""
        return [
            (before, path) for before, path in self.calls if _room(path) == room and _room(before) not in (room, "")
        ]


def _handed_over(frame: FrameType) -> tuple[str, ...]:
    """The names of a call's arguments, and of what a closure brings along. Not of the object whose method it is: many
    hold the message for long."""
    code = frame.f_code
    arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return tuple(name for name in (*arguments, *code.co_freevars) if name != "self")


def holds(thing: object) -> bool:
    """Whether it is the message: its text, or plain data or a piece of work with that in it."""
    match thing:
        case str():
            return TEXT in thing
        case bytes():
            return TEXT.encode() in thing
        case tuple() | list():
            return any(map(holds, thing))
        case msgspec.Struct():
            return any(map(holds, msgspec.structs.astuple(thing)))
        case _:
            return any(holds(cell.cell_contents) for cell in getattr(thing, "__closure__", None) or ())


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


def told() -> tuple[list[str], list[str]]:
    """The files of the way, and those that are only asked (behind the words "Asked on the way")."""
    section = DOCUMENT.read_text("utf-8").split("## The life of a chat message\n")[1].split("\n## ")[0]
    way, _, asked = section.partition("Asked on the way")
    return FILE.findall(way), FILE.findall(asked)


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
        on_moved=nothing,
        second_path=SecondPath(lambda: None),
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
        await control.send(json.dumps({"type": "post_chat", "id": 1, "ref": "r", "text": TEXT}))
        await until("done")
        sys.setprofile(None)
        await asyncio.to_thread(store.transcripts.of, hosting.session.meeting_id)  # the store's thread has come so far
    calls = list(trace.calls)
    await hosting.end(EndReason.ENDED_BY_HOST)
    await asyncio.to_thread(store.close)
    trace.calls = calls
    return trace


def test_a_chat_message_goes_the_way_that_is_told(tmp_path: Path) -> None:
    trace = asyncio.run(walk(tmp_path))
    way, asked = told()
    assert way == list(dict.fromkeys(way)), "a file is named twice"
    assert sorted(way) == sorted(trace.entered), f"docs/architecture.md tells another way than this: {trace.entered}"
    assert sorted(asked) == sorted(trace.asked), f"docs/architecture.md says that others are asked than: {trace.asked}"
    assert len(trace.entered) < FEWER_THAN, "the way has become longer; was there none through fewer files?"
    assert len({path for _, path in trace.entered_from_outside("store")}) == 1, trace.entered_from_outside("store")
    # Nobody asks back: what is to be kept is handed over, and what is decided is given as commands.
    asked_back = [call for call in trace.entered_from_outside("server/meeting") if _room(call[0]) != "net"]
    assert not asked_back, asked_back
    decided = [path for _, path in trace.entered_from_outside("core") if path != "core/budget.py"]
    assert decided == ["core/meeting.py"], decided
