"""What is said on a ``file`` channel, beside the bytes: ``docs/protocol.md``, section 4.4."""

from typing import TypeAlias

import msgspec

from meetdesk.core.topics.basics import Count
from meetdesk.core.topics.files import FileId

CHUNK_BYTES = 65_536
"""Most bytes of a file in one binary message."""
WINDOW_BYTES = 4 * CHUNK_BYTES
"""Most bytes that may be on their way and not confirmed: what waits in the network delays voice."""


class _Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    pass


class PutFile(_Message, frozen=True, tag="put_file"):
    """The sender's first message; ``file`` was given by ``offer_file``."""

    file: FileId


class GetFile(_Message, frozen=True, tag="get_file"):
    """A receiver's first message."""

    file: FileId
    offset: Count
    """How many bytes it has already."""


class FileReady(_Message, frozen=True, tag="file_ready"):
    """The host's answer: bytes go on from here."""

    offset: Count


class FileTaken(_Message, frozen=True, tag="file_taken"):
    """The other side has this many bytes of the file, from its beginning."""

    bytes: Count


class FileEnd(_Message, frozen=True, tag="file_end"):
    """The sender has sent all."""

    sha256: str


class FileStored(_Message, frozen=True, tag="file_stored"):
    """The host has all, and it is what the sender sent. The chat message follows on the control channel."""


FileChannelSaid: TypeAlias = PutFile | GetFile | FileTaken | FileEnd
FileChannelTold: TypeAlias = FileReady | FileTaken | FileStored
