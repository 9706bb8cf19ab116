"""Somebody sends what no honest app sends: they are told, they are stopped if they go on, and nobody else notices."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError, Refused
from meetdesk.core.topics.tracks import PublishTrack, Source, UpdateTrack
from meetdesk.relay.header import VIDEO_FRAME_BYTES, Header, Kind, pack
from meetdesk.wire.messages import PROTOCOL_VERSION
from tests.support.bot import Bot
from tests.support.bot_channels import ask_to_join, open_channel
from tests.support.bot_crowd import Crowd
from tests.support.bot_media import now_us
from tests.support.lan_host import lan_host
from tests.support.samples import Samples

pytestmark = pytest.mark.browser


class Meeting(NamedTuple):
    """Ada talks to Bob all the time; Eve misbehaves."""

    port: int
    code: str
    crowd: Crowd
    ada: Bot
    bob: Bot
    eve: Bot
    picture: int
    sound: int


@pytest.fixture
def meeting(crowd: Crowd, samples: list[Samples], tmp_path: Path) -> Iterator[Meeting]:
    """A meeting in which Bob must go on seeing and hearing Ada, whatever Eve does."""
    with lan_host(tmp_path) as (port, code):
        ada = crowd.join("127.0.0.1", port, code, "Ada", samples[0], camera=True, microphone=True)
        bob = crowd.join("127.0.0.1", port, code, "Bob", samples[1], microphone=True, watching=1)
        eve = crowd.join("127.0.0.1", port, code, "Eve", samples[2], watching=1)
        picture = crowd.run(bob.track_of("Ada", Source.CAMERA))
        sound = crowd.run(bob.track_of("Ada", Source.MICROPHONE))
        crowd.run(bob.until(lambda: bob.received.counts[picture] > 20, "Ada's picture"))
        began = now_us()
        yield Meeting(port, code, crowd, ada, bob, eve, picture, sound)
        crowd.run(bob.until(lambda: len(bob.received.since(sound, began)) > 25, "half a second of Ada's sound"))
        heard = [frame.header.sequence for frame in bob.received.since(sound, began)]
        assert len(heard) >= 0.9 * (heard[-1] - heard[0] + 1), f"Bob hears Ada without gaps, but got only {heard}"
        assert bob.received.since(picture, began), "Bob still sees Ada"
        assert not bob.closed
        assert not ada.closed
        assert not bob.errors
        assert not ada.errors


def told(meeting: Meeting, code: ErrorCode) -> None:
    """Waits until Eve was told this code."""
    eve = meeting.eve
    meeting.crowd.run(eve.until(lambda: code in [error.code for error in eve.errors], f"Eve is told {code}"))


def closed(meeting: Meeting, channel: str, code: int) -> None:
    """Waits until Eve's channel was closed with this code."""
    eve = meeting.eve
    meeting.crowd.run(eve.until(lambda: eve.closed.get(channel, (0, ""))[0] == code, f"{channel} closed with {code}"))


def still_there(meeting: Meeting) -> None:
    """Eve can still take part."""
    meeting.crowd.run(meeting.eve.say("still here"))
    meeting.crowd.run(meeting.bob.until(lambda: "still here" in meeting.bob.meeting.texts(), "Bob reads Eve's message"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", ErrorCode.MALFORMED_MESSAGE),
        ("[]", ErrorCode.MALFORMED_MESSAGE),
        ('{"type":"rename","id":1}', ErrorCode.MALFORMED_MESSAGE),
        ('{"type":"rename","id":"one","name":"Eve"}', ErrorCode.MALFORMED_MESSAGE),
        ('{"type":"ping","sent_us":1,"extra":true}', ErrorCode.MALFORMED_MESSAGE),
        ('{"type":"make_coffee","id":1}', ErrorCode.UNKNOWN_MESSAGE_TYPE),
        ("[" * 5_000, ErrorCode.MALFORMED_MESSAGE),
    ],
)
def test_message_that_cannot_be_used_is_answered_and_the_connection_stays(
    meeting: Meeting, text: str, code: ErrorCode
) -> None:
    meeting.crowd.run(meeting.eve.send_control(text))
    told(meeting, code)
    still_there(meeting)


@pytest.mark.expected_warnings("expelled: too_many_mistakes")
def test_twenty_mistakes_end_it(meeting: Meeting) -> None:
    async def twenty_mistakes() -> None:
        for _ in range(20):
            await meeting.eve.send_control("nonsense")

    meeting.crowd.run(twenty_mistakes())
    closed(meeting, "control", 4429)
    bob = meeting.bob
    meeting.crowd.run(bob.until(lambda: not _connected(bob, "Eve"), "Eve is shown as gone"))


def _connected(bot: Bot, name: str) -> bool:
    return any(one.connected for one in bot.meeting.people.values() if one.name == name)


def test_chat_of_100_kilobytes_ends_the_connection_with_a_reason(meeting: Meeting) -> None:
    message = json.dumps({"type": "post_chat", "id": 1, "ref": "big", "text": "x" * 100_000})
    meeting.crowd.run(meeting.eve.send_control(message))
    closed(meeting, "control", 4413)
    assert meeting.eve.closed["control"][1] == ErrorCode.MESSAGE_TOO_LARGE
    assert not meeting.bob.meeting.texts()


