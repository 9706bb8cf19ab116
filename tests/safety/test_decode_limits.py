"""What a window decodes of others: its numbers are those that the documents promise and the host allows."""

import re
from pathlib import Path

import pytest

from meetdesk.core import budget, limits
from meetdesk.relay import size_watch

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "ui" / "src" / "engine"
SECURITY = " ".join((ROOT / "docs" / "security.md").read_text("utf-8").split())
VIDEO = (ENGINE / "video" / "decode_limits.ts").read_text("utf-8")
SYNC = (ENGINE / "video" / "sync.ts").read_text("utf-8")
AUDIO = (ENGINE / "audio" / "voice.ts").read_text("utf-8")


def number(source: str, name: str, field: str = "") -> int:
    """Value of a constant, or of a field of it, that is a product of numbers."""
    found = re.search(rf"const {name}\b[^=]*= (.+)", source)
    assert found, f"{name} is not there any more"
    text = found[1]
    if field:
        inner = re.search(rf"\b{field}: ([^,}}]+)", text)
        assert inner, f"{name} has no {field}"
        text = inner[1]
    result = 1
    for factor in text.split("*"):
        word = factor.strip().replace("_", "")
        result *= int(word) if word.isdecimal() else number(source, factor.strip())
    return result


STATED = [
    f"none above {number(VIDEO, 'PICTURE_PIXELS'):,} pixels (3840×2160)",
    f"{limits.PARTICIPANT_AREA:,} pixels may be announced by one person",
    f"no more than {budget.TABLE[budget.Kind.DECODED_PIXELS].per_second:,} pixels a second over all tracks",
    f"of one track {number(VIDEO, 'DECODED_FRAMES', 'perSecond')} frames a second"
    f" ({number(VIDEO, 'DECODED_FRAMES', 'atOnce')} at once)",
    f"of one voice {number(AUDIO, 'DECODED_SOUND', 'perSecond') // 1000} s of sound a second"
    f" ({number(AUDIO, 'DECODED_SOUND', 'atOnce') // 1000} s at once)",
    f"at most {number(VIDEO, 'WAITING_FRAMES')} frames and {number(VIDEO, 'WAITING_BYTES'):,} bytes",
    f"decoded, at most {number(VIDEO, 'INSIDE_FRAMES')} wait for their sound",
    f"none longer than {number(SYNC, 'LONGEST_WAIT')} ms after the quickest way",
    f"for {number(VIDEO, 'PATIENCE') // 1000} s is not shown for {number(VIDEO, 'STOPPED') // 1000} s",
]


@pytest.mark.parametrize("sentence", STATED)
def test_the_promise_is_what_the_window_keeps_to(sentence: str) -> None:
    assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


def test_the_window_decodes_what_may_be_announced() -> None:
    assert number(VIDEO, "PICTURE_PIXELS") == limits.SCREEN_AREA >= limits.CAMERA_AREA


def test_host_and_window_measure_alike() -> None:
    announced = (ENGINE / "video" / "announced.ts").read_text("utf-8")
    assert f"const ROUNDING = {size_watch.ROUNDING}\n" in announced
    assert number(VIDEO, "ANNOUNCED_KEPT") == size_watch.KEPT_SECONDS * 1000
    assert number(VIDEO, "PATIENCE") < size_watch.PATIENCE_SECONDS * 1000


def test_the_protocol_says_how_long_a_window_waits() -> None:
    protocol = " ".join((ROOT / "docs" / "protocol.md").read_text("utf-8").split())
    kept, patience, stopped = (number(VIDEO, name) // 1000 for name in ("ANNOUNCED_KEPT", "PATIENCE", "STOPPED"))
    assert f"says or said in the last {kept} s. It keeps such frames for {patience} s" in protocol
    assert f"shows nothing of that track for {stopped} s" in protocol
    assert f"after {size_watch.PATIENCE_SECONDS:.0f} s of larger ones" in protocol
    assert f"up to {number(SYNC, 'LONGEST_WAIT')} ms after the quickest way" in protocol
