"""Names, paths and statuses of channels are stated once; the window has them from there."""

import ast
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from meetdesk.core.errors import ErrorCode
from meetdesk.wire import channels
from meetdesk.wire.channels import FILE_CHANNELS, MESSAGE_BYTES, REFUSED, Channel, Refusal
from meetdesk.wire.close_codes import close_code_for

ROOT = Path(__file__).parents[2]
STATED = {"meetdesk/wire/channels.py", "meetdesk/wire/guest.py", "meetdesk/wire/join.py"}
NAME = re.compile(rf"^{channels.PATTERN}$|/{channels.PATTERN}(?:$|[ ?])")
PATH = re.compile(r"/meetdesk/(?:\d|join|guest|$)|/api/meeting")
UI_PATH = re.compile(rf"['\"`][^'\"`]*(?:/meetdesk/|/api/meeting|MeetDesk-Meeting|\}}/{channels.PATTERN})['\"`/$]")
UI_STATUS = re.compile(r"status\W{1,5}4\d\d")
OTHER_MEANINGS = {
    ("meetdesk/core/file_names.py", "file"),  # what a file is called whose name had nothing that may stay
    ("meetdesk/relay/frame.py", "audio"),  # attributes
    ("meetdesk/relay/router.py", "audio"),
    ("meetdesk/relay/router.py", "video"),
}


def copies(path: Path, where: str) -> Iterator[str]:
    """What in this source is spelled that ``channels`` has: strings but for docstrings, and statuses."""
    tree = ast.parse(path.read_text("utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in said:
            continue
        if isinstance(node.value, str):
            if (NAME.search(node.value) or PATH.search(node.value)) and (where, node.value) not in OTHER_MEANINGS:
                yield f"{where}:{node.lineno} {node.value!r}"
        elif type(node.value) is int and node.value in {one.value for one in Refusal} - {400}:
            yield f"{where}:{node.lineno} {node.value}"


def test_nothing_of_the_product_spells_them_again() -> None:
    found = [
        copy
        for path in sorted((ROOT / "meetdesk").rglob("*.py"))
        if (where := path.relative_to(ROOT).as_posix()) not in STATED
        for copy in copies(path, where)
    ]
    assert not found, "stated in meetdesk/wire/channels.py:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "gate(ticket, 'control')",
        "f'/meetdesk/{version}/{channel}'",
        "f'wss://{host}/meetdesk/2/video'",
        "paths = ['/audio-copy']",
        "refuse(412)",
        "if status == 410: pass",
        "(r'/meetdesk/guest', Handler)",
    ],
)
def test_copies_are_found(tmp_path: Path, source: str) -> None:
    """Else the test above would pass on anything."""
    (tmp_path / "copy.py").write_text(source)
    assert list(copies(tmp_path / "copy.py", "copy.py")), source


def test_the_windows_sources_spell_no_path_and_no_status() -> None:
    """Names alone are held by the generated type ``Channel``."""
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in sorted((ROOT / "ui" / "src").rglob("*"))
        if path.suffix in {".ts", ".svelte"} and ".test." not in path.name and path.name != "rules.ts"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if not line.lstrip().startswith(("/*", "*", "//")) and (UI_PATH.search(line) or UI_STATUS.search(line))
    ]
    assert not found, "use ui/src/wire/rules.ts:\n" + "\n".join(found)


def test_every_refusal_has_its_meaning() -> None:
    """But for two that only a mistake of the asker's is answered with."""
    assert set(Refusal) - set(REFUSED) == {Refusal.MALFORMED, Refusal.NO_SUCH_METHOD}
    for refusal, code in REFUSED.items():
        assert HTTPStatus(refusal)
        assert close_code_for(code) != close_code_for(ErrorCode.INTERNAL), f"{refusal}: the window would come back"


def test_every_channel_has_its_limit() -> None:
    assert set(MESSAGE_BYTES) == set(Channel)


def test_the_protocol_names_the_channels() -> None:
    page = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (?:text|binary|both)", page, re.MULTILINE)
    assert rows == [channel.value for channel in Channel]
    assert f"there may be {FILE_CHANNELS} at a time" in page
    for refusal in REFUSED:
        assert f"`{int(refusal)}`" in page, refusal
