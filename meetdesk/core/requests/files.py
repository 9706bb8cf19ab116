"""Files."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.entries import Count, FileId, ParticipantId
from meetdesk.core.requests.basics import Numbered


class OfferFile(Numbered, frozen=True, tag="offer_file"):
    """Answered with the ``file`` under which its bytes are then sent; once they are all there, it is a chat message."""

    name: str
    size: Count
    to: ParticipantId | None = None
    """Whom it is for, and nobody else gets it; None: all."""


class WithdrawFile(Numbered, frozen=True, tag="withdraw_file"):
    """An own file that is not wholly there is not to be sent after all."""

    file: FileId


class SetFileLimit(Numbered, frozen=True, tag="set_file_limit"):
    limit: Annotated[int, msgspec.Meta(ge=1, le=limits.FILE_LIMIT_MOST)]
    """Largest file from now on, in bytes; those that are on their way may still come."""


FilesRequest: TypeAlias = OfferFile | WithdrawFile | SetFileLimit
