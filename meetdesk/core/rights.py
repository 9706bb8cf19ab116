"""The words of the table roles x requests: what a role may, and the rows that requests have in it.

Each request says its own row (``row``, in its topic); ``core.roles`` collects the table and asks it.
"""

from enum import StrEnum
from typing import NamedTuple


class Right(StrEnum):
    """Whether a role may make a request."""

    YES = "yes"
    NO = "no"
    PERMITTED = "if permitted"
    """While the meeting's permission for it is on."""


class Row(NamedTuple):
    """One request: who may ask for it, by role."""

    host: Right
    co_host: Right
    participant: Right
    guest: Right


class Permission(StrEnum):
    """What the host may switch off for participants and guests: the fields of ``topics.rules.Permissions``."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    CHAT = "chat"
    PRIVATE_CHAT = "private_chat"
    FILES = "files"
    RENAME = "rename"
    TOOLS = "tools"
    NOTES = "notes"


EVERYBODY = Row(Right.YES, Right.YES, Right.YES, Right.YES)
PERMITTED = Row(Right.YES, Right.YES, Right.PERMITTED, Right.PERMITTED)
WITHOUT_GUESTS = Row(Right.YES, Right.YES, Right.YES, Right.NO)
PERMITTED_PARTICIPANTS = Row(Right.YES, Right.YES, Right.PERMITTED, Right.NO)
MODERATORS = Row(Right.YES, Right.YES, Right.NO, Right.NO)
HOST = Row(Right.YES, Right.NO, Right.NO, Right.NO)
