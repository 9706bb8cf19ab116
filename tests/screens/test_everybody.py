"""Every screen of the gallery can be used by everybody: what axe finds, and what is cut off."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens import shoot
from tests.screens.conftest import NEEDS, SIZE, SMALL
from tests.screens.gallery import SCREENS, Screen

pytestmark = NEEDS
UI_BUILT = shoot.ROOT / "meetdesk" / "ui"


@pytest.fixture(scope="module")
def axe() -> str:
    return (shoot.UI / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screen_can_be_used_by_everybody(page: Page, browser: Browser, address: str, axe: str, screen: Screen) -> None:
    shoot.show(page, address, screen, "en", "light")
    assert shoot.violations(page, axe) == []
    assert shoot.cut_off(page) == []
    if screen.name == "broken":  # without settings it looks as the browser wishes
        other = browser.new_page(viewport=SIZE, locale="zh-CN", color_scheme="dark")
        shoot.show(other, address, screen, "zh-CN", "dark")
        assert shoot.violations(other, axe) == []
        assert re.search("[\u4e00-\u9fff]", other.locator("body").inner_text())
        other.close()
    else:
        # The other theme has other colours, and nothing else.
        look(page, theme="dark")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        shoot.settle(page)
        assert shoot.violations(page, axe, "color-contrast") == []
        look(page, language="zh-CN")
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        if screen.size is None:
            page.set_viewport_size(SMALL)
            shoot.settle(page)
        assert shoot.cut_off(page) == []
        assert re.search("[\u4e00-\u9fff]", page.locator("body").inner_text())


def look(page: Page, **settings: str) -> None:
    page.evaluate("settings => gallery.look(settings)", settings)


@pytest.mark.skipif(not UI_BUILT.is_dir(), reason="not run: the UI is not built")
def test_product_contains_no_gallery() -> None:
    built = "".join(file.read_text(errors="replace") for file in UI_BUILT.rglob("*.js"))
    assert "Grace Hopper" not in built
    assert not (UI_BUILT / "gallery.html").exists()
    page = (UI_BUILT / "index.html").read_text()
    assert "<script>" not in page
    assert "http" not in page
