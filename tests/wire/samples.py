"""One valid message of every kind, for the round trips and as the seeds of the fuzzer."""

from meetdesk.core.entries import (
    ChatMessage,
    ChatPosted,
    Ended,
    EndReason,
    Entry,
    Joined,
    Layer,
    LeaveReason,
    Left,
    LinkLost,
    LinkRestored,
    MeetingState,
    Participant,
    Renamed,
    Role,
    Source,
    Track,
    TrackPublished,
    TrackUnpublished,
    TrackUpdated,
)
from meetdesk.core.errors import ErrorCode
from meetdesk.core.requests import (
    EndMeeting,
    Leave,
    LoadChat,
    PostChat,
    PublishTrack,
    Rename,
    Subscribe,
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
    ChatPage,
    ClientMessage,
    Clock,
    Clocks,
    Demand,
    Done,
    Entries,
    ErrorMessage,
    Hello,
    HostMessage,
    KeyFrameWanted,
    Ping,
    Pong,
    RequestKeyFrame,
    Speakers,
    Welcome,
)

LARGEST = 2**53 - 1
LAYERS = (Layer(0, 320, 180), Layer(1, 1280, 720))
CLIENT: tuple[ClientMessage, ...] = (
    Hello(1, "0.1.0", "Ann 👩‍👩‍👧‍👦", 17),
    Ping(1_795_000_000_000_000),
    Clock(-1_234_567),
    RequestKeyFrame(4, 1),
    Subscribe((Want(4, 1), Want(5, 0, 1))),
    Rename(1, "王小明"),
    PublishTrack(2, Source.CAMERA, "vp8", True, LAYERS),
    UpdateTrack(3, 4, False, "vp8", LAYERS),
    UnpublishTrack(LARGEST, 4),
    PostChat(5, "ref-1", "Line\nשלום <b>"),
    LoadChat(6, LARGEST),
    Leave(7),
    EndMeeting(8),
)

_ANN = Participant(1, "Ann", Role.HOST, 1_795_000_000.25)
_CAMERA = Track(4, 1, Source.CAMERA, "vp8", False, LAYERS)
_CHAT = ChatMessage(9, 1, "Ann", "ref-1", "Hello", 1_795_000_001.5)
CHANGES = (
    Joined(_ANN),
    Left(1, LeaveReason.LINK_LOST),
    LinkLost(1),
    LinkRestored(1),
    Renamed(1, "Anna"),
    TrackPublished(_CAMERA),
    TrackUpdated(_CAMERA),
    TrackUnpublished(4),
    ChatPosted(_CHAT),
    Ended(EndReason.HOST_QUIT),
)
STATE = MeetingState(1, "0" * 32, "Standup", 1_795_000_000.0, 9, (_ANN,), (_CAMERA,), (_CHAT,), True)
ENTRIES = tuple(Entry(number, 1_795_000_000.5, change) for number, change in enumerate(CHANGES, 1))
HOST: tuple[HostMessage, ...] = (
    Welcome(1, 1, 1_795_000_000_000_000, state=STATE),
    Welcome(1, 1, 1_795_000_000_000_000, entries=ENTRIES),
    Entries(ENTRIES),
    Done(1, 4),
    ErrorMessage(ErrorCode.NAME_TOO_LONG, 3, {"limit": 64}),
    ChatPage(2, (_CHAT,), False),
    Pong(1, 2),
    Demand(4, (0, 1)),
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
