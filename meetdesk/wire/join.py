"""The join handshake: JSON text frames between a joining app and the LAN server, before anybody is admitted.

The code check (a PAKE bound to the certificate) has its place between ``JoinHello`` and ``Admitted``.
"""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core.entries import Count
from meetdesk.core.errors import ErrorCode


class _Message(msgspec.Struct, frozen=True, tag_field="type"):
    """Unknown fields are ignored: apps of different versions must be able to tell each other so."""


class JoinHello(_Message, frozen=True, tag="join_hello"):
    """First message, from the joining app."""

    protocol: Count
    app: Annotated[str, msgspec.Meta(max_length=64)]


class Admitted(_Message, frozen=True, tag="admitted"):
    """The app may open the meeting's channels with ``Authorization: Bearer <ticket>``."""

    ticket: str
    """256 random bits, hexadecimal. Belongs to one participant; valid until that participant has left."""
    meeting: str
    title: str
    host: str


class JoinRefused(_Message, frozen=True, tag="join_refused"):
    code: ErrorCode
    detail: dict[str, str | int] = {}


JoinAnswer: TypeAlias = Admitted | JoinRefused
