"""Roles x actions: the table, the rules that follow it, and the page that shows it."""

from collections.abc import Callable
from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from meetdesk.core import requests as asked
from meetdesk.core.commands import Command, Refuse, Reply
from meetdesk.core.entries import Emoji, Permissions, Role, Source
from meetdesk.core.errors import ErrorCode
from meetdesk.core.permissions import Permission, needed
from meetdesk.core.requests import Request
from meetdesk.core.roles import RANK, TABLE, Right, outranks, right
from meetdesk.core.state import Fold
from meetdesk.core.stops import Stoppable
from meetdesk.wire import roles_table

from .script import SMALL, START, Script, arrives, asks, publishes
from .yjs_updates import typed

PEOPLE = {Role.HOST: 1, Role.CO_HOST: 2, Role.PARTICIPANT: 3, Role.GUEST: 4}
EXTRA = 5
"""One more participant, whom others act upon."""
WAITING = 77
EVERY: dict[type[Request], Callable[[int, dict[str, int]], Request]] = {
    asked.Rename: lambda _, __: asked.Rename(1, "Another name"),
    asked.Leave: lambda _, __: asked.Leave(1),
    asked.EndMeeting: lambda _, __: asked.EndMeeting(1),
    asked.PublishTrack: lambda _, __: asked.PublishTrack(1, Source.SCREEN, "vp8", False, (SMALL,)),
    asked.UpdateTrack: lambda who, tracks: asked.UpdateTrack(1, tracks[f"camera {who}"], muted=False),
    asked.UnpublishTrack: lambda who, tracks: asked.UnpublishTrack(1, tracks[f"camera {who}"]),
    asked.Subscribe: lambda _, __: asked.Subscribe(()),
    asked.PostChat: lambda _, __: asked.PostChat(1, "r", "Hello"),
    asked.LoadChat: lambda _, __: asked.LoadChat(1, 100),
    asked.EditChat: lambda who, tracks: asked.EditChat(1, tracks[f"message {who}"], "Better"),
    asked.RemoveChat: lambda who, tracks: asked.RemoveChat(1, tracks[f"message {who}"]),
    asked.TakeDownChat: lambda _, tracks: asked.TakeDownChat(1, tracks[f"message {EXTRA}"]),
    asked.ReactToChat: lambda _, tracks: asked.ReactToChat(1, tracks[f"message {EXTRA}"], Emoji.HEART, True),
    asked.OfferFile: lambda _, __: asked.OfferFile(1, "plan.pdf", 1_000),
    asked.WithdrawFile: lambda who, tracks: asked.WithdrawFile(1, tracks[f"file {who}"]),
    asked.SetFileLimit: lambda _, __: asked.SetFileLimit(1, 7_000_000),
    asked.ChangePermissions: lambda _, __: asked.ChangePermissions(1, chat=False),
    asked.SwitchLobby: lambda _, __: asked.SwitchLobby(1, True),
    asked.SwitchLock: lambda _, __: asked.SwitchLock(1, True),
    asked.SetSpotlight: lambda _, __: asked.SetSpotlight(1, (EXTRA,)),
    asked.Admit: lambda _, __: asked.Admit(1, WAITING),
    asked.AdmitAll: lambda _, __: asked.AdmitAll(1),
    asked.RefuseEntry: lambda _, __: asked.RefuseEntry(1, WAITING),
    asked.LetBack: lambda _, __: asked.LetBack(1, 1),
    asked.StopTrack: lambda _, tracks: asked.StopTrack(1, tracks[f"microphone {EXTRA}"]),
    asked.MuteAll: lambda _, __: asked.MuteAll(1),
    asked.Remove: lambda _, __: asked.Remove(1, EXTRA),
    asked.LoadUsage: lambda _, __: asked.LoadUsage(1),
    asked.LiftStop: lambda _, __: asked.LiftStop(1, EXTRA, Stoppable.NOTES),
    asked.MakeCoHost: lambda _, __: asked.MakeCoHost(1, EXTRA),
    asked.UnmakeCoHost: lambda _, __: asked.UnmakeCoHost(1, EXTRA),
    asked.RaiseHand: lambda _, __: asked.RaiseHand(1),
    asked.LowerHand: lambda _, __: asked.LowerHand(1),
    asked.LowerOthersHand: lambda _, __: asked.LowerOthersHand(1, EXTRA),
    asked.LowerAllHands: lambda _, __: asked.LowerAllHands(1),
    asked.SendReaction: lambda _, __: asked.SendReaction(1, asked.ReactionKind.CLAP),
    asked.CreatePoll: lambda _, __: asked.CreatePoll(1, "When?", ("Now", "Later")),
    asked.Vote: lambda who, polls: asked.Vote(1, polls[f"poll {who}"], (0,)),
    asked.ClosePoll: lambda who, polls: asked.ClosePoll(1, polls[f"poll {who}"]),
    asked.ReopenPoll: lambda who, polls: asked.ReopenPoll(1, polls[f"poll {who}"]),
    asked.RemovePoll: lambda who, polls: asked.RemovePoll(1, polls[f"poll {who}"]),
    asked.StartTimer: lambda _, __: asked.StartTimer(1, 60),
    asked.PauseTimer: lambda _, __: asked.PauseTimer(1),
    asked.ResumeTimer: lambda _, __: asked.ResumeTimer(1),
    asked.ResetTimer: lambda _, __: asked.ResetTimer(1),
    asked.WriteNotes: lambda _, __: asked.WriteNotes(1, typed("an update")),
    asked.CompactNotes: lambda _, __: asked.CompactNotes(1, 1, b"a document"),
    asked.ReadNotes: lambda _, __: asked.ReadNotes(1, True),
    asked.NotesStuck: lambda _, __: asked.NotesStuck(1, 1),
}
"""Each request as somebody would ask it in the meeting below."""
OFF = asked.ChangePermissions(1, **{permission.value: False for permission in Permission})


