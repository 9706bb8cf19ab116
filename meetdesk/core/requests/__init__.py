"""What a participant may ask of the meeting. Every request with an ``id`` is answered by ``done`` or ``error``.

``core.asking`` decides on each of them; ``wire.messages`` carries them as they are. Each family has a file of its own,
here and there; ``core.roles`` has a row for each request.
"""

from typing import TypeAlias

from meetdesk.core.requests.chat import ChatRequest, EditChat, LoadChat, PostChat, ReactToChat, RemoveChat, TakeDownChat
from meetdesk.core.requests.files import FilesRequest, OfferFile, SetFileLimit, WithdrawFile
from meetdesk.core.requests.lobby import Admit, AdmitAll, LetBack, LobbyRequest, RefuseEntry
from meetdesk.core.requests.moderation import MakeCoHost, ModerationRequest, MuteAll, Remove, StopTrack, UnmakeCoHost
from meetdesk.core.requests.people import EndMeeting, Leave, PeopleRequest, Rename
from meetdesk.core.requests.rules import ChangePermissions, RulesRequest, SetSpotlight, SwitchLobby, SwitchLock
from meetdesk.core.requests.tracks import PublishTrack, Subscribe, TrackRequest, UnpublishTrack, UpdateTrack, Want

__all__ = [
    "Admit",
    "AdmitAll",
    "ChangePermissions",
    "ChatRequest",
    "EditChat",
    "EndMeeting",
    "FilesRequest",
    "Leave",
    "LetBack",
    "LoadChat",
    "LobbyRequest",
    "MakeCoHost",
    "ModerationRequest",
    "MuteAll",
    "OfferFile",
    "PeopleRequest",
    "PostChat",
    "PublishTrack",
    "ReactToChat",
    "RefuseEntry",
    "Remove",
    "RemoveChat",
    "Rename",
    "Request",
    "RulesRequest",
    "SetFileLimit",
    "SetSpotlight",
    "StopTrack",
    "Subscribe",
    "SwitchLobby",
    "SwitchLock",
    "TakeDownChat",
    "TrackRequest",
    "UnmakeCoHost",
    "UnpublishTrack",
    "UpdateTrack",
    "Want",
    "WithdrawFile",
]

Request: TypeAlias = (
    PeopleRequest | TrackRequest | ChatRequest | FilesRequest | RulesRequest | LobbyRequest | ModerationRequest
)
