"""What programs of others are given, and by which of them a link is opened."""

from pathlib import Path

import pytest

from meetdesk import programs

BUNDLE = "/opt/meetdesk/_internal"


def test_frozen_app_hands_nothing_of_its_own_on() -> None:
    given = {
        "HOME": "/home/ada",
        "PATH": "/usr/bin:/bin",
        "LD_LIBRARY_PATH": BUNDLE,
        "QT_PLUGIN_PATH": f"{BUNDLE}/PySide6/Qt/plugins",
        "OPENSSL_MODULES": f"{BUNDLE}/ossl-modules",
        "XDG_DATA_DIRS": "/usr/share:/opt/meetdesk/_internals",
        "_PYI_APPLICATION_HOME_DIR": BUNDLE,
        "_PYI_PARENT_PROCESS_LEVEL": "1",
        "MEETDESK_CODE": "482913",
    }
    kept = {key: given[key] for key in ("HOME", "PATH", "XDG_DATA_DIRS")}
    assert programs.original(given, BUNDLE) == kept
    own = {"LD_LIBRARY_PATH": f"{BUNDLE}:/opt/own/lib", "LD_LIBRARY_PATH_ORIG": "/opt/own/lib"}
    assert programs.original(given | own, BUNDLE) == kept | {"LD_LIBRARY_PATH": "/opt/own/lib"}
    assert programs.original(given | own | {"LD_LIBRARY_PATH_ORIG": ""}, BUNDLE) == kept
    # What a person has put beside it stays theirs.
    mixed = {"PATH": f"{BUNDLE}/bin:/usr/bin", "LD_LIBRARY_PATH": f"{BUNDLE}:/opt/own/lib", "EMPTY": ""}
    assert programs.original(mixed, BUNDLE) == {"PATH": "/usr/bin", "LD_LIBRARY_PATH": "/opt/own/lib", "EMPTY": ""}


def test_from_source_everything_but_secrets_is_handed_on() -> None:
    given = {"LD_LIBRARY_PATH": "/opt/own/lib", "QT_QPA_PLATFORMTHEME": "kde", "MEETDESK_CODE": "482913"}
    handed = {"LD_LIBRARY_PATH": "/opt/own/lib", "QT_QPA_PLATFORMTHEME": "kde"}
    assert programs.original(given, None) == handed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place with programs."""
    monkeypatch.setattr(programs, "_SYSTEM_FOLDERS", str(tmp_path))
    monkeypatch.setitem(programs.ENVIRONMENT, "PATH", str(tmp_path))
    monkeypatch.setitem(programs.ENVIRONMENT, "BROWSER", "")
    return tmp_path


def program(folder: Path, name: str, status: int = 0) -> None:
    script = folder / name
    script.write_text(f'#!/bin/sh\necho "{name} $*" >> {folder}/opened\nexit {status}\n')
    script.chmod(0o755)


def opened(folder: Path) -> list[str]:
    file = folder / "opened"
    return file.read_text().splitlines() if file.exists() else []


def test_the_next_one_is_asked_when_an_opener_finds_nobody(folder: Path) -> None:
    program(folder, "xdg-open", status=3)
    program(folder, "gio")
    program(folder, "x-www-browser")
    assert programs.open_by_desktop("https://example.org/")
    assert opened(folder) == ["xdg-open https://example.org/", "gio open https://example.org/"]


def test_the_person_s_own_browser_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(folder, "xdg-open")
    program(folder, "mine")
    monkeypatch.setitem(programs.ENVIRONMENT, "BROWSER", f"{folder}/gone:{folder}/mine --new %s --quiet")
    assert programs.open_by_desktop("https://example.org/")
    assert programs.open_by_desktop(str(folder))  # a folder is no page
    assert opened(folder) == ["mine --new https://example.org/ --quiet", f"xdg-open {folder}"]


def test_nobody_there(folder: Path) -> None:
    assert not programs.open_by_desktop("https://example.org/")


def test_a_browser_that_goes_on_running_took_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_FIRST_SECONDS", 0.2)
    (folder / "xdg-open").write_text("#!/bin/sh\nexec /bin/sleep 1\n")
    (folder / "xdg-open").chmod(0o755)
    assert programs.open_by_desktop("https://example.org/")


def test_what_a_tool_of_the_system_says() -> None:
    found = programs.find("sh")
    assert found is not None
    assert programs.find("no-such-program") is None
    assert programs.run([found, "-c", "printf '\\377 %s' \"$MEETDESK_CODE\""], seconds=10).stdout == "\ufffd "
