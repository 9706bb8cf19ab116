"""The end."""

from enum import StrEnum

from meetdesk.core.entries.basics import ChangeBase


class EndReason(StrEnum):
    ENDED_BY_HOST = "ended_by_host"
    HOST_QUIT = "host_quit"


class Ended(ChangeBase, frozen=True, tag="ended"):
    reason: EndReason
