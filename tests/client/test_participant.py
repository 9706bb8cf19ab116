"""A participant in a meeting of the real host, over the real way in: handshake, TLS, tickets, channels."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from meetdesk import __version__
from meetdesk.client.channel import Channel
from meetdesk.client.files import get_file, put_file
from meetdesk.client.frames import Pictures, Sound
from meetdesk.client.opening import channels_of
from meetdesk.client.participant import Participant
from meetdesk.core.errors import ErrorCode, MeetDeskError, Refused
from meetdesk.core.topics.files import OfferFile
from meetdesk.core.topics.lobby import Admit
from meetdesk.core.topics.people import EndMeeting, EndReason, Rename, Role
from meetdesk.core.topics.tracks import Layer, PublishTrack, Source, Subscribe, Want
from meetdesk.joining import identity
from meetdesk.joining.address import Address
from meetdesk.joining.code import make_code
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.door import Door
from meetdesk.joining.invitation import Destination
from meetdesk.net.listening import bind_loopback
from meetdesk.relay.header import pack, parse
from meetdesk.server.lan.lan import LanServer
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire import messages as wire
from tests.support.trying_again import join

SECONDS = 20.0
CODE = make_code()


class Hosted:
    def __init__(self, session: MeetingSession, port: int, certificate: bytes) -> None:
        self.session = session
        self.destination = Destination((Address("127.0.0.1", port),))
        self._certificate = certificate

    async def admitted(self) -> JoinedHost:
        return await join(self.destination, CODE, app_version=__version__)

    def admitted_as(self, role: Role) -> JoinedHost:
        where = self.destination.addresses
        return JoinedHost(where[0], where, self._certificate, self.session.members.admit(role), "", "", "")

    async def join(self, name: str, *, comes_back: bool = False) -> Participant:
        person = Participant(channels_of(await self.admitted()), name, comes_back=comes_back)
        await person.connect()
        return person


def in_meeting(scenario: Callable[[Hosted], Awaitable[None]], *, lobby: bool = False) -> None:
    async def run() -> None:
        sockets, port = bind_loopback()
        own = identity.make()
        session = MeetingSession("Test", lobby=lobby)
        server = LanServer(session, sockets, own.server_context(), Door(own.fingerprint, CODE), rated=False)
        try:
            async with asyncio.timeout(SECONDS):
                await scenario(Hosted(session, port, own.certificate))
        finally:
            await session.end(EndReason.HOST_QUIT)
            server.stop()

    asyncio.run(run())


async def until(reached: Callable[[], object]) -> None:
    while not reached():  # noqa: ASYNC110 (what is waited for has no event)
        await asyncio.sleep(0.005)


def same_state(hosted: Hosted, person: Participant) -> bool:
    assert person.meeting is not None
    return person.meeting.snapshot() == hosted.session._meeting.state


def test_its_state_is_the_hosts_and_frames_go_through() -> None:
    async def scenario(hosted: Hosted) -> None:
        ann, ben = await hosted.join("Ann"), await hosted.join("Ben")
        got: list[tuple[str, bytes]] = []
        ben.on_frames = lambda name, chunk, places: got.extend((name, chunk[start:end]) for start, end in places)
        ben.drop()  # callbacks are set before the channels are opened
        await ben.connect()
        microphone = await ann.publish(PublishTrack(0, Source.MICROPHONE, "opus"))
        camera = await ann.publish(PublishTrack(0, Source.CAMERA, "vp8", layers=(Layer(0, 320, 180),)))
        await ann.post("hello", "1")
        await until(lambda: same_state(hosted, ann) and same_state(hosted, ben))
        assert [person.name for person in ben.meeting.participants.values()] == ["Ann", "Ben"]
        ben.say(Subscribe((Want(camera, 0),)))
        await until(lambda: ann.demand.get(camera) == (0,))
        sound, pictures = Sound(microphone), Pictures(camera, 0, 30)
        sent = [("audio", pack(sound.next(1_000_000 + at, 30)) + b"sound") for at in range(3)]
        sent += [("video", pack(pictures.in_pattern(1_000_000 + at)) + b"picture") for at in range(5)]
        for channel, frame in sent:
            assert ann.send_frame(channel, frame)
        await until(lambda: len(got) == len(sent))
        assert sorted(got) == sorted(sent)
        assert [parse(frame).temporal for name, frame in got if name == "video"] == [0, 2, 1, 2, 0]
        await ann.leave()
        await until(lambda: len(ben.meeting.participants) == 1)
        assert (await ann.wait_over()).code == 4001
        await ben.close()

    in_meeting(scenario)


def test_a_request_that_is_refused_says_why_and_nothing_else_happens() -> None:
    async def scenario(hosted: Hosted) -> None:
        ann = await hosted.join("Ann")
        before = ann.meeting.snapshot()
        with pytest.raises(Refused) as refused:
            await ann.request(EndMeeting(0))
        assert refused.value.code is ErrorCode.NOT_ALLOWED
        assert ann.meeting.snapshot() == before
        errors: list[wire.ErrorMessage] = []
        ann.on_message = lambda message: errors.append(message) if isinstance(message, wire.ErrorMessage) else None
        ann.say_raw(b"nonsense")
        await until(lambda: errors)
        assert errors[0].code is ErrorCode.MALFORMED_MESSAGE
        await ann.close()

    in_meeting(scenario)


def test_who_loses_the_link_while_posting_comes_back_and_is_heard_once() -> None:
    async def scenario(hosted: Hosted) -> None:
        ann, ben = await hosted.join("Ann", comes_back=True), await hosted.join("Ben")
        await ben.post("before", "b1")
        posting = asyncio.ensure_future(ann.post("did you hear?", "a1"))
        await asyncio.sleep(0)
        ann.drop()
        await posting
        assert [one.text for one in ben.meeting.chat.latest()[0]] == ["before", "did you hear?"]
        await until(lambda: same_state(hosted, ann) and same_state(hosted, ben))
        assert ann.id == 1
        assert len(ben.meeting.participants) == 2
        # What was said privately while it was away is there too, and nothing of it twice.
        private: list[wire.HostMessage] = []
        await ben.post("for you", "p1", to=ann.id)
        await until(lambda: ann._private == {ben.id: 1})
        ann.on_message = lambda message: private.append(message) if isinstance(message, wire.Welcome) else None
        ann.drop()
        await ben.post("for you, too", "p2", to=ann.id)
        await until(lambda: private)
        (missed,) = private[0].private
        assert [entry.change.message.text for entry in missed.entries] == ["for you, too"]
        assert private[0].conversations == ()
        await asyncio.gather(ann.leave(), ben.close())

    in_meeting(scenario)


def test_the_end_of_the_meeting_is_the_end() -> None:
    async def scenario(hosted: Hosted) -> None:
        ann = await hosted.join("Ann", comes_back=True)
        await hosted.session.end(EndReason.ENDED_BY_HOST)
        assert (await ann.wait_over()).code == 4000
        assert not ann.welcomed.is_set()
        with pytest.raises(ConnectionError):
            await ann.request(Rename(0, "Anna"))
        await ann.close()

    in_meeting(scenario)


def test_a_host_that_falls_silent_is_left_and_found_again() -> None:
    async def scenario(hosted: Hosted) -> None:
        ann = Participant(channels_of(await hosted.admitted()), "Ann", comes_back=True, silence_seconds=0.3)
        await ann.connect()
        first = ann.channels["control"]
        first.pause_reading()
        await until(lambda: ann.channels.get("control") is not first and ann.welcomed.is_set())
        assert first.closed is not None
        await until(lambda: same_state(hosted, ann))
        await ann.close()

    in_meeting(scenario)


def test_who_has_to_wait_at_the_door_waits() -> None:
    async def scenario(hosted: Hosted) -> None:
        host = Participant(channels_of(hosted.admitted_as(Role.HOST)), "Host")
        lobbies: list[wire.Lobby] = []
        host.on_message = lambda message: lobbies.append(message) if isinstance(message, wire.Lobby) else None
        await host.connect()
        ann = Participant(channels_of(await hosted.admitted()), "Ann")
        pongs: list[wire.Pong] = []
        ann.on_message = lambda message: pongs.append(message) if isinstance(message, wire.Pong) else None
        coming = asyncio.ensure_future(ann.connect())
        await until(lambda: lobbies and lobbies[-1].waiting)
        await until(lambda: pongs)  # who waits in silence is not there any more
        assert not coming.done()
        await host.request(Admit(0, lobbies[-1].waiting[0].waiting))
        await coming
        assert same_state(hosted, ann)
        await asyncio.gather(ann.close(), host.close())

    in_meeting(scenario, lobby=True)


def test_a_ticket_that_is_none_is_refused() -> None:
    async def scenario(hosted: Hosted) -> None:
        where = hosted.destination.addresses
        forged = JoinedHost(where[0], where, hosted._certificate, "0" * 64, "", "", "")
        ann = Participant(channels_of(forged), "Ann")
        with pytest.raises(MeetDeskError) as refused:
            await ann.connect()
        assert refused.value.code is ErrorCode.NOT_ADMITTED

    in_meeting(scenario)


def test_a_file_goes_up_and_comes_down_also_in_two_parts() -> None:
    async def scenario(hosted: Hosted) -> None:
        admitted = await hosted.admitted()
        ann = Participant(channels_of(admitted), "Ann")
        await ann.connect()
        content = bytes(range(256)) * 2_000
        offered = await ann.request(OfferFile(0, "a.bin", len(content)))
        channel = await channels_of(admitted)("file")
        await put_file(channel, offered.file, content)
        await channel.close()
        await until(lambda: ann.meeting.chat.latest()[0])
        for start in (0, 300_000):
            channel = await channels_of(admitted)("file")
            assert await _whole(channel, offered.file, len(content), start) == content[start:]
            await channel.close()
        channel = await channels_of(admitted)("file")
        with pytest.raises(MeetDeskError) as refused:
            await _whole(channel, 99, 1)
        assert refused.value.code is ErrorCode.FILE_UNKNOWN
        await ann.close()

    in_meeting(scenario)


async def _whole(channel: Channel, file: int, size: int, offset: int = 0) -> bytes:
    return b"".join([data async for data in get_file(channel, file, size, offset)])
