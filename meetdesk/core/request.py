"""What a participant may ask of the meeting. Every request with an ``id`` is answered by ``done`` or ``error``.

``core.asking`` decides on each of them; ``wire.messages`` carries them as they are. Each family has a file of its own,
here and there; ``core.roles`` has a row for each request.
"""

from typing import TypeAlias

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
)
