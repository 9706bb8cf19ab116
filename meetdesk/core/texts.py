"""Names, titles and chat texts: what is kept of what people type. Texts are never escaped: they are shown as text."""

import re
import unicodedata

from meetdesk.core import limits
from meetdesk.core.directions import straight
from meetdesk.core.errors import ErrorCode, Refused

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_CHAT_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WHITE_SPACE = re.compile(r"\s+")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille pattern: letters and symbols by category, but nothing to see."""


_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})
"""Unicode categories of spaces, controls, format characters and marks that need a letter to stand on."""
_RAW_FACTOR = 10
"""Text this many times longer than allowed is refused unread: normalising long runs of marks takes quadratic time."""


def normal_name(name: str) -> str:
    """The display name as it is kept.

    Raises Refused: ``name_invalid`` for text that is no Unicode (a lone surrogate), ``name_empty`` if nothing
    visible is left, ``name_too_long`` beyond ``limits.NAME_CHARACTERS``.
    """
    if _SURROGATE.search(name):
        raise Refused(ErrorCode.NAME_INVALID)
    if len(name) > limits.NAME_CHARACTERS * _RAW_FACTOR:
        raise Refused(ErrorCode.NAME_TOO_LONG, limit=limits.NAME_CHARACTERS)
    name = _one_line(name)
    if not is_visible(name):
        raise Refused(ErrorCode.NAME_EMPTY)
    if len(name) > limits.NAME_CHARACTERS:
        raise Refused(ErrorCode.NAME_TOO_LONG, limit=limits.NAME_CHARACTERS)
    return name


def normal_line(text: str, limit: int) -> str | None:
    """A line of text as it is kept; None if it has more than ``limit`` characters."""
    if len(text) > limit * _RAW_FACTOR:
        return None
    line = _one_line(_SURROGATE.sub("", text))
    return line if len(line) <= limit else None


def normal_title(title: str) -> str:
    """The meeting's title as it is kept; empty is fine. Raises Refused ``title_too_long``."""
    if len(title) <= limits.TITLE_CHARACTERS * _RAW_FACTOR:
        title = _one_line(_SURROGATE.sub("", title))
    if len(title) > limits.TITLE_CHARACTERS:
        raise Refused(ErrorCode.TITLE_TOO_LONG, limit=limits.TITLE_CHARACTERS)
    return title


def normal_chat(text: str) -> str:
    """The chat text as it is kept: line ends are LF, control characters but LF and tab are gone.

    Raises Refused: ``chat_empty`` if there is nothing to see, ``chat_too_long`` beyond ``limits.CHAT_CHARACTERS``.
    """
    text = _CHAT_CONTROL.sub("", _SURROGATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if not is_visible(text):
        raise Refused(ErrorCode.CHAT_EMPTY)
    if len(text) > limits.CHAT_CHARACTERS:
        raise Refused(ErrorCode.CHAT_TOO_LONG, limit=limits.CHAT_CHARACTERS)
    return text


def _one_line(text: str) -> str:
    """White space first, so that a pasted line break separates words instead of joining them; NFC last, because a
    removed character may have stood between a letter and its accent."""
    text = straight(_WHITE_SPACE.sub(" ", text))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    return _WHITE_SPACE.sub(" ", text).strip()


def is_visible(text: str) -> bool:
    """Whether a reader would see anything."""
    return any(unicodedata.category(c) not in _INVISIBLE and c not in _BLANK_LETTERS for c in text)
