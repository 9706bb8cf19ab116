"""Files: who may send and have them, what they are called, and when the host forgets them."""

import json
from pathlib import Path

import pytest

from meetdesk.core import limits
from meetdesk.core.commands import DropFile, Refuse, Reply, TellFileEnded, TellPrivately
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import FileCame, FileMoved
from meetdesk.core.file_names import safe_name
from meetdesk.core.topics.chat import ChatMessage, ChatPosted, ChatRemoved, RemoveChat, TakeDownChat
from meetdesk.core.topics.files import FileLimitChanged, OfferFile, SetFileLimit, SharedFile, WithdrawFile
from meetdesk.core.topics.moderation import Remove
from meetdesk.core.topics.people import Leave
from meetdesk.core.topics.rules import ChangePermissions

from .script import ANN, BOB, CEM, START, Script, arrives, asks, entry, meeting_of, returns, some, time_passes

HASH = "ab" * 32
NAMES: dict[str, list[tuple[str, str]]] = json.loads((Path(__file__).parents[1] / "vectors" / "names.json").read_text())
"""What is typed, and what is kept of it; the page reads those of people, too."""


def offered(script: Script, who: int, to: int | None = None, size: int = 9) -> int:
    reply = (script >> asks(who, OfferFile(1, "plan.pdf", size, to))).the(Reply)
    assert reply.file is not None
    return reply.file


def sent(script: Script, who: int, to: int | None = None) -> int:
    file = offered(script, who, to)
    (script >> FileCame(START, who, file, HASH)).and_so_on()
    return file


def test_a_file_is_a_message_once_it_is_there() -> None:
    script = meeting_of(ANN, BOB)
    assert script >> asks(BOB, OfferFile(1, "../plan.pdf", 9)) << Reply(BOB, 1, file=1)
    assert script.meeting.offered_file(ANN, 1) is None, "only its sender sends it"
    assert script.meeting.readable_file(ANN, 1) is None
    shared = SharedFile(1, "plan.pdf", 9, HASH)
    message = ChatMessage(3, BOB, "Bob", "file 1", "", START, file=shared)
    assert script >> FileCame(START, BOB, 1, HASH) << entry(ChatPosted(message))
    assert script.meeting.readable_file(ANN, 1) == shared
    assert script.meeting.offered_file(BOB, 1) is None
    assert script >> FileCame(START, BOB, 1, HASH) << DropFile(1), "nobody waits for it twice"


def test_a_private_file_is_for_the_two() -> None:
    script = meeting_of(ANN, BOB, CEM)
    before = script.state
    file = offered(script, BOB, CEM)
    (script >> FileCame(START, BOB, file, HASH)).only(TellPrivately)
    assert script << some(TellPrivately, participant=BOB) << some(TellPrivately, participant=CEM)
    assert script.state == before
    assert [script.meeting.readable_file(who, file) is not None for who in (ANN, BOB, CEM)] == [False, True, True]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (OfferFile(1, "a", 0), ErrorCode.FILE_EMPTY),
        (OfferFile(1, "a", limits.FILE_LIMIT + 1), ErrorCode.FILE_TOO_LARGE),
        (OfferFile(1, "a", 1, BOB), ErrorCode.PERSON_UNKNOWN),
        (OfferFile(1, "a", 1, 99), ErrorCode.PERSON_UNKNOWN),
        (WithdrawFile(1, 7), ErrorCode.FILE_UNKNOWN),
    ],
    ids=repr,
)
def test_what_is_refused(request_: OfferFile | WithdrawFile, code: ErrorCode) -> None:
    assert meeting_of(ANN, BOB) >> asks(BOB, request_) << some(Refuse, code=code)


def test_the_host_sets_how_large_they_may_be() -> None:
    script = meeting_of(ANN, BOB)
    changed = FileLimitChanged(5_000_000, ANN)
    assert script >> asks(ANN, SetFileLimit(1, 5_000_000)) << entry(changed) << Reply(ANN, 1)
    assert script >> asks(ANN, SetFileLimit(2, 5_000_000)) << Reply(ANN, 2)
    refused = some(Refuse, code=ErrorCode.FILE_TOO_LARGE, detail={"megabytes": 5})
    assert script >> asks(ANN, OfferFile(3, "a", 5_000_001)) << refused


