"""Where people are named in a meeting, several of one name are told apart."""

import re
from pathlib import Path

VIEW = Path(__file__).parent.parent / "ui/src/view"
WRITTEN = re.compile(r"\b(?:message|poll|original|conversation)\.name\b")
PICTURE = re.compile(r"<Avatar [^>]*>")
"""Its letters are those of the name itself."""


def test_chat_and_polls_name_nobody_as_a_message_was_signed() -> None:
    files = [file for room in ("chat", "tools", "people", "lobby", "room") for file in (VIEW / room).rglob("*.svelte")]
    assert len(files) > 60, "the rooms of the page are somewhere else"
    signed = {
        str(file.relative_to(VIEW)): found
        for file in files
        if (found := WRITTEN.findall(PICTURE.sub("", file.read_text("utf-8"))))
    }
    assert signed == {}, (
        f"writerOf or partnersApart (state/people/names.ts) give the name that is to be shown: {signed}"
    )
