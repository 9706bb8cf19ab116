"""Every number in docs/protocol.md is the number in the code."""

import re
from pathlib import Path
from typing import get_args

import pytest

from meetdesk.core import limits
from meetdesk.core.budget import TABLE, Kind
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.tracks import RULES
from meetdesk.relay import header
from meetdesk.server.meeting.files.serving import MOVED_BYTES
from meetdesk.server.meeting.files.storage import SPARE_BYTES
from meetdesk.server.meeting.members import OUTSIDE_BYTES
from meetdesk.server.meeting.stops import AGAIN_SECONDS
from meetdesk.wire import codec, join
from meetdesk.wire.close_codes import CloseCode, close_code_for
from meetdesk.wire.join import JoinAnswer, JoinHello, JoinStep
from meetdesk.wire.messages import PROTOCOL_VERSION

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
TEXT = " ".join(PAGE.split())

SAID, ASKED, LONG = TABLE[Kind.MESSAGES], TABLE[Kind.REQUESTS], TABLE[Kind.MESSAGE_CHARACTERS]
MISTAKES = TABLE[Kind.NOTES_MISTAKES]
LIMITS = {
    "display name": f"1 to {limits.NAME_CHARACTERS} characters after normalisation",
    "meeting title": f"{limits.TITLE_CHARACTERS} characters",
    "chat text": f"{limits.CHAT_CHARACTERS:,} characters",
    "different reactions of one person to one message": f"{limits.CHAT_REACTIONS}",
    "chat messages in a snapshot or page": f"{limits.CHAT_PAGE}",
    "chat messages kept for late joiners": f"{limits.CHAT_KEPT:,}",
    "private messages of one sender kept": f"{limits.PRIVATE_KEPT:,}",
    "messages of each private conversation in a snapshot": f"{limits.PRIVATE_PAGE}",
    "entries of each private conversation kept for those who come back": f"{limits.PRIVATE_ENTRIES_KEPT}",
    "private conversations kept after one of the two has left": f"{limits.PRIVATE_ENDED}",
    "largest file, unless the host sets another limit (at most 2,000 MB)": f"{limits.FILE_LIMIT // 1_000_000} MB",
    "files of a meeting together": f"{limits.FILES_BYTES // 1_000_000:,} MB",
    "files of a meeting together, in number": f"{limits.FILES}",
    "files of one participant together": f"{limits.FILES_BYTES_EACH // 1_000_000:,} MB",
    "files of one participant together, in number": f"{limits.FILES_EACH}",
    "files that one participant sends at the same time": f"{limits.FILES_ON_THEIR_WAY}",
    "name of a file": f"{limits.FILE_NAME_BYTES} bytes of UTF-8",
    "participants": f"{limits.PARTICIPANTS}",
    "people in the lobby": f"{limits.WAITING}",
    "waiting in the lobby": f"{limits.WAITING_SECONDS:,.0f} s",
    "people kept out": f"{limits.KEPT_OUT}",
    "newcomers from the address of somebody who was kept out wait": f"{limits.WAITING_AFTER_SECONDS:,.0f} s",
    "people in the spotlight": f"{limits.SPOTLIGHT}",
    "polls in a meeting": f"{limits.POLLS}",
    "question of a poll": f"1 to {limits.POLL_QUESTION_CHARACTERS} characters after normalisation",
    "options of a poll": f"2 to {limits.POLL_OPTIONS}",
    "option of a poll": f"1 to {limits.POLL_OPTION_CHARACTERS} characters after normalisation",
    f"reactions of one person within {limits.REACTION_SECONDS:.0f} s": f"{limits.REACTIONS}",
    "what the timer is set to": f"1 to {limits.TIMER_SECONDS:,} s",
    "update of the notes": f"1 to {limits.NOTES_UPDATE_BYTES:,} bytes",
    "document of the notes that is compacted": f"1 to {limits.NOTES_DOCUMENT_BYTES:,} bytes",
    "updates of the notes kept": f"{limits.NOTES_KEPT_BYTES:,} bytes",
    "updates of the notes kept, of one writer": f"{limits.NOTES_WRITER_BYTES:,} bytes",
    "text of the notes": f"{limits.NOTES_TEXT_CHARACTERS:,} UTF-16 units",
    "pieces and deletions of the notes, until they are compacted": f"{limits.NOTES_PIECES:,}",
    "documents of the notes that one participant writes with": f"{limits.NOTES_DOCUMENTS}",
    "points of a stroke": f"1 to {limits.STROKE_POINTS:,}",
    "text on a screen": f"1 to {limits.STROKE_TEXT_CHARACTERS} characters after normalisation",
    "strokes kept on all screens": f"{limits.STROKES:,}",
    "strokes kept on all screens, of one participant": f"{limits.STROKES_EACH}",
    "points of strokes kept on all screens": f"{limits.STROKE_POINTS_KEPT:,}",
    "points of strokes kept on all screens, of one participant": f"{limits.STROKE_POINTS_EACH:,}",
    "pages of the whiteboard": f"{limits.BOARD_PAGES}",
    "tracks per participant": f"{limits.TRACKS_PER_PARTICIPANT}",
    "layers per track": f"{limits.LAYERS_PER_TRACK}",
    "pictures wanted in a `subscribe`": f"{limits.WANTS}",
    "codecs named in `lacks` of a `subscribe`": f"{limits.LACKS}",
    "width and height of a layer": f"{limits.LAYER_PIXELS:,} pixels",
    "area of a camera's layer, of a screen's layer": f"{limits.CAMERA_AREA:,} and {limits.SCREEN_AREA:,} pixels",
    "area of all layers of a participant": f"{limits.PARTICIPANT_AREA:,} pixels",
    "`ref` of a chat message": f"1 to {limits.CHAT_REF_CHARACTERS} ASCII characters",
    "participant or waiting person with a lost link is kept": f"{limits.RETURN_SECONDS:.0f} s",
}
MESSAGES = {str(member.__struct_config__.tag) for member in (JoinHello, *get_args(JoinStep), *get_args(JoinAnswer))}
SENTENCES = [
    f"# The MeetDesk protocol, version {PROTOCOL_VERSION}",
    f"or a snapshot if it is more than {limits.ENTRIES_KEPT:,} entries behind",
    f"or, after {limits.RETURN_SECONDS:.0f} s, `left`",
    f"One JSON object a text frame, at most {codec.CONTROL_BYTES:,} bytes from a participant",
    f"A message on this path has at most {codec.JOIN_BYTES:,} bytes",
    f"HMAC-SHA-256 with the key over `MeetDesk join {PROTOCOL_VERSION} code joiner `",
    f"(elements: {join.ELEMENT_BYTES} bytes,",
    f"`join_challenge` `nonce` | {join.NONCE_BYTES} random bytes",
    f"Before its first `welcome` a message has at most {OUTSIDE_BYTES:,} bytes",
    f"may send {SAID.at_once} control messages at once and then {SAID.per_second} a second",
    f"of them {ASKED.at_once} requests (messages with an `id`) at once",
    f"then {ASKED.per_second} a second, and no more than {LONG.at_once:,} characters at once",
    f"characters at once and {LONG.per_second:,} a second. More is",
    f"Whoever has to be stopped for the third time within {AGAIN_SECONDS:.0f} s",
    f"At most {limits.KEPT_OUT} are kept out",
    f"within the last {limits.WAITING_AFTER_SECONDS:,.0f} s somebody was kept out",
    f"once {limits.NOTES_COMPACT_UPDATES} updates or {limits.NOTES_COMPACT_BYTES:,} bytes are kept,",
    f"no more often than every {limits.NOTES_COMPACT_SECONDS:.0f} s",
    f"more than {MISTAKES.at_once} of them, and then {MISTAKES.per_second} a second, may not write any more",
    f"when nothing of it has come for {limits.FILE_BEGIN_SECONDS:.0f} s,",
    f"less than {MOVED_BYTES:,} bytes more have come for {limits.FILE_PAUSE_SECONDS:.0f} s",
    f"from {limits.FILE_GIVES_WAY_SECONDS:.0f} s on it ends as soon as its room is needed",
    f"{SPARE_BYTES // 1_000_000} MB of the disk are left free",
    f"At most {limits.WAITING} people wait (`lobby_full`)",
    f"After an hour of waiting ({limits.WAITING_SECONDS:,.0f} s)",
    f"A request's body has at most {codec.BODY_BYTES:,} bytes",
    f"a header of {header.HEADER_BYTES} bytes in network byte order",
    f"| 0 | 1 | version: {header.VERSION} |",
    f"| 1 | 1 | kind: {header.Kind.AUDIO} audio, {header.Kind.VIDEO} video |",
    f"At most {header.AUDIO_FRAME_BYTES:,} bytes for an audio and {header.VIDEO_FRAME_BYTES:,} for a video frame",
    f"header included, and at least {header.HEADER_BYTES + 1}",
    f"A WebSocket message above {header.VIDEO_FRAME_BYTES:,} bytes ends the channel with {CloseCode.TOO_LARGE}",
    f"`unexpected_message`, close {close_code_for(ErrorCode.UNEXPECTED_MESSAGE)}",
    f"`too_many_mistakes` ({close_code_for(ErrorCode.TOO_MANY_MISTAKES)})",
    f"A frame above the limit ends it with {close_code_for(ErrorCode.MESSAGE_TOO_LARGE)}",
    f"(close {CloseCode.DISPLACED})",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_page_says(sentence: str) -> None:
    assert sentence in TEXT, f"docs/protocol.md should say: {sentence}"


def test_the_table_of_limits() -> None:
    section = PAGE.split("### 3.2")[1].split("### 3.3")[0]
    assert dict(re.findall(r"^\| ([^|]+?) \| (\S[^|]*?) \|$", section, re.MULTILINE)) == {"limit": "value"} | LIMITS


def test_the_table_of_sources() -> None:
    found = re.findall(r"^\| `(\w+)` \| `([\w.]+(?:` or `[\w.]+)*)` \| (none|1 or 2) \| (\d) \|$", PAGE, re.MULTILINE)
    rules = [
        (source.value, "` or `".join(sorted(rule.codecs)), "none" if rule.audio else "1 or 2", str(rule.at_once))
        for source, rule in RULES.items()
    ]
    assert found == rules


def test_the_table_of_close_codes() -> None:
    section = PAGE.split("### 3.6")[1].split("## 4")[0]
    codes = {int(code) for code in re.findall(r"^\| (4\d\d\d) \|", section, re.MULTILINE)}
    assert codes == {code.value for code in CloseCode}


def test_come_back_follows_the_ranges() -> None:
    """4000-4099: it is over. 4100-4199: come back at once."""
    section = PAGE.split("### 3.6")[1].split("## 4")[0]
    for code, back in re.findall(r"^\| (4[01]\d\d) \| [^|]+ \| (yes|no) \|$", section, re.MULTILINE):
        assert (back == "yes") == (4100 <= int(code) < 4200), code


def test_every_code_the_page_names_exists() -> None:
    codes = {code.value for code in ErrorCode}
    for name in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE.split("## 2. Joining")[1].split("### 2.2")[0]):
        assert name in codes | MESSAGES | set(JoinHello.__struct_fields__), name
