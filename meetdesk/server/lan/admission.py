"""The host's side of the join handshake: ``docs/protocol.md``, section 2."""

import asyncio
import concurrent.futures
import logging
import math
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from meetdesk import __version__
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.latest import Latest
from meetdesk.core.topics.people import Role
from meetdesk.net.conversation import Conversation
from meetdesk.net.even_time import in_even_time
from meetdesk.net.strangers.networks import network_of
from meetdesk.net.strangers.newcomers import Newcomer
from meetdesk.server.lan.door import Door, Knock, Proven
from meetdesk.server.lan.guesses import Guess, Guesses, Guessing
from meetdesk.server.meeting.kept_out import Visitor
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire import codec
from meetdesk.wire.join import NONCE_BYTES, Admitted, CodeAnswer, CodeElement, CodeProof, InvitationProof, JoinChallenge
from meetdesk.wire.messages import PROTOCOL_VERSION
from meetdesk.wire.transcript import Transcript

MESSAGE_SECONDS = 5.0
"""For each message of the joiner."""
ANSWER_SECONDS = 0.25
"""An answer that depends on the code leaves at this time after the question, or at the next multiple of it: how long
the arithmetic took would tell something about the code."""
CROWD_SECONDS = 4.0
"""How long somebody waits for the guesses of others that have not ended."""
CROWD, CROWD_NETWORK = 100, 50
"""How many may wait so, altogether and of one network."""
KNOWN_APPS = 500
"""Apps and browsers that were admitted, by which they are known again; the one admitted first is forgotten."""

