"""The decision on each request: first the table of roles, then the family that the request belongs to."""

from typing import assert_never

from meetdesk.core.decisions import chat, files, hands, lobby, moderation, notes, people, polls, rules, timer, tracks
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.request import Request
from meetdesk.core.roles import check
from meetdesk.core.topics.chat import ChatRequest
from meetdesk.core.topics.files import FilesRequest
from meetdesk.core.topics.hands import HandRequest
from meetdesk.core.topics.lobby import LobbyRequest
from meetdesk.core.topics.moderation import ModerationRequest
from meetdesk.core.topics.notes import NotesRequest
from meetdesk.core.topics.people import Participant, PeopleRequest
from meetdesk.core.topics.polls import PollRequest
from meetdesk.core.topics.rules import RulesRequest
from meetdesk.core.topics.timer import TimerRequest
from meetdesk.core.topics.tracks import TrackRequest


def decide(decision: Decision, person: Participant, request: Request) -> None:
    """Carries out what ``person`` asks for, or raises Refused and changes nothing."""
    check(decision.fold, person, request)
    if isinstance(request, PeopleRequest):
        people.decide(decision, person, request)
    elif isinstance(request, TrackRequest):
        tracks.decide(decision, person, request)
    elif isinstance(request, ChatRequest):
        chat.decide(decision, person, request)
    elif isinstance(request, FilesRequest):
        files.decide(decision, person, request)
    elif isinstance(request, RulesRequest):
        rules.decide(decision, person, request)
    elif isinstance(request, LobbyRequest):
        lobby.decide(decision, person, request)
    elif isinstance(request, ModerationRequest):
        moderation.decide(decision, person, request)
    elif isinstance(request, HandRequest):
        hands.decide(decision, person, request)
    elif isinstance(request, PollRequest):
        polls.decide(decision, person, request)
    elif isinstance(request, TimerRequest):
        timer.decide(decision, person, request)
    elif isinstance(request, NotesRequest):
        notes.decide(decision, person, request)
    else:
        assert_never(request)
