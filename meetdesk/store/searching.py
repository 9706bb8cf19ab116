"""Search in past meetings.

The texts are read one by one: they are kept once and nowhere else, so what is deleted is in no index either, and
words of one or two Chinese characters are found like any others. (SQLite's full-text index keeps words of deleted rows,
and finds nothing shorter than three characters where there are no spaces.)
"""

import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence

import msgspec

from meetdesk.wire.past import FOUND_MESSAGES, FoundMessage, FoundPast, PastPlace

_BEFORE, _AFTER = 30, 90
"""Characters shown before the first word that was found, and from there on."""


class _File(msgspec.Struct):
    name: str = ""


class _Message(msgspec.Struct):
    """Only what is searched and shown."""

    at: float = 0.0
    name: str = ""
    text: str = ""
    file: _File | None = None

    @property
    def searched(self) -> str:
        return self.file.name if self.file else self.text


_DECODER = msgspec.json.Decoder(_Message)


def words_of(typed: str) -> tuple[str, ...]:
    """What is to be found, without differences of case and width. Empty: nothing."""
    return tuple(dict.fromkeys(folded(typed).split()))


def folded(text: str) -> str:
    """For comparing: full-width letters are like others, capitals like small ones."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def search_meeting(connection: sqlite3.Connection, meeting: str, words: Sequence[str]) -> FoundPast | None:
    """What of a meeting has all the ``words`` (``words_of``); None: nothing has."""
    found = connection.execute(
        "SELECT title, host FROM meeting WHERE meeting = ? AND forgotten IS NULL", (meeting,)
    ).fetchone()
    if found is None:
        return None
    # In the order of the table, which is quicker by far than that of time.
    rows = connection.execute("SELECT participant, entry, name, message FROM transcript WHERE meeting = ?", (meeting,))
    hits: list[tuple[float, int, int, str, _Message]] = []
    for participant, entry, name, text in rows:
        try:
            message = _DECODER.decode(text)
        except msgspec.MsgspecError:
            continue
        if _has(message.searched, words):
            hits.append((message.at, participant, entry, name, message))
    if not hits and not _has(" ".join(found), words):
        return None
    hits.sort(key=lambda hit: hit[:3])
    shown = tuple(
        FoundMessage(
            PastPlace(at, participant, entry),
            message.name,
            name if participant else "",
            excerpt(message.searched, words),
        )
        for at, participant, entry, name, message in hits[:FOUND_MESSAGES]
    )
    return FoundPast(meeting, len(hits), shown)


def _has(text: str, words: Sequence[str]) -> bool:
    searched = folded(text)
    return all(word in searched for word in words)


def excerpt(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """The part around the first word that is found: beside it, the word, beside it, and so on. On one line."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    # Case and width may make a character longer or shorter: each is compared with its place.
    places = [at for at, character in enumerate(text) for _ in folded(character)]
    searched = "".join(map(folded, text))
    marks = _joined(
        sorted(
            (places[start], places[start + len(word) - 1] + 1) for word in words for start in _all_of(searched, word)
        )
    )
    begin = max(0, marks[0][0] - _BEFORE) if marks else 0
    end = min(len(text), begin + _BEFORE + _AFTER)
    pieces = []
    at = begin
    for first, last in marks:
        if last <= end:
            pieces += [text[at:first], text[first:last]]
            at = last
    pieces.append(text[at:end])
    pieces[0] = ("…" if begin > 0 else "") + pieces[0]
    pieces[-1] += "…" if end < len(text) else ""
    return tuple(pieces)


def _all_of(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _joined(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that touch are one."""
    joined: list[tuple[int, int]] = []
    for first, last in marks:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
