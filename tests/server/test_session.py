"""Whole meetings over the real LAN server with simple participants."""

import asyncio

from tests.server.people import audio_frame, meeting, video_frame


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
