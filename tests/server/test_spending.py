"""Who costs the others too much is stopped, told and named to the host; the meeting and the honest go on."""

import asyncio
import contextlib
import json

import pytest
from websockets.exceptions import ConnectionClosed

from meetdesk.core.distribution import Distribution
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.limits import WANTS
from meetdesk.core.topics.people import Role
from meetdesk.relay import size_watch
from meetdesk.relay.header import Header, Kind, pack
from meetdesk.relay.router import Router
from meetdesk.server.meeting.kept_out import Visitor
from meetdesk.server.meeting.stops import STOPS, Stops

from .people import Meeting, Person, audio_frame, meeting, video_frame

FLOOD = 1_850
"""Frames a second that once passed."""
_LAYERS = [{"layer": 0, "width": 320, "height": 180}, {"layer": 1, "width": 640, "height": 360}]


async def people(held: Meeting) -> tuple[Person, Person, Person, int]:
    """Ann, who hosts; Ben; Eve with a camera at which both look."""
    ann = await held.join("Ann", role=Role.HOST)
    ben, eve = [await held.join(name) for name in ("Ben", "Eve")]
    camera = await eve.camera()
    for one in (ann, ben):
        await one.watch((camera, 0))
    await eve.expect("demand", track=camera, layers=[0])
    return ann, ben, eve, camera


async def send_pictures(eve: Person, track: int, frames: int, *, key: bool = False) -> None:
    for number in range(frames):
        try:
            await eve.send("video", video_frame(track, number, key=key or number == 0, t0=number & 0xFFFF))
        except ConnectionClosed:
            return
        if number % 50 == 0:
            await asyncio.sleep(0)


def test_a_flood_of_pictures_ends_with_the_camera_and_the_meeting_goes_on() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben, eve, camera = await people(held)
            await send_pictures(eve, camera, FLOOD)
            stopped = {"participant": eve.id, "name": "Eve", "reason": "video_frames", "what": "camera"}
            for one in (eve, ann):
                await one.expect("stopped", **stopped)
                change = await one.change("track_updated", by=0)
                assert change["track"]["muted"] is True
            await ben.change("track_updated", by=0)
            assert len(ben.frames["video"]) < FLOOD / 4
            assert not any(message["type"] == "stopped" for message in ben.told), "is no concern of others"
            # Eve is in, and may begin again.
            assert (await eve.ask("update_track", track=camera, muted=False))["type"] == "done"
            microphone = await ben.microphone()
            await ben.send("audio", audio_frame(microphone))
            await ann.received("audio", 1)

    asyncio.run(scenario())


def test_a_flood_of_key_frames_ends_earlier() -> None:
    """Everybody who looks pays for each of them, and the flag is the sender's own word."""

    async def scenario() -> None:
        async with meeting() as held:
            ann, ben, eve, camera = await people(held)
            await send_pictures(eve, camera, 150, key=True)
            await ann.expect("stopped", participant=eve.id, reason="key_frames", what="camera")
            await ben.change("track_updated", by=0)
            assert len(ben.frames["video"]) < 100

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_key_frames_of_several_tracks_count_together() -> None:
    """Each of two screens brings no more than a screen may."""

    async def scenario() -> None:
        async with meeting() as held:
            ann, eve = await held.join("Ann", role=Role.HOST), await held.join("Eve")
            for _ in range(2):
                answer = await eve.ask("publish_track", source="screen", codec="vp8", layers=_LAYERS)
                await send_pictures(eve, answer["track"], 350, key=True)
            assert await eve.gone("control") == (4429, "flooding")
            await ann.expect("stopped", participant=eve.id, reason="key_frames", source=None)

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_who_goes_on_is_put_out_and_kept_out_and_the_host_is_told() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben = await held.join("Ann", role=Role.HOST), await held.join("Ben")
            visitor = Visitor("192.0.2.7", "eve's app")
            eve = Person(held, held.session.members.admit(Role.PARTICIPANT, visitor), "Eve")
            await eve.connect()
            cameras = [await eve.camera()]
            for _ in range(STOPS):
                answer = await eve.ask("publish_track", source="screen", codec="vp8", layers=_LAYERS)
                cameras.append(answer["track"])
            for camera in cameras[:STOPS]:
                await send_pictures(eve, camera, 500)
            assert await eve.gone("control") == (4429, "flooding")
            told = await ann.expect("stopped", participant=eve.id, what="meeting")
            assert (told["name"], told["reason"]) == ("Eve", "video_frames")
            await ben.change("left", participant=eve.id, reason="removed", by=None)
            lobby = await ann.expect("lobby")
            assert [one["name"] for one in lobby["kept_out"]] == ["Eve"]
            with pytest.raises(MeetDeskError, match="kept_out"):
                held.session.members.admit(Role.PARTICIPANT, visitor)

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_who_floods_with_messages_is_named_to_the_host() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, eve = await held.join("Ann", role=Role.HOST), await held.join("Eve", media=False)
            for number in range(1_000):
                with contextlib.suppress(ConnectionClosed):
                    await eve.say({"type": "ping", "sent_us": number})
            assert await eve.gone("control") == (4429, "flooding")
            await ann.expect("stopped", participant=eve.id, reason="messages", what="meeting")

    asyncio.run(scenario())


