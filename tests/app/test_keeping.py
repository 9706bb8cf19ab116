"""Past meetings as a window asks for them, and how they end while the app runs."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from meetdesk.app.keeping import SWEEP_SECONDS, Keeping
from meetdesk.store.opening import ASIDE
from meetdesk.store.store import Store
from meetdesk.store.wall_clock import GONE_ON_DAYS
from meetdesk.wire.local import KeepChats, Settings
from meetdesk.wire.past import UNDO_SECONDS, ForgetPast, OpenPast, RestorePast
from tests.app.windows import running
from tests.server.window import until
from tests.store.past_store import DAY, NOW, ended, hold, where_it_is

WORD = "Quokkageheimnis"


def test_what_is_deleted_is_erased_when_it_cannot_be_had_back_any_more(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = hold(store, 1, WORD), hold(store, 2, WORD)

    async def scenario() -> None:
        keeping = Keeping(store, clock=lambda: NOW, undo=0.3)
        assert (await keeping.forget(ForgetPast((first,)))).seconds == 0.3
        await keeping.forget(ForgetPast((second,)))
        assert (await keeping.restore(RestorePast((first,)))).meetings == (first,)
        async with asyncio.timeout(10):
            while (await keeping.restore(RestorePast((second,)))).meetings:
                await keeping.forget(ForgetPast((second,)))
                await asyncio.sleep(0.4)
        assert [one.meeting for one in (await keeping.meetings()).meetings] == [first]
        await keeping.forget(ForgetPast((), everything=True))
        await until(lambda: not where_it_is(tmp_path, WORD))

    asyncio.run(scenario())
    store.close()


@pytest.mark.parametrize(("deleted", "looked"), [(0, 3_600), (-3_600, 0), (0, -3_600)])
def test_who_sets_the_clock_has_time_to_think_again(tmp_path: Path, deleted: int, looked: int) -> None:
    store = Store(tmp_path)
    meeting = hold(store, 1, WORD)
    now = NOW

    async def scenario() -> None:
        nonlocal now
        keeping = Keeping(store, clock=lambda: now)
        now = NOW + deleted
        await keeping.forget(ForgetPast((meeting,)))
        now = NOW + looked
        assert (await keeping.meetings()).unerased == 0
        await asyncio.wrap_future(keeping.sweep())
        assert (await keeping.restore(RestorePast((meeting,)))).meetings == (meeting,)

    asyncio.run(scenario())
    store.close()


@pytest.mark.parametrize("wrong", [60 * DAY, 4_000 * DAY, -20_000 * DAY])
def test_a_clock_that_is_wrong_for_a_while_takes_no_past_meeting_away(tmp_path: Path, wrong: float) -> None:
    """Set while the app runs, or before a start; a damaged database that somebody may save something of stays, too."""
    store = Store(tmp_path)
    meeting = hold(store, 1, WORD)
    aside = tmp_path / f"{ASIDE}{time.strftime('%Y%m%d-%H%M%S', time.gmtime(NOW))}"
    aside.write_text("damaged")
    now = NOW

    async def looked(at: float, keeping: Keeping | None = None) -> list[str]:
        nonlocal now
        now = at
        keeping = keeping or Keeping(store, clock=lambda: now)
        await asyncio.wrap_future(keeping.sweep())
        return [one.meeting for one in (await keeping.meetings()).meetings]

    async def scenario() -> None:
        running = Keeping(store, clock=lambda: now)
        assert await looked(NOW + wrong, running) == [meeting], "set while the app runs"
        assert await looked(NOW + wrong + 3_600, running) == [meeting], "and still so at the next look"
        assert await looked(NOW + wrong + 7_200) == [meeting], "set as the app was started"
        assert await looked(NOW + DAY) == [meeting], "put right"
        assert await looked(NOW + 6 * DAY) == [meeting], "five days without MeetDesk"
        assert aside.exists()

    asyncio.run(scenario())
    store.close()


def test_who_comes_back_after_long_has_what_outlived_its_lifetime_deleted_a_day_later(tmp_path: Path) -> None:
    store = Store(tmp_path)
    hold(store, 1, WORD)
    now = NOW

    async def scenario() -> None:
        nonlocal now
        await asyncio.wrap_future(Keeping(store, clock=lambda: now).sweep())
        now = NOW + 60 * DAY
        keeping = Keeping(store, clock=lambda: now)
        await asyncio.wrap_future(keeping.sweep())
        young = hold(store, 2, "hello", at=now)
        assert len((await keeping.meetings()).meetings) == 2
        now += GONE_ON_DAYS * DAY
        await asyncio.wrap_future(keeping.sweep())
        assert [one.meeting for one in (await keeping.meetings()).meetings] == [young]
        await until(lambda: not where_it_is(tmp_path, WORD))

    asyncio.run(scenario())
    store.close()


def test_who_wants_nothing_kept_waits_for_no_clock(tmp_path: Path) -> None:
    store = Store(tmp_path)
    hold(store, 1, WORD)
    now = NOW

    async def scenario() -> None:
        nonlocal now
        keeping = Keeping(store, clock=lambda: now)
        now = NOW + 60 * DAY
        hold(store, 2, WORD, at=now)
        store.save_settings(Settings(keep_chats=KeepChats.NOTHING))
        await asyncio.wrap_future(keeping.sweep())
        assert (await keeping.meetings()).meetings == ()

    asyncio.run(scenario())
    store.close()


def test_an_app_that_runs_for_weeks_deletes_by_the_clock(tmp_path: Path) -> None:
    store = Store(tmp_path)
    old, young = hold(store, 1, WORD), hold(store, 2, "hello", at=NOW + 20 * DAY)
    now = NOW + 30 * DAY - SWEEP_SECONDS

    async def scenario() -> None:
        keeping = Keeping(store, clock=lambda: now)
        keeping.start()
        assert len((await keeping.meetings()).meetings) == 2
        nonlocal_now(SWEEP_SECONDS)
        keeping.sweep()
        await until(lambda: not where_it_is(tmp_path, WORD))
        assert [one.meeting for one in (await keeping.meetings()).meetings] == [young]
        assert (await keeping.page(OpenPast(old))).messages == ()
        keeping.stop()

    def nonlocal_now(more: float) -> None:
        nonlocal now
        now += more

    asyncio.run(scenario())
    store.close()


def test_a_window_lists_searches_deletes_and_has_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    hold(store, 1, "we meet on Friday", private=f"but {WORD}", title="周会", at=NOW)
    hold(store, 2, "another", at=NOW + DAY)
    store.save_settings(Settings(keep_chats=KeepChats.FOREVER))
    store.close()
    with running(tmp_path) as (_, page):
        status, past = page.ask("GET", "/api/past")
        assert (status, [one["title"] for one in past["meetings"]]) == (200, ["Nr 2", "周会"])
        _, opened = page.ask("POST", "/api/past/messages", {"meeting": ended(1)})
        assert [one["message"]["text"] for one in opened["messages"]] == [f"but {WORD}", "we meet on Friday"]
        assert [one["name"] for one in opened["messages"]] == ["Ben", ""]
        _, found = page.ask("POST", "/api/past/search", {"words": "FRIDAY"})
        assert found["meetings"][0]["messages"][0]["text"] == ["we meet on ", "Friday", ""]

        assert page.ask("POST", "/api/past/forget", {"meetings": [ended(1)]}) == (
            200,
            {"meetings": [ended(1)], "seconds": UNDO_SECONDS},
        )
        assert [one["meeting"] for one in page.ask("GET", "/api/state")[1]["recent"]] == [ended(2)]
        assert page.ask("POST", "/api/past/restore", {"meetings": [ended(1)]})[1]["meetings"] == [ended(1)]
        assert len(page.ask("GET", "/api/past")[1]["meetings"]) == 2
        page.ask("POST", "/api/past/forget", {"meetings": [ended(1)]})
    assert where_it_is(tmp_path / "data", WORD) == [], "the app ended within the time in which it can be had back"
    with running(tmp_path) as (_, page):
        settings = page.ask("GET", "/api/state")[1]["settings"]
        assert settings["keep_chats"] == "forever"
        assert page.ask("PUT", "/api/settings", settings | {"keep_chats": "nothing"})[0] == 200
        assert page.ask("GET", "/api/past")[1]["meetings"] == []


def test_a_disk_that_stands_still_holds_up_only_who_waits_for_it(tmp_path: Path) -> None:
    goes_on = Event()
    message = {"entry": 1, "participant": 1, "name": "Ada", "ref": "r1", "text": "hello", "at": NOW}
    chat = {"meeting": ended(1), "messages": [message], "participant": 2, "name": "Ben"}
    with running(tmp_path) as (app, page), ThreadPoolExecutor() as waiting:
        try:
            standing = app._store._worker.submit(lambda _: goes_on.wait())
            settings = page.ask("GET", "/api/state")[1]["settings"]
            asked = [
                waiting.submit(page.ask, "PUT", "/api/settings", settings | {"name": "Ada"}),
                waiting.submit(page.ask, "POST", "/api/transcript", chat),
                waiting.submit(page.ask, "GET", "/api/background"),
            ]
            held = (page.ask("GET", "/api/state")[1]["settings"]["name"] for _ in range(1_000))
            assert "Ada" in held, "what was chosen holds at once"
            assert page.ask("POST", "/api/host", {"name": "Ada", "title": "Monday"})[0] == 200
            assert not any(one.done() for one in asked), [one.result() for one in asked if one.done()]
        finally:
            goes_on.set()
        assert standing.result(10)
        assert [one.result(10)[0] for one in asked] == [200, 204, 200]
        assert len(page.ask("GET", "/api/past")[1]["meetings"]) == 1
