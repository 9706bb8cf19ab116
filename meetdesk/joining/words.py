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
_WORD_BITS = 11


def make_words() -> str:
    """Three words, every one of them equally likely, with a space between."""
    return " ".join(secrets.choice(_words()) for _ in range(WORDS))


def words_of(value: bytes, count: int) -> tuple[str, ...]:
    """The first ``count`` times 11 bits of a value as words, the most significant first."""
    bits = int.from_bytes(value) >> (8 * len(value) - _WORD_BITS * count)
    return tuple(_words()[bits >> (_WORD_BITS * place) & (1 << _WORD_BITS) - 1] for place in reversed(range(count)))


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
