"""Words for codes: the 2,048 English ones of BIP-39, as the package ``mnemonic`` has them.

They were chosen to be told apart: short, common, and no two share their first four letters.
"""

import secrets
from collections.abc import Sequence
from functools import cache

from mnemonic import Mnemonic

WORDS = 3
"""Words of a code: 33 bits, as much as ten digits."""
TELLING_LETTERS = 4
"""So many letters tell which word is meant."""


def make_words() -> str:
    """Three words, every one of them equally likely, with a space between."""
    return " ".join(secrets.choice(_words()) for _ in range(WORDS))


def meant_words(typed: Sequence[str]) -> Sequence[str]:
    """The list's words, if every one of at least two typed ones (in lower case) begins like one of them; otherwise what
    was typed. So "colour" is taken for "color"."""
    found = [_by_beginning().get(word[:TELLING_LETTERS], "") for word in typed]
    return found if len(typed) > 1 and all(found) else typed


def is_drawn(typed: Sequence[str]) -> bool:
    """Whether this can be what ``make_words`` made."""
    return len(typed) == WORDS and set(typed) <= set(_words())


@cache
def _words() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


@cache
def _by_beginning() -> dict[str, str]:
    return {word[:TELLING_LETTERS]: word for word in _words()}
