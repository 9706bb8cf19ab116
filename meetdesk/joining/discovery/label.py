"""What a host says about its meeting to everybody on the network: the TXT record of ``docs/protocol.md`` 2.4.

Anybody can say anything there. A label is shown as text and believed in nothing.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from meetdesk.core import limits
from meetdesk.core.errors import MeetDeskError
from meetdesk.core.texts import normal_name, normal_title

VERSION = "1"
TITLE_BYTES = 180
HOST_BYTES = 120
"""With the other fields a record stays below 400 bytes, as RFC 6763 (6.2) recommends."""
_NUMBER = re.compile(rb"[0-9]{1,3}")
_HANGING = frozenset({"Mn", "Me", "Mc", "Sk", "Cf"})
"""Categories of what belongs to the character before it."""


@dataclass(frozen=True)
class Label:
    title: str
    """May be empty."""
    host: str
    """Name of the person hosting."""
    people: int
    """How many are in the meeting."""


def to_properties(label: Label) -> dict[str, str]:
    """The fields of the TXT record; long texts are cut."""
    return {
        "v": VERSION,
        "title": cut(label.title, TITLE_BYTES),
        "host": cut(label.host, HOST_BYTES),
        "people": str(min(label.people, limits.PARTICIPANTS)),
    }


def parse_properties(properties: Mapping[bytes, bytes | None]) -> Label | None:
    """The label of a TXT record; None if no MeetDesk would have said this. Unknown fields are ignored."""
    people = properties.get(b"people") or b""
    if properties.get(b"v") != VERSION.encode() or not _NUMBER.fullmatch(people):
        return None
    try:
        title = normal_title((properties.get(b"title") or b"").decode())
        host = normal_name((properties.get(b"host") or b"").decode())
    except (UnicodeDecodeError, MeetDeskError):
        return None
    if int(people) > limits.PARTICIPANTS:
        return None
    return Label(title, host, int(people))


def cut(text: str, most: int) -> str:
    """At most ``most`` bytes of UTF-8, with "…" for what is missing; an accent or a skin tone is not left behind or
    torn off."""
    if len(text.encode()) <= most:
        return text
    room = most - len("…".encode())
    kept = text.encode()[:room].decode(errors="ignore")
    while kept and (_hangs(text[len(kept)]) or kept.endswith("\u200d")):
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _hangs(character: str) -> bool:
    return unicodedata.category(character) in _HANGING
