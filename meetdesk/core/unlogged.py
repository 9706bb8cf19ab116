"""What the meeting keeps besides its log: either not everybody is to be told it, or it changes too often."""

from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.files import Files
from meetdesk.core.topics.hands import Reactions
from meetdesk.core.topics.notes import Notes
from meetdesk.core.topics.polls import Ballots
from meetdesk.core.topics.private import Conversations
from meetdesk.core.topics.stops import Stops


class Unlogged:
    def __init__(self) -> None:
        self.conversations = Conversations()
        self.ballots = Ballots()
        self.files = Files()
        self.notes = Notes()
        self.reactions = Reactions()
        self.stops = Stops()

    def on_left(self, participant: ParticipantId) -> None:
        self.conversations.on_left(participant)
        self.ballots.on_left(participant)
        self.reactions.on_left(participant)
        self.notes.on_left(participant)
        self.stops.on_left(participant)
