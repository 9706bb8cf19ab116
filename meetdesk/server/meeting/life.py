"""A person's life in a meeting, as the host's app sees it: the stages, and every step from one to another.

A ticket makes somebody a person here; the meeting itself (``core``) knows only those who said hello. Whatever happens
to a person is a step, and a step that the table does not have is an error in MeetDesk: no combination of flags says
where somebody stands.
"""

from enum import Enum, auto
from types import MappingProxyType


class Stage(Enum):
    """Where somebody is in its life in the meeting."""

    ADMITTED = auto()
    """Has a ticket, and has said nothing yet, or was turned away with the ticket still good."""
    ARRIVING = auto()
    """Said hello: the meeting decides on it, or has it wait in the lobby. Its link may be lost meanwhile."""
    PRESENT = auto()
    """Is a participant, and its link holds."""
    LOST = auto()
    """Is a participant whose link is lost: it may come back for ``limits.RETURN_SECONDS``."""
    GONE = auto()
    """Its ticket is void. Its last channels may still be closing."""


class Step(Enum):
    """What leads from one stage to another."""

    SAYS_HELLO = auto()
    """Of somebody who is no participant: what a participant says on coming back is answered with a welcome."""
    IS_WELCOMED = auto()
    IS_TURNED_AWAY = auto()
    """Its ticket stays good."""
    LOSES_LINK = auto()
    LEAVES = auto()
    """By itself, removed, refused for good, or because it did not come back."""


NEXT = MappingProxyType(
    {
        (Stage.ADMITTED, Step.SAYS_HELLO): Stage.ARRIVING,
        (Stage.ADMITTED, Step.LOSES_LINK): Stage.ADMITTED,
        (Stage.ADMITTED, Step.LEAVES): Stage.GONE,
        (Stage.ARRIVING, Step.SAYS_HELLO): Stage.ARRIVING,
        (Stage.ARRIVING, Step.IS_WELCOMED): Stage.PRESENT,
        (Stage.ARRIVING, Step.IS_TURNED_AWAY): Stage.ADMITTED,
        (Stage.ARRIVING, Step.LOSES_LINK): Stage.ARRIVING,
        (Stage.ARRIVING, Step.LEAVES): Stage.GONE,
        (Stage.PRESENT, Step.IS_WELCOMED): Stage.PRESENT,
        (Stage.PRESENT, Step.IS_TURNED_AWAY): Stage.PRESENT,
        (Stage.PRESENT, Step.LOSES_LINK): Stage.LOST,
        (Stage.PRESENT, Step.LEAVES): Stage.GONE,
        (Stage.LOST, Step.IS_WELCOMED): Stage.PRESENT,
        (Stage.LOST, Step.IS_TURNED_AWAY): Stage.LOST,
        (Stage.LOST, Step.LOSES_LINK): Stage.LOST,
        (Stage.LOST, Step.LEAVES): Stage.GONE,
        (Stage.GONE, Step.IS_TURNED_AWAY): Stage.GONE,
        (Stage.GONE, Step.LOSES_LINK): Stage.GONE,
        (Stage.GONE, Step.LEAVES): Stage.GONE,
    }
)
"""Every step that there is. PRESENT is welcomed again who came on a new channel before the loss of the old one was
seen."""


class UnfitStep(Exception):
    """A step that nobody takes at this stage."""

    def __init__(self, stage: Stage, step: Step) -> None:
        super().__init__(f"{step.name} does not fit {stage.name}")


class Life:
    """Where one person stands."""

    def __init__(self, stage: Stage = Stage.ADMITTED) -> None:
        """``stage``: another one for somebody who was in the meeting while another app held it."""
        self.stage = stage

    def step(self, step: Step) -> None:
        """Goes on to the next stage. Raises UnfitStep."""
        stage = NEXT.get((self.stage, step))
        if stage is None:
            raise UnfitStep(self.stage, step)
        self.stage = stage
