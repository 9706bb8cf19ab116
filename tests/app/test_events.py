"""What a window is told of first when it listens for events: all that it may have missed."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from meetdesk.app.runtime import Runtime
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.server.lan.guesses import TOLD_FROM
from tests.app.windows import Page, running
from tests.hostile.act import coming_from
from tests.support.bot_channels import ask_to_join

NOTHING = {"event": "current_state", "found": [], "hosting": None, "link": None}


def link_to(address: str, code: str = "") -> dict[str, Any]:
    """What the page is told of a link to an address where nobody was joined before."""
    return {"address": address, "code": code, "where": address, "others": 0, "host": "", "words": ""}


async def first_event(page: Page) -> dict[str, Any]:
    async with page.channel("/api/events") as channel, asyncio.timeout(5):
        event: dict[str, Any] = json.loads(await channel.recv())
        return event


async def opened(page: Page, runtime: Runtime) -> list[dict[str, Any]]:
    """The first event, and what comes after a link was opened."""
    async with page.channel("/api/events") as channel, asyncio.timeout(5):
        first = json.loads(await channel.recv())
        await asyncio.to_thread(runtime.open_link, "10.0.0.8", "")
        return [first, json.loads(await channel.recv())]


def test_what_changed_before_the_window_listened(tmp_path: Path) -> None:
    with running(tmp_path) as (runtime, page):
        _, state = page.ask("GET", "/api/state")
        assert asyncio.run(first_event(page)) == NOTHING, "nothing has happened"

        runtime.open_link("10.0.0.7", "482913")
        first, second = asyncio.run(opened(page, runtime))
        assert first == NOTHING | {"link": link_to("10.0.0.7", "482913")}
        assert second == {"event": "link_opened", "link": link_to("10.0.0.8")}

        link = "meetdesk://join?addr=10.0.0.9&port=47800"  # without a certificate: it leads nowhere
        assert page.ask("POST", "/api/open", {"url": link}) == (204, None)
        nowhere = link_to(link) | {"where": ""}
        assert asyncio.run(first_event(page)) == NOTHING | {"link": nowhere}, "asked about and not joined"
        assert page.ask("POST", "/api/open", {"url": "file:///etc/passwd"})[0] == 403

        status, hosted = page.ask("POST", "/api/host", {"name": "Anna", "title": "Plans", "port": 0})
        assert status == 200, hosted
        status, renewed = page.ask("POST", "/api/code", {"code": "digits_9"})
        assert status == 200, renewed
        assert page.ask("POST", "/api/guests", {"allowed": True})[0] == 200
        first = asyncio.run(first_event(page))
        assert first == NOTHING | {"hosting": renewed | {"guests": True}}, "what the link led to was tried"
        assert first["hosting"]["code"] != hosted["code"]

        assert page.ask("POST", "/api/leave") == (204, None)
        assert asyncio.run(first_event(page)) == NOTHING, "the meeting is over"
        assert page.ask("GET", "/api/state")[1]["hosting"] == state["hosting"]


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_the_window_is_told_who_guesses_the_code(tmp_path: Path) -> None:
    async def guessed(page: Page, hosted: dict[str, Any]) -> dict[str, Any]:
        wrong = f"{(int(hosted['code']) + 1) % 10**6:06}"
        async with page.channel("/api/events") as channel, asyncio.timeout(30):
            await channel.recv()
            for _ in range(TOLD_FROM):
                with pytest.raises(MeetDeskError) as refused:
                    await ask_to_join("127.0.0.1", hosted["port"], wrong, coming_from("127.0.0.7"))
                assert refused.value.code is ErrorCode.CODE_WRONG
            event: dict[str, Any] = json.loads(await channel.recv())
            return event

    with running(tmp_path) as (_, page):
        status, hosted = page.ask("POST", "/api/host", {"name": "Anna", "title": "Plans", "port": 0})
        assert status == 200
        counted = {"times": TOLD_FROM, "total": TOLD_FROM, "addresses": 1}
        assert asyncio.run(guessed(page, hosted)) == {"event": "code_guessed", "address": "127.0.0.7", **counted}
        status, renewed = page.ask("POST", "/api/code", {"code": "digits_9"})
        assert (status, renewed["code_kind"], len(renewed["code"])) == (200, "digits_9", 9)
