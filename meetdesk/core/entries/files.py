"""Files that people hand to each other."""

from typing import TypeAlias

import msgspec

from meetdesk.core.entries.basics import ChangeBase, Count, ParticipantId

FileId: TypeAlias = Count
"""From 1 upwards, never used twice in a meeting."""


class SharedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that the host's app has, whole."""

    file: FileId
    name: str
    """Safe on every system: ``core.file_names``."""
    size: Count
    """Bytes."""
    sha256: str
    """Of its content, 64 lower-case hexadecimal digits."""


class FileLimitChanged(ChangeBase, frozen=True, tag="file_limit_changed"):
    limit: Count
    """Largest file from now on, in bytes."""
    by: ParticipantId
