"""Past meetings: which there are, until when, and that what was deleted is gone from the disk."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.store import schema
from meetdesk.store.opening import FILE_NAME
from meetdesk.store.store import Store
from meetdesk.store.wall_clock import GONE_ON_DAYS
from meetdesk.wire.local import KeepChats, Settings
from meetdesk.wire.past import PAGE
from tests.store.past_store import DAY, NOW, ended, hold, message, where_it_is

WORD = "Quokkageheimnis"
EVER = float("inf")


def ids(store: Store) -> list[str]:
    return [one.meeting for one in asyncio.run(store.past.meetings(NOW, 0)).meetings]


def erased(store: Store, before: float = EVER) -> None:
    store.past.erase(before).result(10)


def swept(store: Store, now: float) -> None:
    store.past.sweep(now, now).result(10)


def test_each_says_what_it_was_and_until_when_it_is_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = hold(store, 1, "good morning", "bye", private="psst", title="计划")
    second = hold(store, 2, "later", at=NOW + DAY)
    (late, early) = asyncio.run(store.past.meetings(NOW, 0)).meetings
    assert (late.meeting, early.meeting) == (second, first), "the latest first"
    assert (early.title, early.host, early.hosted) == ("计划", "Ada", False)
    assert (early.messages, early.private, early.first, early.last) == (3, 1, NOW + 0.5, NOW + 2)
    assert early.until == NOW + 30 * DAY, "30 days if nothing else was chosen"
    store.save_settings(Settings(keep_chats=KeepChats.FOREVER))
    assert asyncio.run(store.past.meetings(NOW, 0)).meetings[0].until is None
    store.close()


def test_also_those_that_are_no_recent_ones_any_more_are_shown(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(1, 26):
        hold(store, number, "hello", at=NOW + number)
    assert len(store.recent) == 20
    assert len(ids(store)) == 25
    store.close()


def test_pages_have_all_chats_together_in_their_order(tmp_path: Path) -> None:
    store = Store(tmp_path)
    texts = [f"message {number}" for number in range(2 * PAGE)]
    meeting = hold(store, 1, *texts, private="psst")
    pages, after = [], None
    while True:
        page = asyncio.run(store.past.page(meeting, after))
        pages.append(page.messages)
        after = page.next
        if after is None:
            break
    assert [len(page) for page in pages] == [PAGE, PAGE, 1]
    read = [one for page in pages for one in page]
    assert [one.message.text for one in read] == ["psst", *texts]
    assert [(one.participant, one.name) for one in read[:2]] == [(7, "Ben"), (None, "")]
    assert asyncio.run(store.past.page(ended(9), None)).messages == ()
    store.close()


def test_deleted_is_gone_from_every_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / f"{FILE_NAME}.damaged-20261101-101010").write_bytes(b"torn " + WORD.encode())
    texts = [f"{WORD} {number} " + "x" * (number % 7 * 900) for number in range(1, 700)]
    meeting = hold(store, 1, *texts, private=f"only you: {WORD}", title=f"About {WORD}")
    kept = hold(store, 2, *["something else"] * 300)
    edited = store.transcripts.keep(meeting, [message(3, f"edited {WORD}")], NOW)
    assert edited is not None
    edited.result()
    assert FILE_NAME in where_it_is(tmp_path, WORD) or f"{FILE_NAME}-wal" in where_it_is(tmp_path, WORD)
    asyncio.run(store.forget([meeting], NOW))
    assert ids(store) == [kept], "nobody sees it, though it can be had back"
    erased(store)
    assert where_it_is(tmp_path, WORD) == [], "while the app runs"
    assert ids(store) == [kept]
    store.close()
    assert where_it_is(tmp_path, WORD) == []


def test_everything_is_gone_with_what_was_put_aside(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / f"{FILE_NAME}.damaged-20261101-101010-wal").write_bytes(WORD.encode())
    asyncio.run(store.forget([], NOW, everything=True))
    store.past.erase(EVER, everything=True).result(10)
    assert where_it_is(tmp_path, WORD) == [], "also where no meeting is kept"
    for number in range(1, 4):
        hold(store, number, WORD, title=WORD)
    asyncio.run(store.forget([], NOW, everything=True))
    assert (ids(store), store.recent) == ([], ())
    erased(store)
    assert where_it_is(tmp_path, WORD) == []
    store.close()


def test_deleted_is_had_back_while_that_is_possible(tmp_path: Path) -> None:
    store = Store(tmp_path)
    meetings = [hold(store, number, f"text {number}", at=NOW + number) for number in (1, 2, 3)]
    assert asyncio.run(store.forget([meetings[1]], NOW)) == (meetings[1],)
    assert [one.meeting for one in store.recent] == [meetings[2], meetings[0]]
    hold(store, 4, "in between", at=NOW + 4)
    assert asyncio.run(store.restore([meetings[1]])) == (meetings[1],)
    assert [one.meeting for one in store.recent] == [ended(4), meetings[2], meetings[1], meetings[0]]
    assert asyncio.run(store.past.page(meetings[1], None)).messages[0].message.text == "text 2"
    asyncio.run(store.forget([meetings[1]], NOW))
    erased(store)
    assert asyncio.run(store.restore([meetings[1], "unknown"])) == ()
    store.close()


def test_what_still_comes_of_a_deleted_meeting_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    meeting = hold(store, 1, "first")
    asyncio.run(store.forget([meeting], NOW))
    store.transcripts.keep(meeting, [message(2, "late")], NOW)
    assert ids(store) == []
    assert asyncio.run(store.restore([meeting])) == (meeting,)
    assert len(asyncio.run(store.past.page(meeting, None)).messages) == 1
    store.close()


def test_a_deletion_is_carried_out_after_the_app_was_killed(tmp_path: Path) -> None:
    """Between the click and the end of the time in which it can be taken back."""
    script = f"""
