"""Where the channels of a window go: over the host, and the copy of its sound over a deputy."""

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest

from meetdesk.app import joined
from meetdesk.app.joined import Joined
from meetdesk.app.succession.second_path import SecondPath
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.bridge import Bridge
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.identity import Identity, make
from meetdesk.wire.channels import Channel

LONG = 60.0


class Heir:
    """What this app has of the meeting."""

    def take_over(self, _me: int, _ticket: str) -> None:
        pass


def test_a_window_whose_host_failed_just_as_its_own_app_took_over_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joined, "FIND_SECONDS", LONG)

    async def scenario() -> None:
        identity = make()
        one = Joined(
            host(identity),
            identity,
            SecondPath(lambda: None),
            able=False,
            keen=False,
            stand_in=lambda _: cast(Any, None),
            on_moved=lambda _: None,
            on_taken_over=lambda *_: None,
        )
        monkeypatch.setattr(type(one._watch), "looks_elsewhere", True)

        async def fails(*_: object) -> None:
            one._taken_over(cast(Any, Heir()), 2)
            raise MeetDeskError(ErrorCode.HOST_REFUSED)

        monkeypatch.setattr(Bridge, "splice", fails)
        async with asyncio.timeout(LONG / 2):
            with pytest.raises(MeetDeskError):
                await one.splice(Channel.CONTROL, cast(Any, None), "")
        one.close()

    asyncio.run(scenario())


def test_a_copy_that_the_deputy_does_not_take_goes_the_way_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        identity, asked = make(), list[tuple[str, Channel]]()
        second = SecondPath(lambda: one)
        one = Joined(
            host(identity),
            identity,
            second,
            able=False,
            keen=False,
            stand_in=lambda _: cast(Any, None),
            on_moved=lambda _: None,
            on_taken_over=lambda *_: None,
        )
        second.over(replace(host(identity), title="of the deputy"))

        async def splice(bridge: Bridge, channel: Channel, *_: object) -> None:
            asked.append((bridge.host.title, channel))
            if bridge.host.title == "of the deputy":
                raise MeetDeskError(ErrorCode.HOST_UNREACHABLE)

        monkeypatch.setattr(Bridge, "splice", splice)
        for channel in (Channel.AUDIO, Channel.AUDIO_COPY, Channel.AUDIO_COPY):
            await one.splice(channel, cast(Any, None), "")
        assert asked == [
            ("Plans", Channel.AUDIO),
            ("of the deputy", Channel.AUDIO_COPY),
            ("Plans", Channel.AUDIO_COPY),
            ("Plans", Channel.AUDIO_COPY),
        ], "who cannot be reached is not asked again"
        assert second.end_of(Channel.AUDIO_COPY, None) is None
        one.close()

    asyncio.run(scenario())


def host(identity: Identity) -> JoinedHost:
    address = Address("127.0.0.1", 9)
    return JoinedHost(address, (address,), identity.certificate, "t", "0" * 32, "Plans", "Anna")