def test_the_table_has_every_request() -> None:
    assert set(TABLE) == set(get_args(Request)) == set(EVERY)


def test_every_role_has_a_rank() -> None:
    assert set(RANK) == set(Role) == set(PEOPLE)


def a_meeting() -> tuple[Script, dict[str, int]]:
    """One person of each role, with a poll, and one more participant, each with a muted camera and a message; and one
    who waits."""
    script = Script()
    for role, number in PEOPLE.items():
        (script >> arrives(number, role=Role.PARTICIPANT if role is Role.CO_HOST else role)).and_so_on()
        if role is Role.GUEST:
            (script >> asks(PEOPLE[Role.HOST], asked.Admit(1, number))).and_so_on()
    (script >> arrives(EXTRA)).and_so_on()
    (script >> asks(PEOPLE[Role.HOST], asked.MakeCoHost(1, PEOPLE[Role.CO_HOST]))).and_so_on()
    for number in (*PEOPLE.values(), EXTRA):
        (script >> publishes(number, Source.CAMERA, SMALL, muted=True)).and_so_on()
    (script >> publishes(EXTRA, Source.MICROPHONE)).and_so_on()
    (script >> arrives(WAITING, role=Role.GUEST)).and_so_on()
    # Everybody's own poll, but the guest's, who creates none: it is asked about its host's.
    polls = {}
    for number in PEOPLE.values():
        creates = asked.CreatePoll(1, f"Poll of {number}?", ("Yes", "No"))
        (script >> asks(number, creates)).and_so_on()
        polls[f"poll {number}"] = script.state.polls[-1].poll
    assert {one.role: one.participant for one in script.state.participants[:4]} == PEOPLE
    for number in (*PEOPLE.values(), EXTRA):
        (script >> asks(number, asked.PostChat(1, "r0", "Hello"))).and_so_on()
    files = {}
    for number in PEOPLE.values():
        reply = (script >> asks(number, asked.OfferFile(1, "notes.txt", 100))).the(Reply)
        files[f"file {number}"] = reply.file or 0
    tracks = polls | files | {f"{track.source} {track.participant}": track.track for track in script.state.tracks}
    return script, tracks | {f"message {message.participant}": message.entry for message in script.state.chat}


@pytest.mark.parametrize("off", [False, True], ids=["permitted", "forbidden"])
@pytest.mark.parametrize(("role", "kind"), [*product(Role, EVERY)], ids=lambda value: getattr(value, "__name__", None))
def test_the_meeting_follows_the_table(role: Role, kind: type[Request], off: bool) -> None:
    script, tracks = a_meeting()
    if off:
        (script >> asks(PEOPLE[Role.HOST], OFF)).and_so_on()
    before = script.state
    commands = script.meeting.handle(asks(PEOPLE[role], EVERY[kind](PEOPLE[role], tracks)))
    found = right(role, kind)
    if found is Right.YES or (found is Right.PERMITTED and not off):
        assert not any(isinstance(command, Refuse) for command in commands)
    else:
        assert _only_refusal(commands) is (ErrorCode.NOT_ALLOWED if found is Right.NO else ErrorCode.NOT_PERMITTED)
        assert script.meeting.state == before