import asyncio, os, sys
from pathlib import Path
from meetdesk.store.store import Store
from tests.store.past_store import NOW, hold
store = Store(Path({str(tmp_path)!r}))
meeting = hold(store, 1, {WORD!r}, private={WORD!r})
hold(store, 2, "this stays")
asyncio.run(store.forget([meeting], NOW))
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    assert where_it_is(tmp_path, WORD) != [], "killed too late for what is tested here"
    store = Store(tmp_path)
    assert ids(store) == [ended(2)]
    assert [one.meeting for one in store.recent] == [ended(2)]
    store.past.sweep(NOW, EVER).result(10)
    assert where_it_is(tmp_path, WORD) == []
    store.close()


def test_the_end_of_the_app_carries_a_deletion_out(tmp_path: Path) -> None:
    store = Store(tmp_path)
    asyncio.run(store.forget([hold(store, 1, WORD)], NOW))
    store.close()
    assert where_it_is(tmp_path, WORD) == []


@pytest.mark.parametrize(("keep", "days"), [(KeepChats.DAYS_7, 7), (KeepChats.DAYS_30, 30), (KeepChats.DAYS_365, 365)])
def test_chats_end_with_their_lifetime_after_the_last_message(tmp_path: Path, keep: KeepChats, days: int) -> None:
    store = Store(tmp_path)
    store.save_settings(Settings(keep_chats=keep))
    meeting = hold(store, 1, WORD)
    store.transcripts.keep(meeting, [message(2, "the last")], NOW + DAY)
    swept(store, NOW + (days + 1) * DAY - 1)
    assert ids(store) == [meeting]
    swept(store, NOW + (days + 1) * DAY)
    assert ids(store) == []
    assert where_it_is(tmp_path, WORD) == []
    assert asyncio.run(store.restore([meeting])) == ()
    assert store.recent, "one can still go there again"
    store.close()


def test_nothing_is_kept_where_nothing_is_to_be_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    hold(store, 1, "before it was chosen")
    store.save_settings(Settings(keep_chats=KeepChats.NOTHING))
    store.transcripts.keep_later(ended(2), message(1, WORD), NOW)
    hold(store, 3, WORD, private=WORD)
    swept(store, NOW)
    assert ids(store) == []
    store.close()
    assert where_it_is(tmp_path, WORD) == []


def test_until_it_is_deleted(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save_settings(Settings(keep_chats=KeepChats.FOREVER))
    meeting = hold(store, 1, "hello")
    swept(store, NOW + 100_000 * DAY)
    assert ids(store) == [meeting]
    store.close()


def test_a_clock_that_was_ahead_keeps_nothing_longer(tmp_path: Path) -> None:
    store = Store(tmp_path)
    hold(store, 1, "hello", at=NOW + 4_000 * DAY)
    swept(store, NOW)
    swept(store, NOW + 30 * DAY)
    swept(store, NOW + (30 + GONE_ON_DAYS) * DAY)
    assert ids(store) == []
    store.close()


def test_a_damaged_database_is_put_aside_for_a_week_only(tmp_path: Path) -> None:
    def put_aside(at: float) -> Path:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(at))
        file = tmp_path / f"{FILE_NAME}.damaged-{stamp}"
        file.write_bytes(b"torn")
        return file

    store = Store(tmp_path)
    old, young = put_aside(NOW - 7 * DAY), put_aside(NOW - 6 * DAY)
    (tmp_path / "other.damaged-20200101-101010").write_bytes(b"of somebody else")
    swept(store, NOW)
    assert (old.exists(), young.exists()) == (False, True)
    store.save_settings(Settings(keep_chats=KeepChats.FOREVER))
    swept(store, NOW)
    assert young.exists()
    store.save_settings(Settings(keep_chats=KeepChats.NOTHING))
    swept(store, NOW)
    assert not young.exists(), "not longer than chats are kept"
    assert (tmp_path / "other.damaged-20200101-101010").exists()
    store.close()