def test_only_so_many_at_a_time_and_so_much_altogether() -> None:
    script = meeting_of(ANN, BOB)
    first = offered(script, BOB)
    for _ in range(limits.FILES_ON_THEIR_WAY - 1):
        offered(script, BOB)
    assert script >> asks(BOB, OfferFile(1, "a", 1)) << some(Refuse, code=ErrorCode.TOO_MANY_FILES)
    (script >> asks(BOB, WithdrawFile(2, first))).and_so_on()
    offered(script, BOB)


def test_nobody_has_more_than_a_share() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, SetFileLimit(1, limits.FILE_LIMIT_MOST))).and_so_on()
    share = {"files": limits.FILES_EACH, "megabytes": limits.FILES_BYTES_EACH // 1_000_000}
    refused = some(Refuse, code=ErrorCode.FILE_SHARE_FULL, detail=share)
    sent(script, BOB)
    assert script >> asks(BOB, OfferFile(1, "a", limits.FILES_BYTES_EACH - 8)) << refused
    for _ in range(limits.FILES_EACH - 1):
        sent(script, BOB)
    assert script >> asks(BOB, OfferFile(1, "a", 1)) << refused
    (script >> asks(BOB, RemoveChat(1, script.state.chat[0].entry))).and_so_on()
    offered(script, BOB)
    offered(script, CEM, size=limits.FILES_BYTES_EACH)


def moved(script: Script, who: int, file: int, seconds: float) -> None:
    (script >> FileMoved(START + seconds, who, file)).and_so_on()


def test_an_offer_of_which_nothing_comes_ends_and_its_sender_is_told() -> None:
    script = meeting_of(ANN, BOB)
    silent, begun = offered(script, BOB), offered(script, BOB)
    moved(script, BOB, begun, 1)
    assert script >> time_passes(limits.FILE_BEGIN_SECONDS - 1)
    ended = TellFileEnded(BOB, silent, ErrorCode.FILE_IDLE)
    assert script >> time_passes(limits.FILE_BEGIN_SECONDS) << ended << DropFile(silent)
    assert script.meeting.offered_file(BOB, silent) is None
    assert script >> time_passes(limits.FILE_PAUSE_SECONDS), "a pause takes its time"
    ended = TellFileEnded(BOB, begun, ErrorCode.FILE_IDLE)
    assert script >> time_passes(limits.FILE_PAUSE_SECONDS + 1) << ended << DropFile(begun)


def test_a_slow_file_goes_on_as_long_as_it_moves() -> None:
    script = meeting_of(ANN, BOB)
    file = offered(script, BOB)
    for minute in range(120):
        moved(script, BOB, file, 59 * minute)
        moved(script, ANN, file, 59 * minute)  # not the sender: says nothing
        assert script >> time_passes(59 * minute)
    assert script.meeting.offered_file(BOB, file) is not None


def test_offers_without_a_byte_keep_nobody_from_sending() -> None:
    """Forty of them, as large as files may be, take all the room there is; the first to wait gives way."""
    script = meeting_of(ANN)
    for who in range(2, 13):
        (script >> arrives(who)).and_so_on()
    most = limits.FILE_LIMIT
    idle = [offered(script, 2 + n // 4, size=most) for n in range(limits.FILES_BYTES // most)]
    full = some(Refuse, code=ErrorCode.FILE_STORAGE_FULL)
    moved(script, 2, idle[0], 5)
    at_once = START + limits.FILE_GIVES_WAY_SECONDS - 1
    assert script >> asks(12, OfferFile(1, "a", 1), at_once) << full, "it may yet begin"
    later = START + limits.FILE_GIVES_WAY_SECONDS
    told = TellFileEnded(2, idle[1], ErrorCode.FILE_IDLE)
    given = Reply(12, 1, file=idle[-1] + 1)
    assert script >> asks(12, OfferFile(1, "a", most), later) << told << given << DropFile(idle[1])
    assert script.meeting.offered_file(2, idle[0]) is not None, "it moves"


def test_nobody_gives_way_for_what_does_not_fit_anyway() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, SetFileLimit(1, limits.FILE_LIMIT_MOST))).and_so_on()
    for who in (ANN, BOB):
        moved(script, who, offered(script, who, size=limits.FILES_BYTES_EACH - 1), 0)
    idle = offered(script, CEM, size=2)
    moved(script, ANN, 1, 20)
    moved(script, BOB, 2, 20)
    assert script >> asks(CEM, OfferFile(1, "a", 3), START + 20) << some(Refuse, code=ErrorCode.FILE_STORAGE_FULL)
    assert script.meeting.offered_file(CEM, idle) is not None


def test_a_withdrawn_file_is_dropped() -> None:
    script = meeting_of(ANN, BOB)
    file = offered(script, BOB)
    assert script >> asks(ANN, WithdrawFile(1, file)) << some(Refuse, code=ErrorCode.FILE_UNKNOWN)
    assert script >> asks(BOB, WithdrawFile(1, file)) << Reply(BOB, 1) << DropFile(file)
    assert script.meeting.offered_file(BOB, file) is None


@pytest.mark.parametrize("by", [ANN, BOB])
def test_with_the_message_goes_the_file(by: int) -> None:
    script = meeting_of(ANN, BOB)
    file = sent(script, BOB)
    (message,) = script.state.chat
    request = RemoveChat(1, message.entry) if by == BOB else TakeDownChat(1, message.entry)
    assert script >> asks(by, request) << entry(ChatRemoved(message.entry, by)) << Reply(by, 1) << DropFile(file)
    assert script.state.chat[0].file is None
    assert script.meeting.readable_file(ANN, file) is None


def test_who_leaves_takes_along_what_was_on_its_way_but_not_what_is_there() -> None:
    script = meeting_of(ANN, BOB, CEM)
    there, coming = sent(script, BOB), offered(script, BOB)
    (script >> asks(ANN, Remove(1, BOB))).only(DropFile)
    assert script << DropFile(coming)
    assert script.meeting.readable_file(CEM, there) is not None
    assert script.meeting.readable_file(BOB, there) is None, "who is out has nothing any more"


def test_a_window_that_was_reloaded_sends_nothing_any_more() -> None:
    script = meeting_of(ANN, BOB)
    file = offered(script, BOB)
    (script >> returns(BOB, script.state.entry)).and_so_on()
    assert script.meeting.offered_file(BOB, file) is not None, "a broken link is only a pause"
    (script >> returns(BOB, None)).only(DropFile)
    assert script << DropFile(file)


def test_a_private_file_goes_with_the_second_of_the_two() -> None:
    script = meeting_of(ANN, BOB, CEM)
    file = sent(script, BOB, CEM)
    assert (script >> asks(BOB, Leave(1))).only(DropFile)
    assert script.meeting.readable_file(CEM, file) is not None
    (script >> asks(CEM, Leave(1))).only(DropFile)
    assert script << DropFile(file)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        *NAMES["files"],
        # Blank letters, which push an ending out of sight.
        ("photo.jpg" + "\u3164" * 30 + ".exe", "photo.jpg.exe"),
        ("\u3164\uffa0", "file"),
        ("ㅎ회의록.txt", "ㅎ회의록.txt"),
        # No text at all, and too long for every file system.
        ("lone \ud800.txt", "lone .txt"),
        ("x" * 300 + ".jpeg", "x" * 175 + ".jpeg"),
        ("界" * 100 + ".txt", "界" * 58 + ".txt"),
        ("." + "x" * 300, "." + "x" * 179),
    ],
)
def test_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe
    assert len(safe.encode()) <= limits.FILE_NAME_BYTES


def test_where_one_may_not_write_one_sends_no_file() -> None:
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, ChangePermissions(1, chat=False, private_chat=False))).and_so_on()
    for to, permission in ((None, "chat"), (CEM, "private_chat")):
        refused = some(Refuse, code=ErrorCode.NOT_PERMITTED, detail={"permission": permission})
        assert script >> asks(BOB, OfferFile(1, "a", 1, to)) << refused
    offered(script, BOB, ANN)
