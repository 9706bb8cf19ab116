"""What tests ask about the meeting as a bot knows it: questions to the core's own fold."""

from meetdesk.client.participant import Participant as Client
from meetdesk.core.limits import CHAT_KEPT
from meetdesk.core.state import Fold
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.tracks import Source, Track


class MeetingView:
    """People, tracks and chat as one participant sees them, who has been welcomed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def _fold(self) -> Fold:
        assert self._client.meeting is not None, f"{self._client.name} was not welcomed"
        return self._client.meeting

    @property
    def people(self) -> dict[int, Participant]:
        return self._fold.participants

    @property
    def tracks(self) -> dict[int, Track]:
        return self._fold.tracks

    def names(self) -> list[str]:
        """Display names, in the order people joined."""
        return [self.people[number].name for number in sorted(self.people)]

    def texts(self) -> list[str]:
        """Chat texts, oldest first."""
        return [message.text for message in self._fold.chat.latest(CHAT_KEPT)[0]]

    def track_of(self, name: str, source: Source) -> Track | None:
        """The track that somebody with this name publishes."""
        ids = {one.participant for one in self.people.values() if one.name == name}
        return next((one for one in self.tracks.values() if one.participant in ids and one.source == source), None)

    def pictures_of_others(self, participant: int) -> list[int]:
        """Ids of all video tracks but this participant's own."""
        return [
            one.track
            for one in self.tracks.values()
            if one.source != Source.MICROPHONE and one.participant != participant
        ]
