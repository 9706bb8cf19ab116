"""A window that comes back while its app takes the meeting over."""

import asyncio
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


def host(identity: Identity) -> JoinedHost:
    address = Address("127.0.0.1", 9)
    return JoinedHost(address, (address,), identity.certificate, "t", "0" * 32, "Plans", "Anna")
