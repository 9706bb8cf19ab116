"""Every error a person can see has a sentence in every language, and its blanks are filled where it is raised."""

import ast
import json
from pathlib import Path
from string import Formatter

import pytest

from meetdesk.core.errors import ErrorCode
from meetdesk.messages import LANGUAGES

PACKAGE = Path(__file__).parents[1] / "meetdesk"


def sentences(language: str) -> dict[str, str]:
    texts = json.loads((PACKAGE / "messages" / language / "errors.json").read_text("utf-8"))
    return {key: text for key, text in texts.items() if key.startswith("error_")}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_language_is_checked() -> None:
    assert {folder.name for folder in (PACKAGE / "messages").iterdir() if (folder / "errors.json").exists()} == set(
        LANGUAGES
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    texts = sentences(language)
    missing = [code.value for code in ErrorCode if not texts.get(f"error_{code.value}", "").strip()]
    assert not missing, f"{language}/errors.json has no sentence for {missing}"
    unknown = texts.keys() - {f"error_{code.value}" for code in ErrorCode}
    assert not unknown, f"{language}/errors.json has sentences for codes that do not exist: {sorted(unknown)}"


def test_all_languages_have_the_same_blanks() -> None:
    english = sentences("en")
    for language in LANGUAGES:
        for key, text in sentences(language).items():
            assert blanks(text) == blanks(english[key]), f"{language}/errors.json: {key}"


def test_the_blanks_are_filled_wherever_the_error_is_raised() -> None:
    needed = {key.removeprefix("error_"): blanks(text) for key, text in sentences("en").items()}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            code = _raised_code(node)
            if code is None or not isinstance(node, ast.Call):
                continue
            given = {keyword.arg for keyword in node.keywords}
            if None in given:  # **detail, filled elsewhere
                continue
            empty = needed[ErrorCode[code].value] - given
            assert not empty, f"{path.name}:{node.lineno} raises {code} without {sorted(empty)}"


def _raised_code(node: ast.AST) -> str | None:
    """``NAME_EMPTY`` of ``Refused(ErrorCode.NAME_EMPTY)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
        return None
    first = node.args[0]
    if node.func.id not in {"MeetDeskError", "Refused"} or not isinstance(first, ast.Attribute):
        return None
    return first.attr if isinstance(first.value, ast.Name) and first.value.id == "ErrorCode" else None
