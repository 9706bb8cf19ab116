"""Whole meetings over the real LAN server with simple participants."""

import asyncio
import ssl
import time

import pytest

from meetdesk import __version__
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.topics.people import EndReason, Role
from meetdesk.relay.outbox import VIDEO_OUTBOX_BYTES
from tests.server.people import Person, audio_frame, meeting, video_frame


def test_three_people_hear_see_and_read_each_other() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben, cem = [await held.join(name) for name in ("Ann", "Ben", "Cem")]
            await ann.change("joined")
            microphone = await ann.microphone()
            camera = await ann.camera()
            for other in (ben, cem):
                await other.change("track_published")
                await other.watch((camera, 0))
            await ann.expect("demand", track=camera, layers=[0])
            await ann.expect("key_frame_wanted", track=camera, layer=0)
            await ann.send("audio", audio_frame(microphone))
            await ann.send("video", video_frame(camera, 0, key=True))
            for other in (ben, cem):
                assert await other.received("audio", 1) == [audio_frame(microphone)]
                assert await other.received("video", 1) == [video_frame(camera, 0, key=True)]
            assert not ann.frames["audio"]
            assert not ann.frames["video"]
            assert (await ben.ask("post_chat", ref="1", text="hello <b>all</b>"))["type"] == "done"
            for person in (ann, ben, cem):
                posted = await person.change("chat_posted")
                assert posted["message"]["text"] == "hello <b>all</b>"

    asyncio.run(scenario())


def test_a_participant_whose_link_was_cut_comes_back_and_misses_nothing() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            microphone = await ann.microphone()
            await ben.change("track_published")
            last = max(entry["number"] for m in ben.told for entry in m.get("entries") or ())
            ben.abort()
            await ann.change("link_lost", participant=ben.id)
            await ann.ask("post_chat", ref="1", text="did you hear?")
            ben.told.clear()
            welcome = await ben.connect(last_entry=last)
            assert welcome["participant"] == ben.id
            assert [e["change"]["change"] for e in welcome["entries"]] == ["link_lost", "chat_posted", "link_restored"]
            await ann.change("link_restored", participant=ben.id)
            await ann.send("audio", audio_frame(microphone, 7))
            assert await ben.received("audio", 1) == [audio_frame(microphone, 7)]

    asyncio.run(scenario())


def test_sound_sent_and_received_over_two_connections_goes_on_over_either() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben, cem = [await held.join(name) for name in ("Ann", "Ben", "Cem")]
            microphone = await ann.microphone()
            for person in (ann, ben):
                await person.open("audio-copy")
            frames = [audio_frame(microphone, number) for number in range(9)]
            for frame in frames[:3]:
                for channel in ("audio", "audio-copy"):
                    await ann.send(channel, frame)
            for channel in ("audio", "audio-copy"):
                assert await ben.received(channel, 3) == frames[:3]
            assert await cem.received("audio", 3) == frames[:3]

            await ann.channels["audio"].close()
            await ben.channels["audio-copy"].close()
            for frame in frames[3:6]:
                await ann.send("audio-copy", frame)
            assert await ben.received("audio", 6) == await cem.received("audio", 6) == frames[:6]

            await ann.open("audio")
            await ben.open("audio-copy")
            for frame in frames[6:]:
                await ann.send("audio", frame)
            assert await ben.received("audio", 9) == frames
            assert await ben.received("audio-copy", 6) == frames[:3] + frames[6:]
            assert not ann.frames["audio"] + ann.frames["audio-copy"]

    asyncio.run(scenario())


def test_a_second_connection_with_the_same_ticket_displaces_the_first() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            again = type(ben)(held, ben.ticket, "Ben")
            await again.connect()
            assert await ben.gone("control") == (4002, "displaced")
            assert await ben.gone("video") == (4002, "displaced")
            assert again.id == ben.id
            await ann.ask("post_chat", ref="1", text="one Ben?")
            assert (await again.change("chat_posted"))["message"]["text"] == "one Ben?"
            assert "link_lost" not in [change["change"] for change in ann.changes]

    asyncio.run(scenario())


