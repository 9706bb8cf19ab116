"""Roles x actions: the table, the rules that follow it, and the page that shows it."""

from collections.abc import Callable
from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from meetdesk.core.commands import Command, Refuse, Reply, TellStrokes
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import DeputiesChosen
from meetdesk.core.request import Request
from meetdesk.core.rights import Permission, Right
from meetdesk.core.roles import RANK, TABLE, needed, outranks, right
from meetdesk.core.state import Fold
from meetdesk.core.topics.board import ClosePage, OpenPage
from meetdesk.core.topics.chat import EditChat, Emoji, PostChat, ReactToChat, RemoveChat, TakeDownChat
from meetdesk.core.topics.files import OfferFile, SetFileLimit, WithdrawFile
from meetdesk.core.topics.hands import LowerOthersHand
from meetdesk.core.topics.lobby import Admit, LetBack, RefuseEntry
from meetdesk.core.topics.moderation import (
    LiftStop,
    MakeCoHost,
    Remove,
    Stoppable,
    StopTrack,
    UnmakeCoHost,
)
from meetdesk.core.topics.notes import CompactNotes, WriteNotes
from meetdesk.core.topics.people import HandOver, Rename, Role, WishDeputy
from meetdesk.core.topics.polls import ClosePoll, CreatePoll, RemovePoll, ReopenPoll, Vote
from meetdesk.core.topics.rules import ChangePermissions, Permissions, SetSpotlight
from meetdesk.core.topics.strokes import (
    ClearStrokes,
    Drawers,
    DrawPart,
    DrawStroke,
    EraseStroke,
    PointAt,
    SetDrawers,
    Tool,
)
from meetdesk.core.topics.tracks import PublishTrack, Source, Subscribe, UnpublishTrack, UpdateTrack
from meetdesk.wire import roles_table
from tests.support.plain import plain

from .script import SMALL, START, Script, arrives, asks, publishes
from .yjs_updates import typed

