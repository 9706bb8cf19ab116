"""Links and the app's page in the default browser, with a script in the browser's place."""

import stat
from pathlib import Path

import pytest

from meetdesk import programs
from meetdesk.desktop.browser import open_link, open_page
from tests.support.processes import until

PAGE = "http://127.0.0.1:5000/enter?token=s3cret&x=</script>"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """File with what the default browser was asked to open, line by line."""
    script, record = tmp_path / "browser", tmp_path / "opened"
    script.write_text(f'#!/bin/sh\necho "$@" >> {record}\n')
    script.chmod(0o755)
    monkeypatch.setitem(programs.ENVIRONMENT, "BROWSER", str(script))
    return record


def test_link_goes_to_the_default_browser(opened: Path) -> None:
    assert open_link("https://example.org/a?b=c#d")
    until(opened.is_file, "the browser")
    assert opened.read_text().split() == ["https://example.org/a?b=c#d"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "meetdesk://join",
        "mailto:a@example.org",
        "/etc/passwd",
        "--version",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "http://a b/",
        "http://a/\x00",
        "http://a/\n",
        "",
    ],
)
def test_anything_else_is_not_opened(url: str, opened: Path) -> None:
    assert not open_link(url)
    assert not opened.exists()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_page_is_opened_without_its_token_on_the_command_line(opened: Path, tmp_path: Path, language: str) -> None:
    file = open_page(PAGE, tmp_path, language)
    assert file is not None
    assert opened.read_text().split() == [file.as_uri()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert 'href="http://127.0.0.1:5000/enter?token=s3cret&amp;x=&lt;/script&gt;"' in text
    assert text.count("</script>") == 1


def test_redirect_file_of_before_is_replaced(opened: Path, tmp_path: Path) -> None:
    left = tmp_path / "open.html"
    left.symlink_to(tmp_path / "elsewhere")
    assert open_page(PAGE, tmp_path, "en") == left
    assert not left.is_symlink()
    assert not (tmp_path / "elsewhere").exists()
    assert opened.exists()


def test_no_browser_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delitem(programs.ENVIRONMENT, name, raising=False)
    assert open_page(PAGE, tmp_path, "en") is None
    assert list(tmp_path.iterdir()) == []
