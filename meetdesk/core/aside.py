"""What the meeting keeps aside from its log: either not everybody is to be told it, or it changes too often."""

from meetdesk.core.ballots import Ballots
from meetdesk.core.conversations import Conversations
from meetdesk.core.entries import ParticipantId
from meetdesk.core.files import Files
from meetdesk.core.notes import Notes
from meetdesk.core.reactions import Reactions
from meetdesk.core.stops import Stops


class Aside:
    def __init__(self) -> None:
        self.conversations = Conversations()
        self.ballots = Ballots()
        self.files = Files()
        self.notes = Notes()
        self.reactions = Reactions()
        self.stops = Stops()

    def left(self, participant: ParticipantId) -> None:
        self.conversations.left(participant)
        self.ballots.left(participant)
        self.reactions.left(participant)
        self.notes.left(participant)
        self.stops.left(participant)
