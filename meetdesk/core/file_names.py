"""Names of files that are safe to save under on every system, whoever chose them. Pure."""

import re
import unicodedata

from meetdesk.core import limits

FALLBACK = "file"
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
"""What Windows takes in no name, and control characters."""
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
"""Names of devices on Windows, with any extension (Microsoft: Naming Files, Paths, and Namespaces)."""
_LOST = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Controls, halves of characters, ends of lines: no part of any name."""
_FORMAT = "Cf"
"""Format characters cannot be seen: overrides of the writing direction make "exe.jpg" of "gpj.exe", others make two
names look like one."""
_JOINERS = "\u200c\u200d"
_MARKS = "\u061c\u200e\u200f"
_JOINING = (
    r"\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc\u0900-\u0dff\u0f00-\u109f\u1780-\u18af"
    r"\u1a20-\u1c4f\ua840-\uabff\U00010a00-\U00011fff"
)
"""Scripts whose letters change beside each other: Arabic and its kin, those of India and South-East Asia, Mongolian."""
_PICTURES = r"\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"
_TIED = re.compile(f"(?<=[{_JOINING}])[{_JOINERS}]+(?=[{_JOINING}])|(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])")
_WORD_ENDS = re.compile(
    "(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
"""Between words of Khmer, Burmese, Thai and Lao, which are written without spaces."""
_MONGOLIAN_END = re.compile("(?<=[\u1820-\u18aa\u180b-\u180d])\u180e(?=[\u1820-\u18aa])")
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters all the same, and signs to be seen: of numbers, years, verses (Prepended_Concatenation_Mark)."""
_BLANK_LETTERS = frozenset("\u3164\uffa0")
"""Hangul fillers: letters by their category, and nothing to be seen. A row of them pushes an ending out of sight."""
_FLAG = re.compile("(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,8}\U000e007f")
"""Of a part of a country, as the flag of Wales is written."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def safe_name(name: str) -> str:
    """The last part of a path, without anything that a file system or a reader could stumble over; never empty."""
    name = re.split(r"[/\\]", name)[-1]
    tied = (found for one in (_TIED, _FLAG, _WORD_ENDS, _MONGOLIAN_END) for found in one.finditer(name))
    kept = {at for found in tied for at in range(*found.span())}
    # Marks of the direction put what is written in such letters in order; among others there is nothing for them to do.
    marks = _MARKS if any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in name if one not in _MARKS) else ""
    name = "".join(one for at, one in enumerate(name) if at in kept or one in marks or not _is_hidden(one))
    name = unicodedata.normalize("NFC", _UNSAFE.sub("_", name))
    # Windows drops dots and spaces at the end.
    name = name.strip().rstrip(". ")
    stem, dot, extension = name.partition(".")
    if _RESERVED.fullmatch(stem.strip()):
        name = f"_{stem}{dot}{extension}"
    name = _shortened(name)
    return name if any(unicodedata.category(one)[0] not in "CMZ" for one in name.strip(".")) else FALLBACK


def _is_hidden(one: str) -> bool:
    category = unicodedata.category(one)
    return category in _LOST or one in _BLANK_LETTERS or (category == _FORMAT and one not in _SEEN)


def _shortened(name: str) -> str:
    """Cuts the stem and keeps the extension."""
    if len(name.encode()) <= limits.FILE_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    ending = f"{dot}{extension}" if dot and len(extension.encode()) <= 20 else ""
    room = limits.FILE_NAME_BYTES - len(ending.encode())
    kept = (stem if ending else name).encode()[:room].decode(errors="ignore")
    return kept.rstrip(f". {_JOINERS}") + ending
