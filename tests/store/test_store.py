"""Settings, recent meetings and transcripts, on real disks that also fail."""

import asyncio
import logging
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from msgspec.structs import astuple, replace

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.chat import ChatMessage
from meetdesk.store import schema
from meetdesk.store.shared_screens import SharedScreen
from meetdesk.store.store import Store
from meetdesk.store.transcripts import Kept
from meetdesk.wire.local import RecentMeeting, Settings, Theme
from meetdesk.wire.screens import ScreenSurface


def _meeting(number: int, *, address: str = "", at: float | None = None) -> RecentMeeting:
    return RecentMeeting(
        meeting=f"{number:032x}", title=f"Nr {number}", address=address, hosted=not address, last_used=at or number
    )


def _message(entry: int, text: str = "hello") -> ChatMessage:
    return ChatMessage(entry=entry, participant=1, name="Anna", ref=f"r{entry}", text=text, at=entry / 2)


def _of_all(store: Store, meeting: str) -> tuple[ChatMessage, ...]:
    """The transcript of the chat of all."""
    return next((kept.messages for kept in store.transcripts.of(meeting).result() if kept.participant is None), ())


NOW = 1_795_000_000.0
SETTINGS = Settings(name="小明 🙂", language="zh-CN", theme=Theme.DARK, camera="c0", join_muted=True)


