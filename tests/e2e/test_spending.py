"""A participant has too many key frames shown: the host's real window names it and puts it out with a click."""

import asyncio
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.core.topics.tracks import Layer, PublishTrack, Source
from meetdesk.relay.header import Header, Kind, pack
from tests.e2e.stage import actors
from tests.support.bot import Bot
from tests.support.bot_crowd import Crowd
from tests.support.bot_media import now_us
from tests.support.person import text

pytestmark = pytest.mark.browser

TOO_MANY = 80
"""Key frames at once: a camera has 60."""


async def flood(eve: Bot) -> None:
    track = await eve.publish(PublishTrack(0, Source.CAMERA, "vp8", layers=(Layer(0, 320, 180),)))
    for number in range(TOO_MANY):
        header = Header(Kind.VIDEO, True, 0, 0, 0, track, number, number & 0xFFFF, 333, now_us())
        await eve.send_frame("video", pack(header) + bytes(200))
        await asyncio.sleep(0.005)


def test_the_hosts_window_names_who_was_stopped_and_puts_them_out(
    playwright: Playwright, crowd: Crowd, tmp_path: Path
) -> None:
    with actors(playwright, tmp_path, 1) as cast:
        ada = cast[0].person
        port = ada.host("Review")
        eve = crowd.join("127.0.0.1", port, ada.code(), "Eve", None)
        crowd.run(flood(eve))
        line = ada.page.get_by_role("status").filter(has_text=text("stopped_key_frames"))
        expect(line).to_contain_text("Eve")
        ada.toggle("people_tip")
        ada.page.get_by_role("button", name=text("people_usage")).click()
        usage = ada.page.get_by_role("region", name=text("people_usage")).get_by_role("listitem").filter(has_text="Eve")
        expect(usage).to_contain_text(text("usage_stopped", count=1))
        assert not eve.closed, "one stop is a warning"
        line.get_by_role("button", name=text("person_remove")).click()
        ada.page.get_by_role("dialog").get_by_role("button", name=text("remove_confirm")).click()
        crowd.run(eve.until(lambda: eve.closed.get("control", (0, ""))[0] == 4003, "Eve is out"))
        expect(line.get_by_role("button", name=text("person_remove"))).to_have_count(0)