def old_database(folder: Path, version: int = 6) -> None:
    """As the version before past meetings left it: transcripts that nothing shows, and words of deleted ones."""
    connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA secure_delete = OFF")
    for statements in schema.MIGRATIONS[:version]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    put = "INSERT INTO transcript VALUES (?, ?, ?, ?, ?)"
    for entry in range(1, 50):
        who = f'"entry":{entry},"participant":1,"name":"Anna","ref":"r{entry}"'
        text = f'{{{who},"text":"alt {entry}","at":{NOW + entry}}}'
        connection.execute(put, ("a" * 32, 0, entry, "", text))
    private = f'{{"entry":1,"participant":2,"name":"Ben","ref":"p","text":"psst","at":{NOW + 1.5}}}'
    connection.execute(put, ("a" * 32, 2, 1, "Ben", private))
    connection.execute(put, ("b" * 32, 0, 1, "", "not even JSON"))
    connection.execute(put, ("c" * 32, 0, 1, "", f"deleted long ago: {WORD}" + "x" * 9_000))
    connection.execute("DELETE FROM transcript WHERE meeting = ?", ("c" * 32,))
    connection.execute("INSERT INTO recent VALUES (?, 'Weekly', '', 1, ?, '', 0)", ("a" * 32, NOW))
    connection.execute("INSERT INTO settings VALUES ('name', '\"Mira\"')")
    connection.close()


def test_what_an_older_version_kept_is_shown_and_has_its_lifetime_before_it(tmp_path: Path) -> None:
    old_database(tmp_path)
    assert where_it_is(tmp_path, WORD) == [FILE_NAME], "what is tested here is not there"
    store = Store(tmp_path)
    assert (store.problem, store.settings.name, store.recent[0].title) == ("", "Mira", "Weekly")
    swept(store, time.time())
    assert where_it_is(tmp_path, WORD) == [], "what was deleted before is erased once"
    weekly = next(one for one in asyncio.run(store.past.meetings(NOW, 0)).meetings if one.meeting == "a" * 32)
    assert (weekly.title, weekly.hosted, weekly.messages, weekly.private) == ("Weekly", True, 50, 1)
    assert (weekly.first, weekly.last) == (NOW + 1, NOW + 49)
    assert weekly.until is not None
    assert abs(weekly.until - (time.time() + 30 * DAY)) < 3_600
    texts = [one.message.text for one in asyncio.run(store.past.page("a" * 32, None)).messages]
    assert texts[:3] == ["alt 1", "psst", "alt 2"]
    assert sorted(ids(store)) == ["a" * 32, "b" * 32], "what is not understood is shown, and can be deleted"
    store.close()
    again = Store(tmp_path)
    assert len(ids(again)) == 2
    again.close()


@pytest.mark.expected_warnings("Past meetings: the database failed", "What was deleted is not erased yet")
def test_another_app_that_writes_keeps_nobody_from_reading_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetdesk.store.opening._BUSY_SECONDS", 0.1)
    store = Store(tmp_path)
    meeting = hold(store, 1, WORD)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert ids(store) == [meeting]
    assert len(asyncio.run(store.past.search("quokka")).meetings) == 1
    with pytest.raises(MeetDeskError) as failed:
        asyncio.run(store.forget([meeting], NOW))
    assert failed.value.code is ErrorCode.PAST_UNREACHABLE
    assert ids(store) == [meeting], "nothing is lost, and nothing pretended"
    assert [one.meeting for one in store.recent] == [meeting]
    other.execute("ROLLBACK")
    asyncio.run(store.forget([meeting], NOW))
    other.execute("BEGIN IMMEDIATE")
    erased(store)
    assert asyncio.run(store.past.meetings(NOW, NOW)).unerased == 1, "it is said that it is still there"
    other.execute("ROLLBACK")
    erased(store)
    assert asyncio.run(store.past.meetings(NOW, NOW)).unerased == 0
    assert where_it_is(tmp_path, WORD) == []
    other.close()
    store.close()


def test_two_apps_of_one_folder_delete_in_one_anothers_stead(tmp_path: Path) -> None:
    one, other = Store(tmp_path), Store(tmp_path)
    meeting = hold(one, 1, WORD)
    asyncio.run(other.forget([meeting], NOW))
    erased(one)
    assert asyncio.run(other.restore([meeting])) == ()
    assert where_it_is(tmp_path, WORD) == []
    one.close()
    other.close()


def test_a_message_taken_back_in_the_meeting_is_gone_with_the_next_sweep(tmp_path: Path) -> None:
    store = Store(tmp_path)
    meeting = hold(store, 1, WORD)
    store.transcripts.keep(meeting, [replace(message(1, ""), removed_by=1)], NOW)
    swept(store, NOW)
    assert where_it_is(tmp_path, WORD) == []
    store.close()
