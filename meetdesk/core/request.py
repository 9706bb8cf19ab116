"""What a participant may ask of the meeting. Every request with an ``id`` is answered by ``done`` or ``error``.

A topic (``core.topics``) says its requests, each with its row in the table of roles; ``core.decisions`` decides on
them, a file for each topic; ``wire.messages`` carries them as they are.
"""

from typing import TypeAlias

from meetdesk.core.topics.board import BoardRequest
from meetdesk.core.topics.chat import ChatRequest
from meetdesk.core.topics.files import FilesRequest
from meetdesk.core.topics.hands import (
    HandRequest,
)
from meetdesk.core.topics.lobby import LobbyRequest
from meetdesk.core.topics.moderation import (
    ModerationRequest,
)
from meetdesk.core.topics.notes import NotesRequest
from meetdesk.core.topics.people import PeopleRequest
from meetdesk.core.topics.polls import PollRequest
from meetdesk.core.topics.rules import RulesRequest
from meetdesk.core.topics.strokes import StrokesRequest
from meetdesk.core.topics.timer import TimerRequest
from meetdesk.core.topics.tracks import TrackRequest

Request: TypeAlias = (
    PeopleRequest
    | TrackRequest
    | ChatRequest
    | FilesRequest
    | RulesRequest
    | LobbyRequest
    | ModerationRequest
    | HandRequest
    | PollRequest
    | TimerRequest
    | NotesRequest
    | StrokesRequest
    | BoardRequest
)
