"""One valid message of every kind, for the round trips and as the seeds of the fuzzer."""

from typing import get_args

from meetdesk.core.budget import Kind
from meetdesk.core.entry import Change, Entry, MeetingState
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.board import FIRST_PAGE, ClosePage, OpenPage, Page
from meetdesk.core.topics.chat import (
    ChatEdited,
    ChatMessage,
    ChatPosted,
    ChatReacted,
    ChatReaction,
    ChatRemoved,
    EditChat,
    Emoji,
    LoadChat,
    PostChat,
    ReactToChat,
    RemoveChat,
    TakeDownChat,
)
from meetdesk.core.topics.files import FileLimitChanged, OfferFile, SetFileLimit, SharedFile, WithdrawFile
from meetdesk.core.topics.hands import (
    AllHandsLowered,
    HandLowered,
    HandRaised,
    LowerOthersHand,
    ReactionKind,
    SendReaction,
)
from meetdesk.core.topics.lobby import Admit, KeptOut, LetBack, RefuseEntry, Waiting
from meetdesk.core.topics.moderation import (
    LiftStop,
    MakeCoHost,
    Remove,
    Stoppable,
    StopTrack,
    UnmakeCoHost,
)
from meetdesk.core.topics.notes import CompactNotes, NotesStuck, NotesUpdate, ReadNotes, WriteNotes
from meetdesk.core.topics.people import (
    DeputiesNamed,
    DeputyWished,
    Ended,
    EndReason,
    HandOver,
    HostChanged,
    Joined,
    LeaveReason,
    Left,
    LinkLost,
    LinkRestored,
    Participant,
    Rename,
    Renamed,
    Role,
    RoleChanged,
    WishDeputy,
)
from meetdesk.core.topics.polls import (
    Ballot,
    ClosePoll,
    CreatePoll,
    OwnBallot,
    Poll,
    PollClosed,
    PollCreated,
    PollRemoved,
    PollReopened,
    PollVoted,
    RemovePoll,
    ReopenPoll,
    Vote,
)
from meetdesk.core.topics.private import Conversation, LastPrivate, PrivateEntries, PrivateEntry
from meetdesk.core.topics.rules import (
    ChangePermissions,
    LobbySwitched,
    LockSwitched,
    Permissions,
    PermissionsChanged,
    SetSpotlight,
    SpotlightChanged,
    SwitchLobby,
    SwitchLock,
)
from meetdesk.core.topics.strokes import (
    ClearStrokes,
    Drawers,
    DrawPart,
    DrawStroke,
    EraseStroke,
    Place,
    PointAt,
    SetDrawers,
    Stroke,
    Tool,
)
from meetdesk.core.topics.timer import Timer, TimerChanged
from meetdesk.core.topics.tracks import (
    Layer,
    PublishTrack,
    Source,
    Subscribe,
    Track,
    TrackPublished,
    TrackUnpublished,
    TrackUpdated,
    UnpublishTrack,
    UpdateTrack,
    Want,
)
from meetdesk.wire.join import (
    Admitted,
    CodeAnswer,
    CodeElement,
    CodeProof,
    InvitationProof,
    JoinAnswer,
    JoinChallenge,
    JoinRefused,
    JoinStep,
)
from meetdesk.wire.messages import (
    Ballots,
    BoardShown,
    ChatPage,
    ClientMessage,
    Clock,
    Clocks,
    Demand,
    Done,
    DrawersSet,
    Drawing,
    Drawn,
    Entries,
    Erased,
    ErrorMessage,
    FileEnded,
    Hello,
    HostMessage,
    InLobby,
    KeyFrameWanted,
    Lobby,
    Notes,
    NotesWanted,
    PersonUsage,
    Ping,
    Pointing,
    Pong,
    Private,
    Reacted,
    RequestKeyFrame,
    Speakers,
    Stopped,
    Usage,
    Welcome,
)
from tests.support.plain import plain