PEOPLE = {Role.HOST: 1, Role.CO_HOST: 2, Role.PARTICIPANT: 3, Role.GUEST: 4}
EXTRA = 5
"""One more participant, whom others act upon."""
WAITING = 77
Make = Callable[[int, dict[str, int]], Request]
"""A request of this participant, with what everybody has in the meeting."""
AIMED: dict[type[Request], Make] = {
    PublishTrack: lambda _, __: PublishTrack(1, Source.SCREEN, "vp8", False, (SMALL,)),
    UpdateTrack: lambda who, tracks: UpdateTrack(1, tracks[f"camera {who}"], muted=False),
    UnpublishTrack: lambda who, tracks: UnpublishTrack(1, tracks[f"camera {who}"]),
    Subscribe: lambda _, __: Subscribe(()),
    EditChat: lambda who, tracks: EditChat(1, tracks[f"message {who}"], "Better"),
    RemoveChat: lambda who, tracks: RemoveChat(1, tracks[f"message {who}"]),
    TakeDownChat: lambda _, tracks: TakeDownChat(1, tracks[f"message {EXTRA}"]),
    ReactToChat: lambda _, tracks: ReactToChat(1, tracks[f"message {EXTRA}"], Emoji.HEART, True),
    WithdrawFile: lambda who, tracks: WithdrawFile(1, tracks[f"file {who}"]),
    SetFileLimit: lambda _, __: SetFileLimit(1, 7_000_000),
    ChangePermissions: lambda _, __: ChangePermissions(1, chat=False),
    SetSpotlight: lambda _, __: SetSpotlight(1, (EXTRA,)),
    Admit: lambda _, __: Admit(1, WAITING),
    RefuseEntry: lambda _, __: RefuseEntry(1, WAITING),
    LetBack: lambda _, __: LetBack(1, 1),
    StopTrack: lambda _, tracks: StopTrack(1, tracks[f"microphone {EXTRA}"]),
    Remove: lambda _, __: Remove(1, EXTRA),
    LiftStop: lambda _, __: LiftStop(1, EXTRA, Stoppable.NOTES),
    MakeCoHost: lambda _, __: MakeCoHost(1, EXTRA),
    UnmakeCoHost: lambda _, __: UnmakeCoHost(1, EXTRA),
    LowerOthersHand: lambda _, __: LowerOthersHand(1, EXTRA),
    CreatePoll: lambda _, __: CreatePoll(1, "When?", ("Now", "Later")),
    Vote: lambda who, polls: Vote(1, polls[f"poll {who}"], (0,)),
    ClosePoll: lambda who, polls: ClosePoll(1, polls[f"poll {who}"]),
    ReopenPoll: lambda who, polls: ReopenPoll(1, polls[f"poll {who}"]),
    RemovePoll: lambda who, polls: RemovePoll(1, polls[f"poll {who}"]),
    WriteNotes: lambda _, __: WriteNotes(1, typed("an update")),
    CompactNotes: lambda _, __: CompactNotes(1, 1, b"a document"),
    DrawPart: lambda _, tracks: DrawPart(tracks[f"screen {EXTRA}"], 1, Tool.PEN, 0, bytes(6)),
    PointAt: lambda _, tracks: PointAt(tracks[f"screen {EXTRA}"], None),
    DrawStroke: lambda _, tracks: DrawStroke(1, tracks[f"screen {EXTRA}"], 2, Tool.PEN, bytes(6)),
    EraseStroke: lambda who, tracks: EraseStroke(1, tracks[f"screen {EXTRA}"], tracks[f"stroke {who}"]),
    ClearStrokes: lambda _, tracks: ClearStrokes(1, tracks[f"screen {EXTRA}"], own=True),
    SetDrawers: lambda who, tracks: SetDrawers(1, tracks[f"screen {who}"], Drawers.NOBODY),
    OpenPage: lambda _, __: OpenPage(1),
    ClosePage: lambda who, tracks: ClosePage(1, tracks[f"page {who}"]),
    HandOver: lambda _, __: HandOver(1, EXTRA),
    WishDeputy: lambda _, __: WishDeputy(1, EXTRA),
}
"""Those that concern somebody or something, or hold more than numbers, texts and choices."""


def _plain(kind: type[Request]) -> Make:
    request = plain(kind)
    assert request is not None, f"{kind.__name__} needs an example in AIMED"
    return lambda _, __: request


EVERY: dict[type[Request], Make] = {kind: AIMED.get(kind) or _plain(kind) for kind in get_args(Request)}
"""Each request as somebody would ask it in the meeting below."""
OFF = ChangePermissions(1, **{permission.value: False for permission in Permission})


def test_the_table_has_every_request() -> None:
    assert set(TABLE) == set(get_args(Request)) >= set(AIMED)


def test_every_role_has_a_rank() -> None:
    assert set(RANK) == set(Role) == set(PEOPLE)