@pytest.mark.expected_warnings("expelled: flooding")
def test_long_messages_cost_more_than_short_ones() -> None:
    """Sixty a second are allowed; sixty that take long to read are not."""

    async def scenario() -> None:
        async with meeting() as held:
            ann, eve = await held.join("Ann", role=Role.HOST), await held.join("Eve", media=False)
            wants = [{"track": track, "layer": 0} for track in range(250)]
            for _ in range(200):
                with contextlib.suppress(ConnectionClosed):
                    await eve.say({"type": "subscribe", "wants": wants})
            assert await eve.gone("control") == (4429, "flooding")
            await ann.expect("stopped", participant=eve.id, reason="message_characters", what="meeting")

    asyncio.run(scenario())


def test_a_window_that_comes_back_may_repeat_a_hundred_long_messages() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ben = await held.join("Ben", media=False)
            for number in range(100):
                message = {"type": "post_chat", "id": number, "ref": str(number), "text": "字\n" * 2_000}
                await ben.say(json.dumps(message, ensure_ascii=False))  # as a window writes it
            await ben.until(lambda: sum(told["type"] == "done" for told in ben.told) == 100, "100 answers")

    asyncio.run(scenario())


# Subscriptions


def test_lists_said_in_one_breath_are_carried_out_once_the_latest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    route = Router.route
    monkeypatch.setattr(Router, "route", lambda self, command: (compiled.append(command.track), route(self, command)))

    async def scenario() -> None:
        async with meeting() as held:
            ben, eve = await held.join("Ben"), await held.join("Eve")
            camera = await eve.camera(0, 1)
            compiled.clear()
            lists = [[{"track": camera, "layer": number % 2}] for number in range(200)] + [[]]
            for wants in lists:
                await ben.say(json.dumps({"type": "subscribe", "wants": wants}))
            await eve.expect("demand", track=camera)
            await asyncio.sleep(0.5)
            assert len(compiled) < 100, f"{len(compiled)} routes compiled for {len(lists)} lists"
            await ben.say(json.dumps({"type": "subscribe", "wants": [{"track": camera, "layer": 0}]}))
            while not ben.frames["video"]:
                await send_pictures(eve, camera, 1, key=True)
                await ben.say({"type": "ping", "sent_us": 0})
                await asyncio.sleep(0.2)

    asyncio.run(scenario())


def test_only_what_changed_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    route = Distribution._route
    monkeypatch.setattr(Distribution, "_route", lambda self, track: looked_at.append(track.track) or route(self, track))

    async def scenario() -> None:
        async with meeting() as held:
            ann, eve = await held.join("Ann", role=Role.HOST), await held.join("Eve")
            tracks = []
            for _ in range(8):
                answer = await eve.ask("publish_track", source="screen", codec="vp8", layers=_LAYERS)
                tracks.append(answer["track"])
            await ann.watch(*[(track, 0) for track in tracks])
            await eve.expect("demand", track=tracks[-1], layers=[0])
            looked_at.clear()
            await ann.watch(*[(track, 1 if track == tracks[3] else 0) for track in tracks])
            await eve.expect("demand", track=tracks[3], layers=[1])
            assert looked_at == [tracks[3]]

    asyncio.run(scenario())


def test_a_list_that_is_too_long_is_malformed() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ben = await held.join("Ben", media=False)
            await ben.watch(*[(track, 0) for track in range(WANTS)])
            await ben.watch(*[(track, 0) for track in range(WANTS + 1)])
            await ben.expect("error", code="malformed_message")
            assert sum(message["type"] == "error" for message in ben.told) == 1

    asyncio.run(scenario())