_IMPOSSIBLE_SECONDS = 60.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Admissions:
    """Lets people into one meeting. To be made and used in the server thread."""

    def __init__(
        self,
        session: MeetingSession,
        door: Door,
        guesses: Guesses,
        on_guessing: Callable[[Guessing], None] = lambda _: None,
        on_wrong: Callable[[Newcomer], None] = lambda _: None,
        *,
        on_impossible: Callable[[Newcomer], None] = lambda _: None,
        on_refused: Callable[[Newcomer], None] = lambda _: None,
    ) -> None:
        """``on_guessing``: somebody seems to guess the code. ``on_wrong``: somebody had a wrong one, or left before it
        was known. ``on_impossible``: somebody had what can be no code. ``on_refused``: no guess was left for somebody.
        """
        self._session = session
        self._door = door
        self._guesses = guesses
        self._on_guessing = on_guessing
        self._on_wrong = on_wrong
        self._on_impossible = on_impossible
        self._on_refused = on_refused
        self._known: Latest[str, None] = Latest(2 * KNOWN_APPS)
        self._impossible = 0
        self._impossible_told = float("-inf")
        self._turn = asyncio.Event()
        self._waiting: Counter[str] = Counter()
        # Its queue is bounded by the guesses that may be under way at a time.
        self._arithmetic = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="meetdesk-code")

    @property
    def digits(self) -> bool:
        """Whether the code is made of digits alone."""
        return self._door.digits

    def stop(self) -> None:
        """Nobody is let in any more."""
        self._arithmetic.shutdown(wait=False, cancel_futures=True)

    async def admit(self, talk: Conversation, newcomer: Newcomer) -> Admitted:
        """Goes through the handshake with somebody. The answer is still to be said.

        Raises MeetDeskError, whose code and detail are for the joiner, or TimeoutError.
        """
        transcript = Transcript()
        hello = codec.decode_join_hello(_noted(transcript, await talk.hear(MESSAGE_SECONDS)))
        if hello.protocol != PROTOCOL_VERSION:
            raise MeetDeskError(ErrorCode.PROTOCOL_VERSION, host=__version__, app=hello.app[:32])
        if hello.meeting not in {None, self._session.meeting_id}:
            raise MeetDeskError(ErrorCode.MEETING_REPLACED)
        visitor = Visitor(newcomer.address, hello.known_as or "")
        self._session.members.doorkeeper.refuse_kept_out(visitor)  # before anything that costs something
        challenge = codec.encode_join(JoinChallenge(secrets.token_hex(NONCE_BYTES)))
        transcript.add(challenge)
        talk.say(challenge)
        text = await talk.hear(MESSAGE_SECONDS)
        match codec.decode_join_step(text):
            case InvitationProof(nonce=nonce, proof=proof):
                proven = self._door.invited(transcript.digest(), bytes.fromhex(nonce))
                return self._let_in(proven, proof, ErrorCode.INVITATION_EXPIRED, visitor)
            case CodeElement(element=element):
                transcript.add(text)
                return await self._by_code(talk, transcript, bytes.fromhex(element), visitor, newcomer)
        raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)

    async def admit_guest(self, typed: str, visitor: Visitor, newcomer: Newcomer) -> str:
        """A ticket for somebody in a browser who typed the code, and who will wait in the lobby.

        Raises MeetDeskError ``code_needed``, ``code_invalid``, ``code_wrong``, ``too_many_guesses``, or as
        ``MeetingSession.admit`` does.
        """
        try:
            self._door.check(typed)
        except MeetDeskError:
            self._note_impossible(visitor.address)
            self._on_impossible(newcomer)
            raise  # it is no guess, and takes nobody's turn
        self._session.members.doorkeeper.refuse_kept_out(visitor)
        async with self._guess(visitor, newcomer) as right:
            if not await in_even_time(partial(self._door.fits, typed), ANSWER_SECONDS, self._arithmetic):
                _log.info("meeting %s: a wrong code from a guest at %s", self._session.meeting_id, visitor.address)
                raise MeetDeskError(ErrorCode.CODE_WRONG)
            right()
            return self._admit(Role.GUEST, visitor)

    async def _by_code(
        self, talk: Conversation, transcript: Transcript, element: bytes, visitor: Visitor, newcomer: Newcomer
    ) -> Admitted:
        async with self._guess(visitor, newcomer) as right:
            knock = await self._knock(element)
            answer = codec.encode_join(CodeAnswer(knock.element.hex()))
            transcript.add(answer)
            talk.say(answer)
            proof = codec.decode_join_step(await talk.hear(MESSAGE_SECONDS))
            if not isinstance(proof, CodeProof):
                raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)
            try:
                admitted = self._let_in(knock.proofs(transcript.digest()), proof.proof, ErrorCode.CODE_WRONG, visitor)
            except MeetDeskError as error:
                if error.code is ErrorCode.CODE_WRONG:
                    _log.info("meeting %s: a wrong code from %s", self._session.meeting_id, visitor.address)
                else:
                    right()
                raise
            right()
            return admitted

    def _let_in(self, proven: Proven, shown: str, otherwise: ErrorCode, visitor: Visitor) -> Admitted:
        """Raises MeetDeskError: ``otherwise`` for a wrong proof, or as ``MeetingSession.admit`` does."""
        if not proven.right(bytes.fromhex(shown)):
            raise MeetDeskError(otherwise)
        session = self._session
        ticket = self._admit(Role.PARTICIPANT, visitor)
        return Admitted(proven.host.hex(), ticket, session.meeting_id, session.title, session.host_name)

    def _admit(self, role: Role, visitor: Visitor) -> str:
        """Raises as ``Members.admit``."""
        ticket = self._session.members.admit(role, visitor)
        for one in filter(None, (visitor.app, visitor.address)):
            self._known[one] = None
            self._known.move_to_end(one)
        return ticket

    def _note_impossible(self, address: str) -> None:
        """One line a minute, however many come."""
        self._impossible += 1
        if (now := time.monotonic()) - self._impossible_told >= _IMPOSSIBLE_SECONDS:
            told = "meeting %s: %d from guests that can be no code, the latest from %s"
            _log.info(told, self._session.meeting_id, self._impossible, address)
            self._impossible, self._impossible_told = 0, now

    async def _knock(self, element: bytes) -> Knock:
        return await in_even_time(partial(self._door.knock, element), ANSWER_SECONDS, self._arithmetic)

    @asynccontextmanager
    async def _guess(self, visitor: Visitor, newcomer: Newcomer) -> AsyncIterator[Callable[[], None]]:
        """A guess counts unless what it yields was called, or this host broke the connection off for the sake of
        others. Raises MeetDeskError ``too_many_guesses``."""
        try:
            guess = await self._begin(visitor)
        except MeetDeskError:
            self._on_refused(newcomer)
            raise
        was_right = False

        def right() -> None:
            nonlocal was_right
            was_right = True

        try:
            yield right
        finally:
            if was_right:
                self._guesses.right(guess)
            elif newcomer.gave_way:
                self._guesses.broken_off(guess)
            else:
                self._on_wrong(newcomer)
                if (guessing := self._guesses.wrong(guess, time.monotonic())) is not None:
                    self._tell(guessing)
            self._turn.set()
            self._turn = asyncio.Event()

    def _tell(self, guessing: Guessing) -> None:
        told = "meeting %s: somebody may be guessing the code: %d wrong within an hour from %s, %d from %d addresses"
        found = (guessing.times, guessing.address, guessing.total, guessing.addresses)
        _log.warning(told, self._session.meeting_id, *found)
        self._on_guessing(guessing)

    async def _begin(self, visitor: Visitor) -> Guess:
        """Waits a little where only guesses that have not ended are in the way: a whole class may come at once."""
        deadline = asyncio.get_running_loop().time() + CROWD_SECONDS
        network = network_of(visitor.address)
        while True:
            known = [one for one in (visitor.app, visitor.address) if one in self._known]
            result = self._guesses.begin(visitor.address, time.monotonic(), known, visitor.app)
            if isinstance(result, Guess):
                return result
            if not result.crowded:
                raise MeetDeskError(ErrorCode.TOO_MANY_GUESSES, seconds=math.ceil(result.seconds))
            if self._waiting.total() >= CROWD or self._waiting[network] >= CROWD_NETWORK:
                raise MeetDeskError(ErrorCode.TOO_MANY_GUESSES, seconds=math.ceil(CROWD_SECONDS))
            self._waiting[network] += 1
            try:
                async with asyncio.timeout_at(deadline):
                    await self._turn.wait()
            except TimeoutError as error:
                raise MeetDeskError(ErrorCode.TOO_MANY_GUESSES, seconds=math.ceil(CROWD_SECONDS)) from error
            finally:
                self._waiting[network] -= 1
                if not self._waiting[network]:
                    del self._waiting[network]


def _noted(transcript: Transcript, text: str) -> str:
    transcript.add(text)
    return text