def test_silence_for_longer_than_the_heartbeat_ends_a_link() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            alive = asyncio.create_task(keep_alive(ann))
            await ann.change("link_lost", participant=ben.id)
            await ben.gone("control")
            await ben.gone("audio")
            alive.cancel()

    async def keep_alive(person: Person) -> None:
        while True:
            await person.say({"type": "ping", "sent_us": 1})
            await asyncio.sleep(0.5)

    asyncio.run(scenario())


def test_a_frame_for_a_track_of_somebody_else_reaches_nobody() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben, cem = [await held.join(name) for name in ("Ann", "Ben", "Cem")]
            microphone = await ann.microphone()
            await ben.send("audio", audio_frame(microphone))
            await ben.expect("error", code="track_not_yours")
            await ben.send("audio", audio_frame(9_999))
            await ben.expect("error", code="track_unknown")
            await ben.send("audio", b"\x01\x01 no frame at all, but long enough")
            await ben.expect("error", code="malformed_frame")
            await ben.send("audio", audio_frame(microphone, body=b"x" * 4_000))
            await ben.expect("error", code="frame_too_large")
            await ann.send("audio", audio_frame(microphone, 5))
            assert await cem.received("audio", 1) == [audio_frame(microphone, 5)]

    asyncio.run(scenario())


def test_late_frames_of_a_track_just_unpublished_are_no_mistake() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann")
            microphone = await ann.microphone()
            await ann.ask("unpublish_track", track=microphone)
            for sequence in range(30):
                await ann.send("audio", audio_frame(microphone, sequence))
            assert (await ann.ask("post_chat", ref="1", text="still here"))["type"] == "done"
            assert not [message for message in ann.told if message["type"] == "error"]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("text", "code", "request_id"),
    [
        ("{", "malformed_message", None),
        ("[1]", "malformed_message", None),
        ('"\\ud800"', "malformed_message", None),
        ("[" * 30_000, "malformed_message", None),
        ('{"type":"post_chat","id":7,"ref":"1"}', "malformed_message", 7),
        ('{"type":"post_chat","id":7,"ref":"1","text":"x","colour":"red"}', "malformed_message", 7),
        ('{"type":"make_coffee","id":9}', "unknown_message_type", 9),
    ],
)
def test_what_is_no_message_is_answered_and_the_connection_stays(text: str, code: str, request_id: int | None) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", media=False)
            await ann.say(text)
            error = await ann.expect("error", code=code)
            assert error.get("id") == request_id
            assert (await ann.ask("post_chat", ref="1", text="still here"))["type"] == "done"

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: too_many_mistakes")
def test_the_twentieth_mistake_ends_the_connection() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            for _ in range(19):
                await ben.say("nonsense")
            assert (await ben.ask("post_chat", ref="1", text="19"))["type"] == "done"
            await ben.say("nonsense")
            assert await ben.gone("control") == (4429, "too_many_mistakes")
            await ann.change("left", participant=ben.id, reason="removed", by=None)

    asyncio.run(scenario())


@pytest.mark.parametrize(("channel", "size", "reason"), [
    ("control", 65_537, "message_too_large"),
    ("video", 1_000_001, "frame_too_large"),
])  # fmt: skip
def test_a_message_above_the_limit_ends_its_channel(channel: str, size: int, reason: str) -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            await ben.channels[channel].send("x" * size if channel == "control" else b"x" * size)
            assert await ben.gone(channel) == (4413, reason)
            assert (await ann.ask("post_chat", ref="1", text="nobody else is disturbed"))["type"] == "done"

    asyncio.run(scenario())


def test_a_name_that_cannot_be_used_is_refused_with_its_code() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = Person(held, await held.ticket(), " ")
            await ann.open("control")
            await ann.say({"type": "hello", "protocol": 2, "app": "0.1.0", "name": " "})
            await ann.expect("error", code="name_empty")
            assert await ann.gone("control") == (4400, "name_empty")

    asyncio.run(scenario())


def test_another_protocol_version_is_told_both_versions() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = Person(held, await held.ticket(), "Ann")
            await ann.open("control")
            await ann.say({"type": "hello", "protocol": 1, "app": "9.9", "name": "Ann"})
            error = await ann.expect("error", code="protocol_version")
            assert error["detail"] == {"host": __version__, "app": "9.9"}
            assert (await ann.gone("control"))[0] == 4406

    asyncio.run(scenario())


