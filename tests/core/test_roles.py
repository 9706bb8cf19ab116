"""Roles x actions: the table, the rules that follow it, and the page that shows it."""

import re
from pathlib import Path
from typing import get_args

import pytest

from meetdesk.core.commands import Refuse
from meetdesk.core.entries import Role, Source
from meetdesk.core.errors import ErrorCode
from meetdesk.core.requests import (
    EndMeeting,
    Leave,
    LoadChat,
    PostChat,
    PublishTrack,
    Rename,
    Request,
    Subscribe,
    UnpublishTrack,
    UpdateTrack,
)
from meetdesk.core.roles import ALLOWED

from .script import ANN, BOB, SMALL, asks, meeting_of, publishes

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
CAMERA = 3
REQUESTS: list[Request] = [
    Rename(1, "Robert"),
    PublishTrack(1, Source.MICROPHONE, "opus"),
    UpdateTrack(1, CAMERA, muted=True),
    UnpublishTrack(1, CAMERA),
    Subscribe(()),
    PostChat(1, "r", "Hello"),
    LoadChat(1, 100),
    Leave(1),
    EndMeeting(1),
]


def test_the_table_has_every_request() -> None:
    assert set(ALLOWED) == set(get_args(Request)) == {type(request) for request in REQUESTS}


@pytest.mark.parametrize("person", [ANN, BOB], ids=["host", "participant"])
@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: type(request).__name__)
def test_the_meeting_follows_the_table(person: int, request_: Request) -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(person, Source.CAMERA, SMALL)).and_so_on()
    before = script.state
    role = Role.HOST if person == ANN else Role.PARTICIPANT
    commands = script.meeting.handle(asks(person, request_))
    if role in ALLOWED[type(request_)]:
        assert not any(isinstance(command, Refuse) for command in commands)
    else:
        assert commands == [Refuse(person, 1, ErrorCode.NOT_ALLOWED)]
        assert script.meeting.state == before


def test_the_protocol_page_shows_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \| (yes|no) \|$", PROTOCOL.read_text("utf-8"), re.MULTILINE)
    shown = {name: {Role.HOST: host == "yes", Role.PARTICIPANT: other == "yes"} for name, host, other in rows}
    table = {kind.__struct_config__.tag: {role: role in roles for role in Role} for kind, roles in ALLOWED.items()}
    assert shown == table, f"docs/protocol.md, 'Who may do what', should show {table}"
