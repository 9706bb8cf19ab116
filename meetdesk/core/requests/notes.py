"""The shared notes."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.entries import Count
from meetdesk.core.requests.basics import Numbered


class WriteNotes(Numbered, frozen=True, tag="write_notes"):
    """An update of the document. Writing the same one again changes nothing."""

    update: Annotated[bytes, msgspec.Meta(min_length=1, max_length=limits.NOTES_UPDATE_BYTES)]


class CompactNotes(Numbered, frozen=True, tag="compact_notes"):
    """The whole document in one update, to be kept instead of all updates up to ``until``. Only who was asked for it
    (``notes_wanted``) is listened to, and only if nothing of the text is missing."""

    until: Count
    update: Annotated[bytes, msgspec.Meta(min_length=1, max_length=limits.NOTES_DOCUMENT_BYTES)]


class ReadNotes(Numbered, frozen=True, tag="read_notes"):
    """The window begins or ends to show the notes. Who begins is told all of them, and from then on every update."""

    reading: bool


class NotesStuck(Numbered, frozen=True, tag="notes_stuck"):
    """This window could not take in the update with this number. From the host or a co-host: its writer is to write no
    more, and nobody is told it any more."""

    number: Count


NotesRequest: TypeAlias = WriteNotes | CompactNotes | ReadNotes | NotesStuck