def test_something_else_before_hello_is_out_of_order() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = Person(held, await held.ticket(), "Ann")
            await ann.open("control")
            await ann.say({"type": "ping", "sent_us": 1})
            assert await ann.gone("control") == (4400, "unexpected_message")

    asyncio.run(scenario())


def test_leaving_is_told_to_the_others_and_ends_the_ticket() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            await ben.say({"type": "leave", "id": 1})
            assert (await ben.gone("control"))[0] == 4001
            assert (await ben.gone("audio"))[0] == 4001
            await ann.change("left", participant=ben.id, reason="left")
            assert held.session.members.gate(ben.ticket, "control") == 401

    asyncio.run(scenario())


def test_the_end_is_told_to_everybody_and_closes_everything() -> None:
    async def scenario() -> None:
        finished: list[bool] = []
        async with meeting(on_finished=lambda: finished.append(True)) as held:
            people = [await held.join(name) for name in ("Ann", "Ben")]
            await held.session.end(EndReason.HOST_QUIT)
            for person in people:
                assert (await person.change("ended"))["reason"] == "host_quit"
                for channel in ("control", "audio", "video"):
                    assert await person.gone(channel) == (4000, "meeting_ended")
            assert finished == [True]
            assert held.session.members.gate(people[0].ticket, "control") == 410
            with pytest.raises(MeetDeskError, match="meeting_ended"):
                held.session.members.admit(Role.PARTICIPANT)

    asyncio.run(scenario())


def test_pings_are_answered_with_the_hosts_clock_and_clocks_are_told_to_all() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name, media=False) for name in ("Ann", "Ben")]
            await ann.say({"type": "ping", "sent_us": 12345})
            pong = await ann.expect("pong", sent_us=12345)
            assert abs(pong["host_us"] - time.time() * 1e6) < 60e6
            await ann.say({"type": "clock", "offset_us": -250})
            await ben.expect("clocks", offsets_us={str(ann.id): -250})

    asyncio.run(scenario())


def test_one_who_does_not_read_does_not_delay_the_others() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            stuck = Person(held, await held.ticket(), "Stuck")
            await stuck.connect(media=False)
            # A screen may bring that much at once.
            layers = [{"layer": 0, "width": 640, "height": 360}]
            camera = (await ann.ask("publish_track", source="screen", codec="vp8", layers=layers))["track"]
            await stuck.watch((camera, 0))
            await ben.watch((camera, 0))
            # A raw connection that asks for the video channel and then never reads it.
            reader, writer = await asyncio.open_connection("127.0.0.1", held.port, limit=1024)
            writer.write(
                f"GET /meetdesk/2/video HTTP/1.1\r\nHost: 127.0.0.1:{held.port}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                f"Authorization: Bearer {stuck.ticket}\r\n\r\n".encode()
            )
            assert b"101" in await reader.readline()
            count = 300
            for sequence in range(count):
                key = sequence == 0
                frame = video_frame(camera, sequence, key=key, t0=sequence & 0xFFFF, body=bytes(60_000))
                await ann.send("video", frame)
                await ben.received("video", sequence + 1)
            assert len(ben.frames["video"]) == count
            [box] = [p.media["video"].outbox for p in held.session.members.people.values() if p.ticket == stuck.ticket]
            assert box.dropped > count // 2
            assert sum(len(frame.wire) for frame in box.pending) <= VIDEO_OUTBOX_BYTES
            writer.close()

    asyncio.run(scenario())


def test_the_same_meeting_over_tls(own_certificate: ssl.SSLContext) -> None:
    async def scenario() -> None:
        async with meeting(own_certificate) as held:
            ann, ben = [await held.join(name) for name in ("Ann", "Ben")]
            microphone, camera = await ann.microphone(), await ann.camera()
            await ben.change("track_published")
            await ben.watch((camera, 0))
            await ann.expect("demand", track=camera, layers=[0])
            for sequence in range(20):
                await ann.send("audio", audio_frame(microphone, sequence))
                big = bytes([sequence]) * 200_000
                await ann.send("video", video_frame(camera, sequence, key=sequence == 0, t0=sequence, body=big))
                assert (await ben.received("video", sequence + 1))[-1].endswith(big)
            assert len(await ben.received("audio", 20)) == 20

    asyncio.run(scenario())
