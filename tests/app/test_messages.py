"""Every sentence exists in every language, with the same placeholders."""

import re
from pathlib import Path

import msgspec
import pytest

import meetdesk.messages
from meetdesk.messages import LANGUAGES, sentence, system_language

FOLDER = Path(meetdesk.messages.__file__).parent


def _file(language: str, name: str) -> dict[str, str]:
    return msgspec.json.decode((FOLDER / language / name).read_bytes(), type=dict[str, str])


@pytest.mark.parametrize("name", [file.name for file in (FOLDER / "en").glob("*.json")])
def test_the_languages_say_the_same(name: str) -> None:
    for language in LANGUAGES:
        texts = _file(language, name)
        assert set(texts) == set(_file("en", name)), f"{language}/{name}: other keys than English"
        for key, text in texts.items():
            placeholders = set(re.findall(r"\{(\w+)\}", text))
            assert placeholders == set(re.findall(r"\{(\w+)\}", _file("en", name)[key])), f"{language}: {key}"


def test_no_key_twice() -> None:
    seen: dict[str, str] = {}
    for file in (FOLDER / "en").glob("*.json"):
        for key in _file("en", file.name):
            assert key not in seen, f"{key} is in {seen[key]} and {file.name}"
            seen[key] = file.name


def test_details_are_filled_in_and_never_interpreted() -> None:
    assert "{url}" in sentence("cli_open_in_browser", "en")
    filled = sentence("cli_error", "zh-CN", message="{message} {0} %s {x.y}")
    assert filled == "MeetDesk：{message} {0} %s {x.y}"


def test_a_language_that_is_not_there_is_english() -> None:
    assert sentence("cli_ending", "fr") == sentence("cli_ending", "en")
    assert sentence("cli_no_such_key", "en") == "cli_no_such_key"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh-CN"),
    ],
)
def test_the_systems_language(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language
