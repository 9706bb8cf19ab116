"""Text of others in the middle of other text: it may be written from right to left, but turns nothing over that stands
around it (Unicode Standard Annex 9). Pure.
"""

import re

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Scripts that are written from right to left; the same ranges as in ``ui/src/text/directions.ts``."""
_MARKS = "\u061c\u200e\u200f"
_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_TURNS = re.compile(f"[{_RIGHT_TO_LEFT}{_MARKS}{_OVERRIDES}]")
_LETTERS = re.compile(f"(?![{_MARKS}])[{_RIGHT_TO_LEFT}]")
_OVERRIDE = re.compile(f"[{_OVERRIDES}]")
_MARK = re.compile(f"[{_MARKS}]")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"


def isolated(text: str) -> str:
    """The text as it is if it could turn nothing; else isolated from what stands before and behind it."""
    return f"{_FIRST_STRONG_ISOLATE}{_balanced(text)}{_POP_ISOLATE}" if _TURNS.search(text) else text


def straight(name: str) -> str:
    """A name without overrides of the writing direction. Marks of it put what is written from right to left in order;
    in other names they have nothing to do."""
    plain = _OVERRIDE.sub("", name)
    return plain if _LETTERS.search(plain) else _MARK.sub("", plain)


def _balanced(text: str) -> str:
    """Ends every isolate that the text begins, and leaves out what would end one that it did not begin. Embeddings and
    overrides end with the isolate around them."""
    begun, kept = 0, []
    for one in text:
        if one in _ISOLATES:
            begun += 1
        elif one == _POP_ISOLATE:
            if begun == 0:
                continue
            begun -= 1
        kept.append(one)
    return "".join(kept) + _POP_ISOLATE * begun
