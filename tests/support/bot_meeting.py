"""What a bot knows of the meeting: the fold of the entries it was sent. Separate from the product's own fold."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from meetdesk.core.entry import Entry, MeetingState
from meetdesk.core.topics.chat import ChatMessage, ChatPosted
from meetdesk.core.topics.people import (
    Ended,
    EndReason,
    Joined,
    LeaveReason,
    Left,
    LinkLost,
    LinkRestored,
    Participant,
    Renamed,
)
from meetdesk.core.topics.tracks import Source, Track, TrackPublished, TrackUnpublished, TrackUpdated


@dataclass
class MeetingView:
    """People, tracks and chat as one participant sees them."""

    last_entry: int | None = None
    people: dict[int, Participant] = field(default_factory=dict)
    tracks: dict[int, Track] = field(default_factory=dict)
    chat: dict[int, ChatMessage] = field(default_factory=dict)
    gone: dict[int, LeaveReason] = field(default_factory=dict)
    """Why people have left, by participant id."""
    ended: EndReason | None = None

    def take_snapshot(self, state: MeetingState) -> None:
        self.people = {one.participant: one for one in state.participants}
        self.tracks = {one.track: one for one in state.tracks}
        self.chat = {one.entry: one for one in state.chat}
        self.last_entry = state.entry

    def take(self, entries: Iterable[Entry]) -> None:
        """Applies entries in order. Raises AssertionError at a gap; one that was applied already is skipped."""
        for entry in entries:
            assert self.last_entry is not None, "entries before a snapshot"
            if entry.number > self.last_entry:
                assert entry.number == self.last_entry + 1, f"a gap: entry {entry.number} after {self.last_entry}"
                self.last_entry = entry.number
                self._apply(entry)

    def _apply(self, entry: Entry) -> None:
        match entry.change:
            case Joined(participant=participant):
                self.people[participant.participant] = participant
            case Left(participant=number, reason=reason):
                self.people.pop(number, None)
                self.gone[number] = reason
                self.tracks = {key: track for key, track in self.tracks.items() if track.participant != number}
            case LinkLost(participant=number):
                self.people[number] = msgspec.structs.replace(self.people[number], connected=False)
            case LinkRestored(participant=number):
                self.people[number] = msgspec.structs.replace(self.people[number], connected=True)
            case Renamed(participant=number, name=name):
                self.people[number] = msgspec.structs.replace(self.people[number], name=name)
            case TrackPublished(track=track) | TrackUpdated(track=track):
                self.tracks[track.track] = track
            case TrackUnpublished(track=number):
                self.tracks.pop(number, None)
            case ChatPosted(message=message):
                self.chat[message.entry] = message
            case Ended(reason=reason):
                self.ended = reason

    def names(self) -> list[str]:
        """Display names, in the order people joined."""
        return [self.people[number].name for number in sorted(self.people)]

    def texts(self) -> list[str]:
        """Chat texts, oldest first."""
        return [self.chat[entry].text for entry in sorted(self.chat)]

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
