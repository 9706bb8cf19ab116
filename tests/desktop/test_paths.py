"""Folders: one for everything with ``MEETDESK_DATA``, otherwise the platform's."""

import stat
import sys
from pathlib import Path

import pytest

from meetdesk.desktop import paths


def test_portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEETDESK_DATA", str(tmp_path / "会议"))
    found = [paths.data_folder(), paths.log_folder(), paths.cache_folder(), paths.window_folder()]
    assert found == [tmp_path / "会议" / part for part in ("", "log", "cache", "window")]
    assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in found)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the names are Linux's")
def test_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEETDESK_DATA", raising=False)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    assert paths.data_folder() == tmp_path / "XDG_DATA_HOME" / "MeetDesk"
    assert paths.cache_folder() == tmp_path / "XDG_CACHE_HOME" / "MeetDesk"
    assert tmp_path / "XDG_STATE_HOME" in paths.log_folder().parents


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MEETDESK_DATA", str(tmp_path / "file" / "folder"))
    with pytest.raises(OSError, match="Not a directory"):
        paths.data_folder()
