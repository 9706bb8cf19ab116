"""Where MeetDesk keeps its files.

With ``MEETDESK_DATA`` set, everything lives in that one folder (portable use, tests); otherwise in the platform's own
places. Folders are made on first use, readable by their owner only.
"""

import os
from pathlib import Path

import platformdirs

_APP = "MeetDesk"
DATA_VARIABLE = "MEETDESK_DATA"
"""Environment variable that names the one folder to use instead of the platform's."""


def data_folder() -> Path:
    """Settings, history, the app's own certificate and key. Raises OSError if it cannot be made."""
    return _made(planned_data_folder())


def planned_data_folder() -> Path:
    """Where ``data_folder`` is, made or not."""
    return _portable() or platformdirs.user_data_path(_APP, appauthor=False, roaming=False)


def log_folder() -> Path:
    """Raises OSError if it cannot be made."""
    return _made(planned_log_folder())


def planned_log_folder() -> Path:
    """Where ``log_folder`` is, made or not."""
    portable = _portable()
    return portable / "log" if portable else platformdirs.user_log_path(_APP, appauthor=False)


def cache_folder() -> Path:
    """What may be deleted at any time. Raises OSError if it cannot be made."""
    portable = _portable()
    return _made(portable / "cache" if portable else platformdirs.user_cache_path(_APP, appauthor=False))


def window_folder() -> Path:
    """Storage of the window's browser engine. Raises OSError if it cannot be made."""
    return _made(data_folder() / "window")


def downloads_folder() -> Path:
    """Where a save dialog starts; not made by us."""
    return platformdirs.user_downloads_path()


def documents_folder() -> Path:
    """Where an open dialog starts; not made by us."""
    return platformdirs.user_documents_path()


def _portable() -> Path | None:
    value = os.environ.get(DATA_VARIABLE, "")
    return Path(value).expanduser().absolute() if value else None


def _made(folder: Path) -> Path:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