LARGEST = 2**53 - 1
LAYERS = (Layer(0, 320, 180), Layer(1, 1280, 720))
_BY_HAND: tuple[ClientMessage, ...] = (
    Hello(1, "0.1.0", "Ann 👩‍👩‍👧‍👦", 17, (LastPrivate(2, 3),)),
    Ping(1_795_000_000_000_000),
    Clock(-1_234_567),
    RequestKeyFrame(4, 1),
    Subscribe((Want(4, 1), Want(5, 0, 1))),
    Subscribe((), ("vp09.00.40.08",)),
    Rename(1, "王小明"),
    PublishTrack(2, Source.CAMERA, "vp8", True, LAYERS),
    UpdateTrack(3, 4, False, "vp8", LAYERS),
    UnpublishTrack(LARGEST, 4),
    PostChat(5, "ref-1", "Line\nשלום <b>"),
    PostChat(5, "ref-1", "Only for you", 2),
    PostChat(5, "ref-1", "I agree", 2, reply_to=3),
    LoadChat(6, LARGEST, 2),
    HandOver(9, 2),
    WishDeputy(9, 2),
    WishDeputy(9, None),
    ChangePermissions(9, chat=False, camera=True),
    SwitchLobby(10, True),
    SwitchLock(11, False),
    SetSpotlight(21, (2, 1)),
    Admit(12, 7),
    RefuseEntry(14, 7, True),
    LetBack(15, 1),
    StopTrack(16, 4),
    Remove(18, 2),
    MakeCoHost(19, 2),
    LiftStop(21, 2, Stoppable.MEETING),
    UnmakeCoHost(20, 2),
    LowerOthersHand(24, 2),
    SendReaction(26, ReactionKind.CELEBRATE),
    CreatePoll(27, "When?", ("Now", "以后"), multiple=True, anonymous=True, live=False),
    Vote(28, 12, (0, 1)),
    ClosePoll(29, 12),
    ReopenPoll(30, 12),
    RemovePoll(31, 12),
    WriteNotes(36, b"\x01\x01\xff\x00 update"),
    CompactNotes(37, 9, b"\x01\x01\xff\x00 document"),
    ReadNotes(38, True),
    NotesStuck(39, 7),
    EditChat(22, 9, "Better", 2),
    RemoveChat(23, 9),
    TakeDownChat(24, 9),
    OfferFile(26, "plan.pdf", 1_000_000, 2),
    WithdrawFile(27, 1),
    SetFileLimit(28, 200_000_000),
    ReactToChat(25, 9, Emoji.HEART, True, 2),
    DrawPart(4, 7, Tool.PEN, 12, bytes(range(12))),
    PointAt(4, Place(0, 65_535)),
    PointAt(4, None),
    DrawStroke(92, 4, LARGEST, Tool.MARKER, b"\xff" * 18, fades=True),
    DrawStroke(93, 4, 8, Tool.TEXT, b"\xff" * 6, "看这里"),
    EraseStroke(94, 4, 3),
    ClearStrokes(95, 4, own=True),
    SetDrawers(96, 4, Drawers.CO_HOSTS),
    OpenPage(97),
    ClosePage(98, FIRST_PAGE + 1),
)
_NO_MATTER = set(get_args(ClientMessage)).difference(map(type, _BY_HAND))
CLIENT: tuple[ClientMessage, ...] = (
    *_BY_HAND,
    *(made for kind in get_args(ClientMessage) if kind in _NO_MATTER and (made := plain(kind)) is not None),
)
"""Of those whose values do not matter one that is made from the type."""

