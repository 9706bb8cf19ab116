"""Polls."""

from typing import assert_never

from meetdesk.core import limits
from meetdesk.core.commands import Reply, TellBallots
from meetdesk.core.decisions.decision import Decision
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.roles import moderates
from meetdesk.core.texts import is_visible, normal_line
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.people import Participant
from meetdesk.core.topics.polls import (
    Ballot,
    BallotCast,
    ClosePoll,
    CreatePoll,
    Poll,
    PollClosed,
    PollCreated,
    PollId,
    PollRemoved,
    PollReopened,
    PollRequest,
    PollVoted,
    RemovePoll,
    ReopenPoll,
    Vote,
)


def decide(decision: Decision, person: Participant, request: PollRequest) -> None:
    """Raises Refused ``poll_invalid``, ``too_many_polls``, ``poll_unknown``, ``poll_closed``, ``poll_not_yours``,
    ``vote_settled``. What is so already is no change."""
    match request:
        case CreatePoll():
            decision.append(PollCreated(_new(decision, person, request)))
        case Vote(poll=number, options=options):
            _vote(decision, person, _known(decision, number), options)
        case ClosePoll(poll=number):
            _close(decision, person, _led(decision, person, number))
        case ReopenPoll(poll=number):
            if not _led(decision, person, number).open:
                decision.append(PollReopened(number, person.participant))
        case RemovePoll(poll=number):
            _led(decision, person, number)
            decision.append(PollRemoved(number, person.participant))
        case _:
            assert_never(request)
    decision.answer(Reply(person.participant, request.id))


def _new(decision: Decision, person: Participant, request: CreatePoll) -> Poll:
    if len(decision.fold.polls.by_id) >= limits.POLLS:
        raise Refused(ErrorCode.TOO_MANY_POLLS, limit=limits.POLLS)
    question = _line(request.question, limits.POLL_QUESTION_CHARACTERS)
    options = tuple(_line(option, limits.POLL_OPTION_CHARACTERS) for option in request.options)
    if not 2 <= len(options) == len(set(options)):
        raise Refused(ErrorCode.POLL_INVALID)
    return Poll(
        poll=decision.next_number,
        participant=person.participant,
        name=person.name,
        question=question,
        options=options,
        multiple=request.multiple,
        anonymous=request.anonymous,
        live=request.live,
        counts=(0,) * len(options) if request.live else (),
    )


def _line(text: str, limit: int) -> str:
    line = normal_line(text, limit)
    if line is None or not is_visible(line):
        raise Refused(ErrorCode.POLL_INVALID)
    return line


def _vote(decision: Decision, person: Participant, poll: Poll, options: tuple[int, ...]) -> None:
    if not poll.open:
        raise Refused(ErrorCode.POLL_CLOSED)
    chosen = tuple(sorted(set(options)))
    if (len(chosen) > 1 and not poll.multiple) or any(option >= len(poll.options) for option in chosen):
        raise Refused(ErrorCode.MALFORMED_MESSAGE)
    box = decision.unlogged.ballots.of(poll)
    before, settled = box.own(person.participant) or ((), False)
    if settled:
        raise Refused(ErrorCode.VOTE_SETTLED)
    if chosen == before:
        return
    ballot = Ballot(person.participant, person.name, chosen)
    decision.record(BallotCast(poll.poll, ballot))
    box = decision.unlogged.ballots.of(poll)
    seen = poll.live
    decision.append(
        PollVoted(
            poll.poll,
            box.voters,
            counts=box.counts if seen else (),
            ballot=ballot if seen and not poll.anonymous else None,
        )
    )
    _tell(decision, person.participant)


def _close(decision: Decision, person: Participant, poll: Poll) -> None:
    if not poll.open:
        return
    box = decision.unlogged.ballots.of(poll)
    settled = box.to_settle
    decision.append(PollClosed(poll.poll, box.voters, box.counts, box.ballots, person.participant))
    for voter in settled:
        _tell(decision, voter)


def _tell(decision: Decision, participant: ParticipantId) -> None:
    decision.answer(TellBallots(participant, decision.unlogged.ballots.of_participant(participant)))


def _known(decision: Decision, number: PollId) -> Poll:
    poll = decision.fold.polls.by_id.get(number)
    if poll is None:
        raise Refused(ErrorCode.POLL_UNKNOWN)
    return poll


def _led(decision: Decision, person: Participant, number: PollId) -> Poll:
    """A poll that ``person`` may close: host and co-hosts each of them, others their own."""
    poll = _known(decision, number)
    if poll.participant != person.participant and not moderates(person.role):
        raise Refused(ErrorCode.POLL_NOT_YOURS)
    return poll