def test_chat_above_its_limit_is_refused(meeting: Meeting) -> None:
    with pytest.raises(Refused) as refused:
        meeting.crowd.run(meeting.eve.say("x" * 4_001))
    assert refused.value.code == ErrorCode.CHAT_TOO_LONG
    still_there(meeting)


def video(track: int, payload: bytes = b"\x00", **fields: int) -> bytes:
    header = Header(Kind.VIDEO, True, 0, 0, 0, track, 1, 1, 333, now_us())
    return pack(header._replace(**fields)) + payload  # type: ignore[arg-type]


def audio(track: int, payload: bytes = b"\x00") -> bytes:
    return pack(Header(Kind.AUDIO, True, 0, 0, 10, track, 1, 0, 200, now_us())) + payload


@pytest.mark.parametrize(
    ("channel", "make", "code"),
    [
        ("video", lambda m: video(m.picture, b"forged"), ErrorCode.TRACK_NOT_YOURS),
        ("audio", lambda m: audio(m.sound, b"forged"), ErrorCode.TRACK_NOT_YOURS),
        ("video", lambda _: video(4_000_000), ErrorCode.TRACK_UNKNOWN),
        ("video", lambda _: b"", ErrorCode.MALFORMED_FRAME),
        ("video", lambda _: b"\x01\x02", ErrorCode.MALFORMED_FRAME),
        ("video", lambda m: b"\x07" + video(m.picture)[1:], ErrorCode.MALFORMED_FRAME),
        ("audio", lambda m: audio(m.sound, bytes(5_000)), ErrorCode.FRAME_TOO_LARGE),
    ],
    ids=["forged-video", "forged-audio", "unknown", "empty", "short", "version", "large-audio"],
)
def test_frame_that_is_not_ones_own_reaches_nobody(
    meeting: Meeting, channel: str, make: Callable[[Meeting], bytes], code: ErrorCode
) -> None:
    meeting.crowd.run(meeting.eve.send_frame(channel, make(meeting)))
    told(meeting, code)
    received = [frame for frames in meeting.bob.received.frames.values() for frame in frames]
    assert b"forged" not in [frame.payload for frame in received]
    still_there(meeting)


def test_frame_on_the_wrong_channel_reaches_nobody(meeting: Meeting) -> None:
    track = meeting.crowd.run(meeting.eve.publish(PublishTrack(0, Source.MICROPHONE, "opus")))
    meeting.crowd.run(meeting.eve.send_frame("video", audio(track)))
    told(meeting, ErrorCode.MALFORMED_FRAME)
    still_there(meeting)
    assert not meeting.bob.received.counts[track]


def test_oversized_frame_ends_only_that_channel(meeting: Meeting) -> None:
    track = meeting.crowd.run(meeting.eve.publish(PublishTrack(0, Source.MICROPHONE, "opus")))
    meeting.crowd.run(meeting.eve.send_frame("video", video(track, bytes(VIDEO_FRAME_BYTES))))
    closed(meeting, "video", 4413)
    still_there(meeting)


def test_changing_somebody_elses_track_or_ending_the_meeting_is_refused(meeting: Meeting) -> None:
    with pytest.raises(Refused) as refused:
        meeting.crowd.run(meeting.eve.request(UpdateTrack(0, meeting.sound, muted=True)))
    assert refused.value.code == ErrorCode.TRACK_NOT_YOURS
    with pytest.raises(Refused) as refused:
        meeting.crowd.run(meeting.eve.end_meeting())
    assert refused.value.code == ErrorCode.NOT_ALLOWED


def test_other_protocol_version_is_refused_with_both_versions(meeting: Meeting) -> None:
    with pytest.raises(MeetDeskError) as refused:
        meeting.crowd.run(ask_to_join("127.0.0.1", meeting.port, meeting.code, protocol=PROTOCOL_VERSION + 1))
    assert refused.value.code == ErrorCode.PROTOCOL_VERSION
    assert set(refused.value.detail) == {"host", "app"}


def test_media_before_hello_and_a_wrong_ticket_are_refused(meeting: Meeting) -> None:
    admission = meeting.crowd.run(ask_to_join("127.0.0.1", meeting.port, meeting.code))
    with pytest.raises(MeetDeskError) as refused:
        meeting.crowd.run(open_channel(admission, "video"))
    assert refused.value.code == ErrorCode.NOT_IN_MEETING
    forged = msgspec.structs.replace(admission.admitted, ticket="0" * 64)
    with pytest.raises(MeetDeskError) as refused:
        meeting.crowd.run(open_channel(dataclasses.replace(admission, admitted=forged), "control"))
    assert refused.value.code == ErrorCode.NOT_ADMITTED


def test_names_are_made_clean_but_never_escaped(meeting: Meeting) -> None:
    names = ["👩‍👩‍👧‍👦 Łucja", "مريم", '<b>Bold</b> & "Co"', "é" * 64]
    for name in names:
        meeting.crowd.join("127.0.0.1", meeting.port, meeting.code, name)
    ada = meeting.ada
    meeting.crowd.run(ada.until(lambda: set(names) <= set(ada.meeting.names()), f"everybody of {names} is there"))
    for name, code in (("x" * 200, ErrorCode.NAME_TOO_LONG), (" \t ", ErrorCode.NAME_EMPTY)):
        with pytest.raises(AssertionError, match=code):
            meeting.crowd.join("127.0.0.1", meeting.port, meeting.code, name)
