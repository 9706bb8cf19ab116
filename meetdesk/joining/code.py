"""The meeting's code: made by the host's app, read out, typed by people."""

import re
import secrets
import unicodedata

from meetdesk.core.errors import ErrorCode, MeetDeskError

DIGITS = 6
LENGTHS = (6, 9, 12)
"""How long a code may be, in digits; whole groups of three, as it is shown and read out."""
_GROUP = 3
_LONGEST_TEXT = 64
# What is said with an address: "192.168.1.20 · code 482 913", "192.168.1.20 会议码：482913".
_WITH_ADDRESS = re.compile(r"(\S+)[\s·,;|/]+(?:code|会议码)?\s*[:：]?\s*(\d[\d\s-]{4,}\d)\W*", re.IGNORECASE)


def make_code(digits: int = DIGITS) -> str:
    """A new code, every one of them equally likely. Raises MeetDeskError ``code_invalid`` for another length."""
    if digits not in LENGTHS:
        raise MeetDeskError(ErrorCode.CODE_INVALID)
    return f"{secrets.randbelow(10**digits):0{digits}}"


def normal_code(text: str) -> str:
    """The digits of a code as typed: spaces, dashes, full-width digits and those of other scripts are taken as meant.

    Raises MeetDeskError ``code_needed`` if nothing was typed, ``code_invalid`` for what cannot be a code. What was
    typed is never part of the error.
    """
    visible = "".join(c for c in text[:_LONGEST_TEXT] if unicodedata.category(c)[0] not in "ZCP" and not c.isspace())
    if not visible:
        raise MeetDeskError(ErrorCode.CODE_NEEDED)
    digits = "".join(str(unicodedata.decimal(c, "x")) for c in visible)
    if len(text) > _LONGEST_TEXT or "x" in digits or len(digits) not in LENGTHS:
        raise MeetDeskError(ErrorCode.CODE_INVALID)
    return digits


def spoken_code(code: str) -> str:
    """In groups of three, as it is shown: ``482 913``."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def split_code(text: str) -> tuple[str, str]:
    """Address and code of what may have been typed or pasted together; the code is empty if there is none."""
    found = _WITH_ADDRESS.fullmatch(unicodedata.normalize("NFKC", text[:512]).strip())
    if found is None or text.lstrip().lower().startswith("meetdesk:"):
        return text, ""
    return found[1].rstrip(",;·"), found[2]
