"""The pictures in `docs/screens`."""

import re

from tests.screens import album
from tests.screens.gallery import SCREENS


def test_every_screen_has_its_pictures_and_there_are_no_others() -> None:
    there = {file.name for file in album.FOLDER.glob("*.webp")}
    assert there == {picture.file for picture in album.PICTURES}, "run `python -m tests.screens`"
    for file in album.FOLDER.glob("*.webp"):
        assert re.match(rb"RIFF.{4}WEBP", file.read_bytes()[:12], re.DOTALL), file


def test_every_screen_is_seen_in_both_sizes_languages_and_themes() -> None:
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)
    for screen in SCREENS:
        looks = [picture.look for picture in album.pictures_of(screen)]
        assert {look.language for look in looks} == {"en", "zh-CN"}
        assert {look.theme for look in looks} == {"light", "dark"}
        assert {look[:2] for look in looks} == ({screen.size} if screen.size else {(1280, 800), (800, 600)})


def test_the_page_lists_exactly_the_pictures() -> None:
    page = (album.FOLDER / album.INDEX).read_text()
    assert page == album.index(), "run `python -m tests.screens`"
    assert re.findall(r"\]\(([^)]+\.webp)\)", page) == [picture.file for picture in album.PICTURES]


def test_all_pictures_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in album.FOLDER.glob("*.webp")) < 6_500_000
