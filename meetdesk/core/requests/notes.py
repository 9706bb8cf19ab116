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
    """The whole document in one update, to be kept instead of all updates up to ``until``."""

    until: Count
    update: Annotated[bytes, msgspec.Meta(min_length=1, max_length=limits.NOTES_DOCUMENT_BYTES)]


NotesRequest: TypeAlias = WriteNotes | CompactNotes
