"""How often somebody may show a reaction."""

from meetdesk.core import limits
from meetdesk.core.entries import ParticipantId
from meetdesk.core.errors import ErrorCode, Refused


class Reactions:
    """When each of the latest ``limits.REACTIONS`` was shown, by person."""

    def __init__(self) -> None:
        self._shown: dict[ParticipantId, list[float]] = {}

    def show(self, participant: ParticipantId, at: float) -> None:
        """Raises Refused ``reacting_too_fast``."""
        lately = [one for one in self._shown.get(participant, ()) if at - one < limits.REACTION_SECONDS]
        if len(lately) >= limits.REACTIONS:
            raise Refused(ErrorCode.REACTING_TOO_FAST)
        self._shown[participant] = [*lately, at]

    def left(self, participant: ParticipantId) -> None:
        self._shown.pop(participant, None)
