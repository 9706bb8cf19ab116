"""What the window and the page inside it show alike."""

import re

from meetdesk.desktop import window
from meetdesk.desktop.icons import icon_file
from tests.support.window import ROOT


def test_background_before_the_page_is_the_page_s_own() -> None:
    tokens = (ROOT / "ui" / "src" / "view" / "styles" / "tokens.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"--page: (#[0-9a-f]{6});", tokens)[:2]
    assert (light, dark) == (window._LIGHT, window._DARK)


def test_icon_is_a_picture() -> None:
    assert icon_file().read_bytes()[:4] in (b"\x89PNG", b"\x00\x00\x01\x00")
