"""Who voted what, beside the log: of each poll only what is needed to let people vote once and think again.

Of an anonymous poll it is forgotten what somebody voted as soon as it need not be known any more: when the poll is
closed, and when the voter leaves. Only the sums are kept then, and who has voted."""

from collections.abc import Iterator

from meetdesk.core.entries import Ballot, OwnBallot, ParticipantId, Poll, PollId


class Ballots:
    """Of all polls of a meeting."""

    def __init__(self) -> None:
        self._boxes: dict[PollId, Box] = {}

    def of(self, poll: Poll) -> "Box":
        return self._boxes.setdefault(poll.poll, Box(poll))

    def remove(self, poll: PollId) -> None:
        self._boxes.pop(poll, None)

    def left(self, participant: ParticipantId) -> None:
        for box in self._boxes.values():
            box.left(participant)

    def of_participant(self, participant: ParticipantId) -> tuple[OwnBallot, ...]:
        """What this one voted, as it is told itself."""
        found = ((number, box.own(participant)) for number, box in self._boxes.items())
        return tuple(OwnBallot(number, *own) for number, own in found if own is not None)


class Box:
    """Of one poll."""

    def __init__(self, poll: Poll) -> None:
        self._anonymous = poll.anonymous
        self._ballots: dict[ParticipantId, Ballot] = {}
        self._settled: set[ParticipantId] = set()
        """Who voted what is forgotten, and so cannot vote again."""
        self._sums = [0] * len(poll.options)
        """Of what is forgotten."""
        self._forgotten = 0

    @property
    def voters(self) -> int:
        return self._forgotten + len(self._ballots)

    @property
    def counts(self) -> tuple[int, ...]:
        chosen = [option for ballot in self._ballots.values() for option in ballot.options]
        return tuple(before + chosen.count(option) for option, before in enumerate(self._sums))

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """In the order of the latest votes; none if it is anonymous."""
        return () if self._anonymous else tuple(self._ballots.values())

    def own(self, participant: ParticipantId) -> tuple[tuple[int, ...], bool] | None:
        """What this one voted, and whether that is settled."""
        if participant in self._settled:
            return (), True
        ballot = self._ballots.get(participant)
        return None if ballot is None else (ballot.options, False)

    def vote(self, ballot: Ballot) -> None:
        self._ballots.pop(ballot.participant, None)
        if ballot.options:
            self._ballots[ballot.participant] = ballot

    def closed(self) -> Iterator[ParticipantId]:
        """Whose ballot is settled now."""
        for participant in list(self._ballots) if self._anonymous else []:
            self._forget(participant)
            yield participant

    def left(self, participant: ParticipantId) -> None:
        if self._anonymous and participant in self._ballots:
            self._forget(participant)
        self._settled.discard(participant)

    def _forget(self, participant: ParticipantId) -> None:
        for option in self._ballots.pop(participant).options:
            self._sums[option] += 1
        self._forgotten += 1
        self._settled.add(participant)