_ANN = Participant(1, "Ann", Role.HOST, 1_795_000_000.25)
_CAMERA = Track(4, 1, Source.CAMERA, "vp8", False, LAYERS)
_MARKED = ChatMessage(
    8, 1, "Ann", "ref-0", "Hi", 1_795_000_001.0, 1_795_000_009.0, reactions=(ChatReaction(Emoji.HEART, (1, 2)),)
)
_REMOVED = ChatMessage(7, 1, "Ann", "ref", "", 1_795_000_000.5, removed_by=2)
_FILE = ChatMessage(6, 1, "Ann", "file 1", "", 1_795_000_000.5, file=SharedFile(1, "plan.pdf", 9, "ab" * 32))
_REPLY = ChatMessage(10, 1, "Ann", "ref-2", "I agree", 1_795_000_002.5, reply_to=9)
_CHAT = ChatMessage(9, 1, "Ann", "ref-1", "Hello", 1_795_000_001.5)
_BALLOT = Ballot(2, "Ben", (0,))
_POLL = Poll(12, 1, "Ann", "When?", ("Now", "以后"), False, False, True, True, 1, (1, 0), (_BALLOT,))
_TIMER = Timer(300, 12.5, 1_795_000_060.25)
CHANGES: tuple[Change, ...] = (
    Joined(_ANN),
    Left(1, LeaveReason.LINK_LOST),
    LinkLost(1),
    LinkRestored(1),
    Left(2, LeaveReason.REMOVED, 1),
    Renamed(1, "Anna"),
    RoleChanged(2, Role.CO_HOST, 1),
    DeputiesNamed((2, 3)),
    DeputiesNamed((), (2,), (3,)),
    DeputyWished(2),
    DeputyWished(None),
    HostChanged(2, 1, 3),
    TrackPublished(_CAMERA),
    TrackUpdated(_CAMERA),
    TrackUpdated(_CAMERA, 1),
    TrackUnpublished(4),
    TrackUnpublished(4, 1),
    ChatPosted(_CHAT),
    ChatEdited(9, "Better", 1_795_000_002.0),
    ChatReacted(9, 2, Emoji.THUMBS_UP, True),
    ChatRemoved(9, 1),
    PermissionsChanged(Permissions(chat=False), 1),
    LobbySwitched(True, 1),
    LockSwitched(True, 1),
    SpotlightChanged((2, 1), 1),
    FileLimitChanged(200_000_000, 1),
    HandRaised(1),
    HandLowered(1),
    HandLowered(2, 1),
    AllHandsLowered(1),
    PollCreated(_POLL),
    PollVoted(12, 1),
    PollVoted(12, 1, (1, 0), _BALLOT),
    PollClosed(12, 1, (1, 0), (_BALLOT,), 1),
    PollReopened(12, 1),
    PollRemoved(12, 1),
    TimerChanged(_TIMER, 1),
    TimerChanged(None, 1),
    Ended(EndReason.HOST_QUIT),
)
STATE = MeetingState(
    1,
    "0" * 32,
    "Standup",
    1_795_000_000.0,
    9,
    (_ANN,),
    (_CAMERA,),
    (_FILE, _REMOVED, _MARKED, _CHAT, _REPLY),
    True,
    hands=(1,),
    polls=(_POLL,),
    timer=_TIMER,
)
ENTRIES = tuple(Entry(number, 1_795_000_000.5, change) for number, change in enumerate(CHANGES, 1))
CONVERSATION = Conversation(2, "Ben", 3, (_CHAT,), True)
NEWS = PrivateEntries(2, (PrivateEntry(3, 1_795_000_000.5, ChatPosted(_CHAT)),))
HOST: tuple[HostMessage, ...] = (
    Welcome(1, 1, 1_795_000_000_000_000, state=STATE, conversations=(CONVERSATION,)),
    Welcome(1, 1, 1_795_000_000_000_000, entries=ENTRIES, private=(NEWS,)),
    InLobby(1),
    Lobby((Waiting(7, "Dan", Role.GUEST, 1_795_000_000.5, False),), (KeptOut(1, "Eve"),)),
    Entries(ENTRIES),
    Private(NEWS),
    Done(1, 4),
    Done(1, file=3),
    ErrorMessage(ErrorCode.NAME_TOO_LONG, 3, {"limit": 64}),
    ChatPage(2, (_CHAT,), False),
    Ballots((OwnBallot(12, (0,)), OwnBallot(13, (), True))),
    Reacted(1, ReactionKind.CLAP),
    FileEnded(3, ErrorCode.FILE_IDLE),
    Notes((NotesUpdate(3, b"\x01\x01\xff\x00 update"),), True),
    Notes((), anew=True),
    Stopped(2, "Eve", Kind.KEY_FRAMES, Stoppable.CAMERA),
    Stopped(2, "Eve", Kind.NOTES_MISTAKES, Stoppable.NOTES, lifted=True),
    Usage(20, (PersonUsage(1, 1_000, 20_000, 50, 1.5, 0.25, 0),)),
    NotesWanted(9),
    Drawing(2, 4, 7, Tool.PEN, 12, bytes(range(12))),
    Pointing(2, 4, Place(0, 65_535)),
    Pointing(2, 4, None),
    Drawn(4, (Stroke(3, 2, 8, Tool.TEXT, b"\xff" * 6, "看这里"), Stroke(4, 2, 9, Tool.PEN, bytes(18), fades=True))),
    Erased(4, (3, 4), 1),
    DrawersSet(4, Drawers.NOBODY, 1),
    BoardShown((Page(FIRST_PAGE + 1, 2),), 2),
    BoardShown(()),
    Pong(1, 2),
    Demand(4, (0, 1)),
    Demand(4, (0, 1), ("vp09.00.40.08",)),
    KeyFrameWanted(4, 1),
    Speakers((1, 2)),
    Clocks({"1": -5, "2": 7}),
)
STEPS: tuple[JoinStep, ...] = (
    CodeElement("41" + "ab" * 32),
    CodeProof("ab" * 32),
    InvitationProof("ab" * 32, "cd" * 32),
)
JOIN: tuple[JoinAnswer, ...] = (
    JoinChallenge("ab" * 32),
    CodeAnswer("42" + "ab" * 32),
    Admitted("cd" * 32, "ab" * 32, "0" * 32, "Standup", "Ann"),
    JoinRefused(ErrorCode.PROTOCOL_VERSION, {"host": 2, "app": 1}),
)