def test_nothing_yet(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert (store.settings, store.recent, store.transcripts.of("0" * 32).result()) == (Settings(), (), ())
    assert store.background().result() == b""
    store.close()


def test_kept_from_start_to_start(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save_settings(SETTINGS)
    store.add_recent(_meeting(1))
    store.save_background(b"first")
    store.save_background(b"a picture")
    store.transcripts.keep("a", [_message(2), _message(3)], NOW)
    store.transcripts.keep_later("a", _message(5), NOW)
    store.close()
    again = Store(tmp_path)
    assert again.settings == SETTINGS
    assert again.recent == (_meeting(1),)
    assert again.background().result() == b"a picture"
    again.save_background(b"")
    assert again.background().result() == b""
    assert _of_all(again, "a") == (_message(2), _message(3), _message(5))
    again.close()


def test_what_each_desktop_hands_out_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.shared_screen("GNOME") is None
    shared = SharedScreen("a token", ScreenSurface.WINDOW)
    store.keep_shared_screen("GNOME", SharedScreen("an older one", ScreenSurface.SCREEN))
    store.keep_shared_screen("GNOME", shared)
    store.keep_shared_screen("KDE", SharedScreen("another", ScreenSurface.SCREEN))
    store.keep_shared_screen("KDE", None)
    assert (store.shared_screen("GNOME"), store.shared_screen("KDE")) == (shared, None)
    store.close()
    again = Store(tmp_path)
    assert (again.shared_screen("GNOME"), again.shared_screen("KDE")) == (shared, None)
    again.close()


def test_twenty_recent_meetings_newest_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(30):
        store.add_recent(_meeting(number))
    store.add_recent(_meeting(15, at=99))
    expected = [f"Nr {number}" for number in [15, *range(29, 15, -1), *range(14, 9, -1)]]
    assert [meeting.title for meeting in store.recent] == expected
    store.close()
    again = Store(tmp_path)
    assert [meeting.title for meeting in again.recent] == expected
    again.close()


def test_the_latest_comes_first_also_after_the_clock_was_set_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_recent(_meeting(1, at=7_200))
    store.add_recent(_meeting(2, at=3_600))
    store.close()
    again = Store(tmp_path)
    assert [meeting.title for meeting in again.recent] == ["Nr 2", "Nr 1"]
    again.close()


def test_one_place_per_address(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add_recent(_meeting(1, address="10.0.0.1"))
    store.add_recent(_meeting(2))
    store.add_recent(_meeting(3, address="10.0.0.1"))
    assert [meeting.title for meeting in store.recent] == ["Nr 3", "Nr 2"]
    store.close()


def test_private_messages_are_kept_by_conversation(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.transcripts.keep("a", [_message(1, "psst"), _message(2)], NOW, 7, "Ben")
    store.transcripts.keep("a", [_message(1, "to all")], NOW)
    store.transcripts.keep("a", [_message(3)], NOW, 7, "Benjamin")
    assert store.transcripts.of("a").result() == (
        Kept(None, "", (_message(1, "to all"),)),
        Kept(7, "Benjamin", (_message(1, "psst"), _message(2), _message(3))),
    )
    store.close()


def test_a_reply_keeps_what_it_answers(tmp_path: Path) -> None:
    store = Store(tmp_path)
    reply = replace(_message(2), reply_to=1)
    store.transcripts.keep("a", [_message(1), reply], NOW)
    assert _of_all(store, "a") == (_message(1), reply)
    store.close()


def test_transcripts_of_the_first_versions_are_still_there(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "meetdesk.db", isolation_level=None)
    for statement in (*schema.MIGRATIONS[0], *schema.MIGRATIONS[1], "PRAGMA user_version = 2"):
        connection.execute(statement)
    message = ChatMessage(3, 1, 'An"na', "r1", "a 'b'\n你好", 1_795_000_000.25)
    connection.execute("INSERT INTO chat VALUES ('a', ?, ?, ?, ?, ?, ?)", astuple(message)[:6])
    connection.close()
    store = Store(tmp_path)
    assert store.transcripts.of("a").result() == (Kept(None, "", (message,)),)
    store.close()


def test_a_message_is_kept_once_as_it_is_now(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.transcripts.keep("a", [_message(1, "first"), _message(2)], NOW)
    store.transcripts.keep("a", [_message(1, "again"), _message(2), _message(3)], NOW)
    store.transcripts.keep("b", [_message(1)], NOW)
    assert [message.text for message in _of_all(store, "a")] == ["again", "hello", "hello"]
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_only_the_owner_can_read(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    store.save_settings(SETTINGS).result()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    for file in (tmp_path / "data").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name
    store.close()


def test_two_apps_share_a_folder(tmp_path: Path) -> None:
    one, other = Store(tmp_path), Store(tmp_path)
    one.transcripts.keep("a", [_message(1)], NOW)
    kept = other.transcripts.keep("a", [_message(1), _message(2)], NOW)
    assert kept is not None
    kept.result()
    assert _of_all(one, "a") == _of_all(other, "a") == (_message(1), _message(2))
    one.close()
    other.close()


def test_nobody_waits_for_a_disk_that_stands_still(tmp_path: Path) -> None:
    store, goes_on = Store(tmp_path), Event()
    try:
        store._worker.submit(lambda _: goes_on.wait())
        written = [
            store.save_settings(SETTINGS),
            store.save_background(b"a picture"),
            store.add_recent(_meeting(1)),
            store.remember_host(b"f" * 32, "Ada", "10.0.0.1"),
            store.transcripts.keep("a", [_message(1)], NOW),
        ]
        picture, kept = store.background(), store.transcripts.of("a")
        assert (store.settings, store.recent) == (SETTINGS, (_meeting(1),)), "it holds at once"
    finally:
        goes_on.set()
    assert [one.result() for one in written if one is not None] == [None] * 5
    assert picture.result() == b"a picture"
    assert kept.result() == (Kept(None, "", (_message(1),)),)
    store.close()


@pytest.mark.expected_warnings("is damaged")
@pytest.mark.parametrize("damage", ["no database", "torn pages", "empty"])
def test_a_damaged_database_is_moved_aside(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "meetdesk.db"
    if damage == "no database":
        path.write_bytes(b"this is no database" * 500)
    elif damage == "torn pages":
        _torn(tmp_path)
    else:
        path.write_bytes(b"")
    before = path.read_bytes()
    store = Store(tmp_path)
    assert not store.problem
    store.save_settings(SETTINGS)
    store.close()
    again = Store(tmp_path)
    assert again.settings == SETTINGS
    again.close()
    aside = [file for file in tmp_path.iterdir() if ".damaged-" in file.name and file.suffix not in {"-wal", "-shm"}]
    if damage == "empty":
        assert not aside, "an empty file is a new database"
    else:
        assert [file.read_bytes() for file in aside] == [before]
        assert "is damaged" in caplog.text


def _torn(folder: Path) -> None:
    store = Store(folder)
    store.transcripts.keep("a", [_message(entry, "x" * 500) for entry in range(1, 200)], NOW)
    store.close()
    path = folder / "meetdesk.db"
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 9] = os.urandom(4096 * 7)
    path.write_bytes(data)


@pytest.mark.expected_warnings("Nothing can be kept in")
def test_a_database_of_a_newer_app_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save_settings(SETTINGS)
    store.close()
    with sqlite3.connect(tmp_path / "meetdesk.db") as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    newer = Store(tmp_path)
    assert newer.problem
    newer.close()
    assert not list(tmp_path.glob("*.damaged*"))
    with sqlite3.connect(tmp_path / "meetdesk.db") as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone()[0] > 0
    connection.close()


@pytest.mark.expected_warnings("Nothing can be kept in", "cannot be read", "No database can be opened")
def test_a_failed_migration_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.save_settings(SETTINGS)
    store.close()
    broken = (*schema.MIGRATIONS, ("DROP TABLE settings", "SELECT nonsense FROM nowhere"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", broken)
        patch.setattr(schema, "VERSION", len(broken))
        failed = Store(tmp_path)
        assert failed.problem
        failed.close()
    again = Store(tmp_path)
    assert again.settings == SETTINGS
    again.close()


def test_every_older_version_is_brought_up(tmp_path: Path) -> None:
    for version in range(schema.VERSION):
        folder = tmp_path / str(version)
        folder.mkdir()
        connection = sqlite3.connect(folder / "meetdesk.db")
        for statements in schema.MIGRATIONS[:version]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
        connection.close()
        store = Store(folder)
        store.save_settings(SETTINGS)
        assert not store.problem
        store.close()


@pytest.mark.expected_warnings("is not understood")
def test_a_setting_that_is_not_understood_costs_only_itself(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save_settings(SETTINGS)
    store.close()
    with sqlite3.connect(tmp_path / "meetdesk.db") as connection:
        connection.execute("UPDATE settings SET value = '\"mauve\"' WHERE name = 'theme'")
        connection.execute("UPDATE settings SET value = '{{' WHERE name = 'camera'")
        connection.execute("INSERT INTO settings VALUES ('of_the_future', '1')")
    connection.close()
    again = Store(tmp_path)
    assert again.settings == Settings(name="小明 🙂", language="zh-CN", join_muted=True)
    again.close()


@pytest.mark.expected_warnings("Nothing can be kept in")
def test_goes_on_in_memory_where_no_folder_can_be(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    with caplog.at_level(logging.WARNING):
        store = Store(tmp_path / "file" / "data")
    assert store.problem
    with pytest.raises(MeetDeskError) as failed:
        store.save_settings(SETTINGS).result()
    assert failed.value.code is ErrorCode.STORAGE_FAILED
    assert store.settings == SETTINGS
    store.transcripts.keep_later("a", _message(1), NOW)
    assert _of_all(store, "a") == (_message(1),)
    store.close()
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("a small disk cannot be mounted here: it needs root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def _fill(store: Store) -> None:
    for entry in range(1, 1000):
        keeping = store.transcripts.keep("a", [_message(entry, "x" * 4000)], NOW)
        assert keeping is not None
        keeping.result()


@pytest.mark.expected_warnings("The database failed")
def test_a_disk_that_fills_up(small_disk: Path) -> None:
    store = Store(small_disk)
    with pytest.raises(MeetDeskError) as failed:
        _fill(store)
    assert failed.value.code is ErrorCode.STORAGE_FAILED
    kept = _of_all(store, "a")
    assert kept, "what was kept before stays readable"
    store.close()


@pytest.mark.expected_warnings("Past meetings: the database failed", "The database failed")
def test_on_a_full_disk_nothing_is_lost_and_with_some_room_one_can_delete(small_disk: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(b"-" * 600_000)
    store = Store(small_disk)
    with pytest.raises(MeetDeskError):
        _fill(store)
    with suppress(OSError), (small_disk / "rest").open("ab", buffering=0) as rest:
        while True:
            rest.write(b"-" * 512)
    with suppress(MeetDeskError):  # whether there is room to write it down hangs on where the log's end is
        asyncio.run(store.forget(["a"], NOW))
    assert _of_all(store, "a"), "nothing is lost"
    filler.unlink()
    asyncio.run(store.forget(["a"], NOW))
    store.past.erase(NOW).result(10)
    assert asyncio.run(store.past.meetings(NOW, NOW)).unerased == 0
    assert not any(b"x" * 100 in file.read_bytes() for file in small_disk.glob("meetdesk.db*"))
    store.save_settings(SETTINGS)
    store.close()


@pytest.mark.expected_warnings("Nothing can be kept in")
def test_a_full_disk_from_the_start(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * 1_048_576)
    store = Store(small_disk)
    with pytest.raises(MeetDeskError):
        store.save_settings(SETTINGS).result()
    assert store.settings == SETTINGS
    store.close()


@pytest.mark.expected_warnings("Nothing can be kept in")
def test_a_read_only_disk(small_disk: Path) -> None:
    Store(small_disk).close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    store = Store(small_disk)
    assert store.problem
    with pytest.raises(MeetDeskError):
        store.save_settings(SETTINGS).result()
    assert store.settings == SETTINGS
    store.close()
