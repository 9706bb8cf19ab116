"""What somebody asks about itself, and the end for all."""

from typing import TypeAlias

from meetdesk.core.requests.basics import Numbered


class Rename(Numbered, frozen=True, tag="rename"):
    name: str


class Leave(Numbered, frozen=True, tag="leave"):
    pass


class EndMeeting(Numbered, frozen=True, tag="end_meeting"):
    pass


PeopleRequest: TypeAlias = Rename | Leave | EndMeeting
