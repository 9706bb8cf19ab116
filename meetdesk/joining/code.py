"""The meeting's code: made by the host's app or chosen by the host, read out, typed by people."""

import re
import secrets
import unicodedata

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.words import is_drawn, make_words, meant_words
from meetdesk.wire.local import CodeKind

LENGTHS = {CodeKind.DIGITS_6: 6, CodeKind.DIGITS_9: 9, CodeKind.DIGITS_12: 12}
"""How many digits a code may have; whole groups of three, as it is shown and read out."""
LONG_KINDS = frozenset({CodeKind.DIGITS_9, CodeKind.DIGITS_12, CodeKind.WORDS})
"""Of which there are a thousand million or more, and that are drawn by chance."""
LONGEST_TEXT = 64
"""Longest code as typed, in characters."""
SHORTEST_WORDS = 6
"""Fewest characters of a code that is no number."""
_GROUP = 3
# What is said with an address: "192.168.1.20 · code 482 913", "192.168.1.20 会议码：482913", "… · code red fox hill".
_BETWEEN = r"(\S+)[\s·,;|/]+"
_WITH_ADDRESS = re.compile(_BETWEEN + r"(?:code|会议码)\s*[:：]?\s*(\S.*)", re.IGNORECASE)
_WITH_NUMBER = re.compile(_BETWEEN + r"(\d[\d\s-]{4,}\d)\W*")
_WITH_WORDS = re.compile(_BETWEEN + r"([a-z]{3,8}(?:[\s-]+[a-z]{3,8}){2})\W*", re.IGNORECASE)


def make_code(kind: CodeKind = CodeKind.DIGITS_6) -> str:
    """A new code as it is shown, every one of its kind equally likely. Raises MeetDeskError ``code_invalid`` for a kind
    that people make themselves."""
    if kind is CodeKind.WORDS:
        return make_words()
    if kind not in LENGTHS:
        raise MeetDeskError(ErrorCode.CODE_INVALID)
    return f"{secrets.randbelow(10 ** LENGTHS[kind]):0{LENGTHS[kind]}}"


def normal_code(text: str) -> str:
    """The code that is meant by what was typed: what host and joiner prove to each other (``docs/protocol.md``, 2.2).

    Only letters and digits count, of any width and case; digits of other scripts are taken as meant.
    Raises MeetDeskError ``code_needed`` if nothing was typed, ``code_invalid`` for what cannot be a code. What was
    typed is never part of the error.
    """
    words = parts(text[:LONGEST_TEXT])
    if not words:
        raise MeetDeskError(ErrorCode.CODE_NEEDED)
    code = unicodedata.normalize("NFC", "".join(meant_words(words)))
    digits = sum(c.isdigit() for c in code)
    possible = len(code) in LENGTHS.values() if digits == len(code) else len(code) >= max(SHORTEST_WORDS, 2 * digits)
    # "½" and "²" would become plain digits.
    if len(text) > LONGEST_TEXT or not possible or any(unicodedata.category(c) == "No" for c in text):
        raise MeetDeskError(ErrorCode.CODE_INVALID)
    return code


def spoken_code(code: str) -> str:
    """A number in groups of three, as it is shown: ``482 913``. Words as they are."""
    if not code.isdigit():
        return code
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def split_code(text: str) -> tuple[str, str]:
    """Address and code of what may have been typed or pasted together; the code is empty if there is none."""
    if text.lstrip().lower().startswith("meetdesk:"):
        return text, ""
    plain = unicodedata.normalize("NFKC", text[:512]).strip()
    found = _WITH_ADDRESS.fullmatch(plain) or _WITH_NUMBER.fullmatch(plain) or _WITH_WORDS.fullmatch(plain)
    if found is None or (found.re is _WITH_WORDS and not is_drawn(parts(found[2]))):
        return text, ""
    return found[1].rstrip(",;·"), found[2]


def parts(text: str) -> list[str]:
    """The words of a text in one form: compatibility characters made plain, lower case, decimal digits ASCII."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(map(_counted, folded)).split()


def _counted(character: str) -> str:
    """What a character counts for; a space if it only separates."""
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Cf" | "Cc":  # invisible: in the middle of a word as likely as between two
            return " " if character.isspace() else ""
        case category if category[0] in "LMN":
            return character
    return " "