def _only_refusal(commands: list[Command]) -> ErrorCode:
    (refusal,) = commands
    assert isinstance(refusal, Refuse)
    return refusal.code


@pytest.mark.parametrize("kind", [kind for kind, row in TABLE.items() if Right.PERMITTED in row])
def test_what_is_left_to_permissions_needs_one(kind: type[Request]) -> None:
    script, tracks = a_meeting()
    assert needed(Fold(script.state), EVERY[kind](EXTRA, tracks)) is not None


@pytest.mark.parametrize("source", Source)
def test_every_source_needs_a_permission_to_begin(source: Source) -> None:
    script, _ = a_meeting()
    assert needed(Fold(script.state), asked.PublishTrack(1, source, "opus")) is not None


def test_the_permissions_are_those_of_the_state() -> None:
    assert {permission.value for permission in Permission} == set(Permissions.__struct_fields__)


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_alone_forbids_what_is_named_after_it(permission: Permission) -> None:
    script, tracks = a_meeting()
    (script >> asks(PEOPLE[Role.HOST], replace(asked.ChangePermissions(1), **{permission.value: False}))).and_so_on()
    begins: dict[Permission, Request] = {
        Permission.CHAT: asked.PostChat(2, "r", "Hello"),
        Permission.PRIVATE_CHAT: asked.PostChat(2, "r", "Hello", EXTRA),
        Permission.FILES: asked.OfferFile(2, "plan.pdf", 1_000, PEOPLE[Role.HOST]),
        Permission.SCREEN: asked.PublishTrack(2, Source.SCREEN, "vp8", True, (SMALL,)),
        Permission.RENAME: asked.Rename(2, "Somebody else"),
        Permission.MICROPHONE: asked.PublishTrack(2, Source.MICROPHONE, "opus"),
        Permission.TOOLS: asked.CreatePoll(2, "When?", ("Now", "Later")),
        Permission.NOTES: asked.WriteNotes(2, typed("an update")),
        Permission.CAMERA: asked.UpdateTrack(2, tracks[f"camera {PEOPLE[Role.PARTICIPANT]}"], muted=False),
    }
    for other, request in begins.items():
        commands = script.meeting.handle(asks(PEOPLE[Role.PARTICIPANT], request))
        refusals = [command for command in commands if isinstance(command, Refuse)]
        if other is permission:
            expected: dict[str, str | int] = {"permission": permission.value}
            assert refusals == [Refuse(PEOPLE[Role.PARTICIPANT], 2, ErrorCode.NOT_PERMITTED, expected)]
        else:
            assert not refusals, request


@pytest.mark.parametrize(("one", "other"), [*product(Role, Role)])
def test_nobody_acts_upon_an_equal_or_a_higher_rank(one: Role, other: Role) -> None:
    if right(one, asked.Remove) is not Right.YES:
        return
    script, tracks = a_meeting()
    target = PEOPLE[other]
    for request in (
        asked.StopTrack(1, tracks[f"camera {target}"]),
        asked.MakeCoHost(1, target),
        asked.UnmakeCoHost(1, target),
        asked.Remove(1, target),
    ):
        if right(one, type(request)) is not Right.YES:
            continue
        before = script.state
        commands = script.meeting.handle(asks(PEOPLE[one], request, at=START + 1))
        if not outranks(one, other):
            assert _only_refusal(commands) is ErrorCode.OUTRANKED
            assert script.meeting.state == before
        elif isinstance(request, asked.StopTrack):
            assert not any(isinstance(command, Refuse) for command in commands)


def test_the_host_is_above_everybody() -> None:
    assert all(outranks(Role.HOST, role) for role in Role if role is not Role.HOST)
    assert not any(outranks(role, Role.HOST) for role in Role)


def test_the_protocol_page_shows_the_table() -> None:
    page = roles_table.TARGET.read_text("utf-8")
    assert page == roles_table.generate(page), (
        "docs/protocol.md must be regenerated by running python -m meetdesk.wire.roles_table"
    )