def test_pages_that_are_turned_quickly_are_all_shown_at_once() -> None:
    """Of 49 tracks each, as fast as a person clicks."""

    async def scenario() -> None:
        async with meeting() as held:
            ben = await held.join("Ben", media=False)
            person = next(iter(held.session.members.people.values()))
            for page in range(5):
                wants = [(1_000 * page + track, 0) for track in range(49)]
                await ben.watch(*wants)
                await asyncio.sleep(0.1)
                assert person.control is not None
                assert {(want.track, want.layer) for want in person.control.wants} == set(wants)

    asyncio.run(scenario())


# Key frames, which cost their sender and all who look


def test_looking_again_and_again_has_few_key_frames_made() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ben, eve = await held.join("Ben"), await held.join("Eve")
            camera = await eve.camera()
            await ben.watch((camera, 0))
            await eve.expect("demand", track=camera, layers=[0])
            await send_pictures(eve, camera, 1, key=True)
            before = sum(message["type"] == "key_frame_wanted" for message in eve.told)
            for _ in range(40):
                await ben.watch()
                await asyncio.sleep(0.02)
                await ben.watch((camera, 0))
                await asyncio.sleep(0.02)
                for _ in range(3):
                    await ben.say({"type": "request_key_frame", "track": camera, "layer": 0})
                await send_pictures(eve, camera, 1, key=True)
            asked = sum(message["type"] == "key_frame_wanted" for message in eve.told) - before
            assert asked <= 8, f"{asked} key frames asked of Eve in some 2 s"
            assert not ben.closed

    asyncio.run(scenario())


# What the host sees


def test_the_host_sees_who_uses_how_much_and_others_do_not() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann, ben, eve, camera = await people(held)
            for number in range(25):
                await eve.send("video", video_frame(camera, number, key=number == 0, t0=number, body=bytes(4_000)))
                await asyncio.sleep(0.05)
            answer = await ann.ask("load_usage")
            rows = {row["participant"]: row for row in answer["people"]}
            assert answer["people"][0]["participant"] == eve.id, "who has most passed on comes first"
            assert rows.keys() == {ann.id, ben.id, eve.id}
            assert rows[eve.id]["share"] == 1.0
            assert rows[eve.id]["up"] > 4_000
            assert rows[ben.id]["down"] > rows[eve.id]["down"]
            assert rows[eve.id]["frames"] > 0 == rows[ben.id]["frames"]
            assert (await ben.ask("load_usage"))["code"] == "not_allowed"

    asyncio.run(scenario())


def test_a_third_stop_within_a_minute_is_one_too_many() -> None:
    stops = Stops()
    assert [stops.one_too_many(at) for at in (0.0, 20.0, 59.0)] == [False, False, True]
    later = Stops()
    assert [later.one_too_many(at) for at in (0.0, 20.0, 61.0, 79.0)] == [False, False, False, True]
    assert stops.is_news(1, 100.0)
    assert not stops.is_news(1, 104.0), "what was on its way is not held against it"
    assert stops.is_news(2, 104.0)
    assert stops.is_news(1, 106.0)


def test_pictures_larger_than_announced_end_with_the_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host's app looks itself: nobody's word is needed for it, or believed."""
    monkeypatch.setattr(size_watch, "PATIENCE_SECONDS", 0.3)

    def vp8_key(track: int, number: int, width: int, height: int) -> bytes:
        header = Header(Kind.VIDEO, True, 0, 0, 0, track, number, number, 0, 0)
        sides = width.to_bytes(2, "little") + height.to_bytes(2, "little")
        return pack(header) + b"\x10\0\0\x9d\x01\x2a" + sides + bytes(50)

    async def scenario() -> None:
        async with meeting() as held:
            ann, _, eve, camera = await people(held)
            for number in range(5):
                await eve.send("video", vp8_key(camera, number, 320, 180))
                await asyncio.sleep(0.1)
            assert not any(message["type"] == "stopped" for message in ann.told), "it is what it says"
            for number in range(5, 12):
                await eve.send("video", vp8_key(camera, number, 3_000, 2_000))
                await asyncio.sleep(0.1)
            for one in (eve, ann):
                await one.expect("stopped", participant=eve.id, reason="decoded_pixels", what="camera")

    asyncio.run(scenario())
