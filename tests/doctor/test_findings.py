"""Every finding has a sentence in every language, and advice unless it is good; checks have names."""

import json
from pathlib import Path
from string import Formatter

import pytest

import meetdesk.messages
from meetdesk.messages import LANGUAGES
from meetdesk.wire.findings import Check, FindingCode, Verdict, verdict_of

FOLDER = Path(meetdesk.messages.__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_explained(language: str) -> None:
    texts = json.loads((FOLDER / language / "doctor.json").read_text("utf-8"))
    wanted = {f"check_{check.value}" for check in Check} | {"check_codecs"}
    for code in FindingCode:
        wanted.add(f"finding_{code.value}")
        if verdict_of(code) is not Verdict.GOOD:
            wanted.add(f"finding_{code.value}_do")
    assert set(texts) == wanted


def test_advice_needs_no_more_than_the_finding_says() -> None:
    """So that a placeholder never stays unfilled: what the sentence names, the check gives."""
    texts = json.loads((FOLDER / "en" / "doctor.json").read_text("utf-8"))
    given = {"target": {"address", "port"}, "firewall": {"name", "port", "command"}}
    for key, text in texts.items():
        if key.endswith("_do"):
            blanks = {name for _, name, _, _ in Formatter().parse(text) if name}
            sentence = {name for _, name, _, _ in Formatter().parse(texts[key.removesuffix("_do")]) if name}
            assert blanks <= sentence | given.get(key.split("_")[1], set()), key
