"""Polls."""

from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core import limits
from meetdesk.core.entries import Count, PollId
from meetdesk.core.requests.basics import Numbered


class CreatePoll(Numbered, frozen=True, tag="create_poll"):
    question: str
    options: Annotated[tuple[str, ...], msgspec.Meta(max_length=limits.POLL_OPTIONS)]
    multiple: bool = False
    anonymous: bool = False
    live: bool = True


class Vote(Numbered, frozen=True, tag="vote"):
    """Takes the place of what one voted before; without options it is taken back."""

    poll: PollId
    options: Annotated[tuple[Count, ...], msgspec.Meta(max_length=limits.POLL_OPTIONS)]


class ClosePoll(Numbered, frozen=True, tag="close_poll"):
    poll: PollId


class ReopenPoll(Numbered, frozen=True, tag="reopen_poll"):
    poll: PollId


class RemovePoll(Numbered, frozen=True, tag="remove_poll"):
    poll: PollId


PollRequest: TypeAlias = CreatePoll | Vote | ClosePoll | ReopenPoll | RemovePoll