def a_meeting() -> tuple[Script, dict[str, int]]:
    """One person of each role, with a poll and a stroke on the screen of one more participant, each with a camera that
    is muted, a screen and a message; and one who waits."""
    script = Script()
    for role, number in PEOPLE.items():
        (script >> arrives(number, role=Role.PARTICIPANT if role is Role.CO_HOST else role)).and_so_on()
        if role is Role.GUEST:
            (script >> asks(PEOPLE[Role.HOST], Admit(1, number))).and_so_on()
    (script >> arrives(EXTRA)).and_so_on()
    (script >> asks(PEOPLE[Role.HOST], MakeCoHost(1, PEOPLE[Role.CO_HOST]))).and_so_on()
    for number in (*PEOPLE.values(), EXTRA):
        (script >> publishes(number, Source.CAMERA, SMALL, muted=True)).and_so_on()
    (script >> publishes(EXTRA, Source.MICROPHONE)).and_so_on()
    for number in (*PEOPLE.values(), EXTRA):
        (script >> publishes(number, Source.SCREEN, SMALL)).and_so_on()
    (script >> arrives(WAITING, role=Role.GUEST)).and_so_on()
    (script >> DeputiesChosen(START, (EXTRA,))).and_so_on()
    # Everybody's own poll, but the guest's, who creates none: it is asked about its host's.
    polls = {}
    for number in PEOPLE.values():
        creates = CreatePoll(1, f"Poll of {number}?", ("Yes", "No"))
        (script >> asks(number, creates)).and_so_on()
        polls[f"poll {number}"] = script.state.polls[-1].poll
    assert {one.role: one.participant for one in script.state.participants[:4]} == PEOPLE
    for number in (*PEOPLE.values(), EXTRA):
        (script >> asks(number, PostChat(1, "r0", "Hello"))).and_so_on()
    files = {}
    for number in PEOPLE.values():
        reply = (script >> asks(number, OfferFile(1, "notes.txt", 100))).the(Reply)
        files[f"file {number}"] = reply.file or 0
    pages = {}
    for number in PEOPLE.values():
        pages[f"page {number}"] = (script >> asks(number, OpenPage(1))).the(Reply).track or 0
    tracks = (
        polls | files | pages | {f"{track.source} {track.participant}": track.track for track in script.state.tracks}
    )
    for number in PEOPLE.values():
        draws = DrawStroke(1, tracks[f"screen {EXTRA}"], 1, Tool.PEN, bytes(6))
        tracks[f"stroke {number}"] = (script >> asks(number, draws)).the(TellStrokes).strokes[0].stroke
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
    assert needed(Fold(script.state), PublishTrack(1, source, "opus")) is not None


def test_the_permissions_are_those_of_the_state() -> None:
    assert {permission.value for permission in Permission} == set(Permissions.__struct_fields__)


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_alone_forbids_what_is_named_after_it(permission: Permission) -> None:
    script, tracks = a_meeting()
    (script >> asks(PEOPLE[Role.HOST], replace(ChangePermissions(1), **{permission.value: False}))).and_so_on()
    begins: dict[Permission, Request] = {
        Permission.CHAT: PostChat(2, "r", "Hello"),
        Permission.PRIVATE_CHAT: PostChat(2, "r", "Hello", EXTRA),
        Permission.FILES: OfferFile(2, "plan.pdf", 1_000, PEOPLE[Role.HOST]),
        Permission.SCREEN: PublishTrack(2, Source.SCREEN, "vp8", True, (SMALL,)),
        Permission.RENAME: Rename(2, "Somebody else"),
        Permission.MICROPHONE: PublishTrack(2, Source.MICROPHONE, "opus"),
        Permission.TOOLS: CreatePoll(2, "When?", ("Now", "Later")),
        Permission.NOTES: WriteNotes(2, typed("an update")),
        Permission.CAMERA: UpdateTrack(2, tracks[f"camera {PEOPLE[Role.PARTICIPANT]}"], muted=False),
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
    if right(one, Remove) is not Right.YES:
        return
    script, tracks = a_meeting()
    target = PEOPLE[other]
    for request in (
        StopTrack(1, tracks[f"camera {target}"]),
        MakeCoHost(1, target),
        UnmakeCoHost(1, target),
        Remove(1, target),
    ):
        if right(one, type(request)) is not Right.YES:
            continue
        before = script.state
        commands = script.meeting.handle(asks(PEOPLE[one], request, at=START + 1))
        if not outranks(one, other):
            assert _only_refusal(commands) is ErrorCode.OUTRANKED
            assert script.meeting.state == before
        elif isinstance(request, StopTrack):
            assert not any(isinstance(command, Refuse) for command in commands)


def test_the_host_is_above_everybody() -> None:
    assert all(outranks(Role.HOST, role) for role in Role if role is not Role.HOST)
    assert not any(outranks(role, Role.HOST) for role in Role)


def test_the_protocol_page_shows_the_table() -> None:
    page = roles_table.TARGET.read_text("utf-8")
    assert page == roles_table.generate(page), (
        "docs/protocol.md must be regenerated by running python -m meetdesk.wire.roles_table"
    )
