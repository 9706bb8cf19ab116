"""The shared notes: updates of a Yjs document, whose text the host does not read. They are in no log but their own."""

import msgspec

from meetdesk.core.entries.basics import Count


class NotesUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Count
    """From 1 upwards, without gaps, but after a compaction, which has the number of the last update that it holds."""
    update: bytes
    """As ``Y.encodeStateAsUpdate`` makes it; base64 in JSON."""
