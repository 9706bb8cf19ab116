"""The decision on each request: first the table of roles, then the family that the request belongs to."""

from typing import assert_never

from meetdesk.core.asking import chat, files, hands, lobby, moderation, notes, people, polls, rules, timer, tracks
from meetdesk.core.decision import Decision
from meetdesk.core.entries import Participant
from meetdesk.core.requests import (
    ChatRequest,
    FilesRequest,
    HandRequest,
    LobbyRequest,
    ModerationRequest,
    NotesRequest,
    PeopleRequest,
    PollRequest,
    Request,
    RulesRequest,
    TimerRequest,
    TrackRequest,
)
from meetdesk.core.roles import check


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
