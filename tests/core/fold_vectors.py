"""Makes ``tests/vectors/meeting_fold.json``, which the Python and the TypeScript fold both read.

Run ``python -m tests.core.fold_vectors`` after a change of the story below.
"""

from pathlib import Path

import msgspec

from meetdesk.core.commands import Append
from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.events import Arrived, DeputiesChosen, Event, Succeeded
from meetdesk.core.meeting import Meeting
from meetdesk.core.state import apply
from meetdesk.core.topics.chat import EditChat, Emoji, PostChat, ReactToChat, RemoveChat, TakeDownChat
from meetdesk.core.topics.files import SetFileLimit
from meetdesk.core.topics.hands import LowerAllHands, LowerHand, RaiseHand
from meetdesk.core.topics.moderation import MakeCoHost, MuteAll, Remove, StopTrack, UnmakeCoHost
from meetdesk.core.topics.people import EndMeeting, Leave, Rename, Role, WishDeputy
from meetdesk.core.topics.polls import ClosePoll, CreatePoll, RemovePoll, ReopenPoll, Vote
from meetdesk.core.topics.rules import ChangePermissions, SetSpotlight, SwitchLobby, SwitchLock
from meetdesk.core.topics.timer import PauseTimer, ResetTimer, StartTimer
from meetdesk.core.topics.tracks import Source, UnpublishTrack, UpdateTrack

from .script import ANN, BOB, LARGE, MEETING, SMALL, START, asks, loses_link, publishes, returns, time_passes

TARGET = Path(__file__).parents[1] / "vectors" / "meeting_fold.json"
CEM = 13
"""Joins after twelve entries."""
DAN = 25
POLL, SECRET = 34, 41
EVE = 65

STORY: tuple[Event, ...] = (
    Arrived(START, 1, "Ann", Role.HOST),
    Arrived(START + 0.5, 2, "王小明", Role.PARTICIPANT),
    publishes(ANN, Source.MICROPHONE),
    publishes(ANN, Source.CAMERA, SMALL, LARGE),
    publishes(BOB, Source.MICROPHONE, muted=True),
    asks(BOB, UpdateTrack(1, 5, muted=False)),
    asks(ANN, UpdateTrack(1, 4, layers=(SMALL,))),
    asks(BOB, PostChat(2, "r1", "Hello\n👩‍👩‍👧‍👦")),
    asks(ANN, PostChat(2, "r1", "שלום")),
    asks(BOB, Rename(3, "小明")),
    asks(BOB, PostChat(4, "r2", "<b>再见</b>", reply_to=9)),
    loses_link(BOB),
    Arrived(START + 9.25, 3, "Ann", Role.PARTICIPANT),
    publishes(CEM, Source.SCREEN, LARGE),
    returns(BOB, 11, name="小明"),
    asks(ANN, UnpublishTrack(5, 4)),
    asks(CEM, Leave(1)),
    asks(ANN, ChangePermissions(6, screen=False, private_chat=False)),
    asks(ANN, SwitchLobby(7, True)),
    asks(ANN, SwitchLock(8, True)),
    asks(ANN, SwitchLock(9, False)),
    asks(ANN, MuteAll(10)),
    asks(ANN, SwitchLobby(11, False)),
    Arrived(START + 12, 4, "Dan", Role.PARTICIPANT),
    asks(ANN, MakeCoHost(12, DAN)),
    publishes(DAN, Source.SCREEN, LARGE),
    asks(ANN, StopTrack(13, DAN + 2)),
    asks(ANN, SetSpotlight(16, (DAN, BOB))),
    asks(DAN, RaiseHand(20)),
    asks(BOB, RaiseHand(21)),
    asks(ANN, RaiseHand(22)),
    asks(BOB, LowerHand(23)),
    asks(BOB, CreatePoll(24, "When?", ("Now", "以后"), multiple=True)),
    asks(DAN, Vote(25, POLL, (0, 1))),
    asks(ANN, Vote(26, POLL, (1,))),
    asks(DAN, Vote(27, POLL, (0,))),
    asks(ANN, Vote(28, POLL, ())),
    asks(ANN, ClosePoll(29, POLL)),
    asks(ANN, ReopenPoll(30, POLL)),
    asks(ANN, CreatePoll(31, "Secret?", ("Yes", "No"), anonymous=True, live=False)),
    asks(BOB, Vote(32, SECRET, (1,))),
    asks(ANN, ClosePoll(33, SECRET)),
    asks(ANN, ReopenPoll(34, SECRET)),
    asks(BOB, RemovePoll(35, POLL)),
    asks(BOB, StartTimer(36, 300)),
    asks(BOB, PauseTimer(37), at=START + 12.5),
    asks(ANN, UnmakeCoHost(14, DAN)),
    asks(ANN, Remove(15, DAN)),
    asks(ANN, ResetTimer(38)),
    asks(BOB, RaiseHand(40)),
    asks(ANN, LowerAllHands(41)),
    asks(BOB, RaiseHand(42)),
    loses_link(BOB),
    time_passes(30),
    asks(ANN, ReactToChat(17, 8, Emoji.HEART, True)),
    asks(ANN, ReactToChat(18, 8, Emoji.DONE, True)),
    asks(ANN, ReactToChat(19, 8, Emoji.HEART, False)),
    asks(ANN, EditChat(20, 9, "שלום **עולם**")),
    asks(ANN, RemoveChat(21, 9)),
    asks(ANN, EditChat(22, 9, "שלום")),
    asks(ANN, TakeDownChat(23, 8)),
    asks(ANN, SetFileLimit(24, 5_000_000)),
    Arrived(START + 50, 5, "Eve", Role.PARTICIPANT),
    asks(ANN, WishDeputy(25, EVE)),
    DeputiesChosen(START + 51, (EVE,)),
    Succeeded(START + 52, EVE),
    returns(EVE, None, name="Eve"),
    returns(ANN, None, name="Ann"),
    asks(EVE, WishDeputy(1, ANN)),
    DeputiesChosen(START + 53, (), (ANN,), (EVE,)),
    asks(ANN, Leave(26)),
    asks(EVE, EndMeeting(6)),
)


class Step(msgspec.Struct):
    entry: Entry
    state: MeetingState
    """After the entry."""


class Vectors(msgspec.Struct):
    """All as on the wire."""

    start: MeetingState
    """Before the first entry."""
    steps: list[Step]


def vectors() -> Vectors:
    meeting = Meeting(MEETING, "Standup 周会", START)
    start = state = meeting.state
    steps = []
    for event in STORY:
        entries = [command.entry for command in meeting.handle(event) if isinstance(command, Append)]
        assert entries, f"nothing came of {event!r}"
        for entry in entries:
            state = apply(state, entry)
            steps.append(Step(entry, state))
        assert state == meeting.state
    return Vectors(start, steps)


def text() -> str:
    return msgspec.json.format(msgspec.json.encode(vectors()), indent=1).decode() + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
