"""A code that the host thought up: whether it can be one, and how easily it would be guessed."""

import unicodedata
from collections.abc import Iterable

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import normal_code, parts

FEWEST_GUESSES = 1_000_000
"""A code is refused if the estimate says that fewer guesses find it than six digits drawn by chance need."""


def own_code(text: str, known: Iterable[str]) -> str:
    """The code as it is shown. ``known``: what everybody would try first, such as the meeting's title.

    Raises MeetDeskError ``code_needed``, ``code_invalid`` or ``code_weak``.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415  (it reads its dictionaries at once, and few think up a code)

    code = normal_code(text)
    words = [parts(text) for text in known]
    obvious = [word for one in words for word in ("".join(one), *one)]
    if zxcvbn(code, user_inputs=obvious)["guesses"] < FEWEST_GUESSES:
        raise MeetDeskError(ErrorCode.CODE_WEAK)
    shown = " ".join(unicodedata.normalize("NFKC", text).split())
    return code if code.isdigit() else shown
