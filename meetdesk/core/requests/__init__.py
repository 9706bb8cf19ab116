"""What a participant may ask of the meeting. Every request with an ``id`` is answered by ``done`` or ``error``.

``core.asking`` decides on each of them; ``wire.messages`` carries them as they are. Each family has a file of its own,
here and there; ``core.roles`` has a row for each request.
"""

from typing import TypeAlias

from meetdesk.core.requests.chat import ChatRequest, EditChat, LoadChat, PostChat, ReactToChat, RemoveChat, TakeDownChat
from meetdesk.core.requests.files import FilesRequest, OfferFile, SetFileLimit, WithdrawFile
from meetdesk.core.requests.hands import (
    HandRequest,
    LowerAllHands,
    LowerHand,
    LowerOthersHand,
    RaiseHand,
    ReactionKind,
    SendReaction,
)
from meetdesk.core.requests.lobby import Admit, AdmitAll, LetBack, LobbyRequest, RefuseEntry
from meetdesk.core.requests.moderation import (
    LiftStop,
    LoadUsage,
    MakeCoHost,
    ModerationRequest,
    MuteAll,
    Remove,
    StopTrack,
    UnmakeCoHost,
)
from meetdesk.core.requests.notes import CompactNotes, NotesRequest, NotesStuck, ReadNotes, WriteNotes
from meetdesk.core.requests.people import EndMeeting, Leave, PeopleRequest, Rename
from meetdesk.core.requests.polls import ClosePoll, CreatePoll, PollRequest, RemovePoll, ReopenPoll, Vote
from meetdesk.core.requests.rules import ChangePermissions, RulesRequest, SetSpotlight, SwitchLobby, SwitchLock
from meetdesk.core.requests.timer import PauseTimer, ResetTimer, ResumeTimer, StartTimer, TimerRequest
from meetdesk.core.requests.tracks import PublishTrack, Subscribe, TrackRequest, UnpublishTrack, UpdateTrack, Want

__all__ = [
    "Admit",
    "AdmitAll",
    "ChangePermissions",
    "ChatRequest",
    "ClosePoll",
    "CompactNotes",
    "CreatePoll",
    "EditChat",
    "EndMeeting",
    "FilesRequest",
    "HandRequest",
    "Leave",
    "LetBack",
    "LiftStop",
    "LoadChat",
    "LoadUsage",
    "LobbyRequest",
    "LowerAllHands",
    "LowerHand",
    "LowerOthersHand",
    "MakeCoHost",
    "ModerationRequest",
    "MuteAll",
    "NotesRequest",
    "NotesStuck",
    "OfferFile",
    "PauseTimer",
    "PeopleRequest",
    "PollRequest",
    "PostChat",
    "PublishTrack",
    "RaiseHand",
    "ReactToChat",
    "ReactionKind",
    "ReadNotes",
    "RefuseEntry",
    "Remove",
    "RemoveChat",
    "RemovePoll",
    "Rename",
    "ReopenPoll",
    "Request",
    "ResetTimer",
    "ResumeTimer",
    "RulesRequest",
    "SendReaction",
    "SetFileLimit",
    "SetSpotlight",
    "StartTimer",
    "StopTrack",
    "Subscribe",
    "SwitchLobby",
    "SwitchLock",
    "TakeDownChat",
    "TimerRequest",
    "TrackRequest",
    "UnmakeCoHost",
    "UnpublishTrack",
    "UpdateTrack",
    "Vote",
    "Want",
    "WithdrawFile",
    "WriteNotes",
]

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
