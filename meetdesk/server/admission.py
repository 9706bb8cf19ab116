"""The host's side of the join handshake: ``docs/protocol.md``, section 2."""

import asyncio
import concurrent.futures
import logging
import math
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from meetdesk import __version__
from meetdesk.core.entries import Role
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.server.conversation import Conversation
from meetdesk.server.door import Door, Knock, Proven
from meetdesk.server.guesses import Guess, Guesses
from meetdesk.server.kept_out import Visitor
from meetdesk.server.session import MeetingSession
from meetdesk.wire import codec
from meetdesk.wire.join import NONCE_BYTES, Admitted, CodeAnswer, CodeElement, CodeProof, InvitationProof, JoinChallenge
from meetdesk.wire.messages import PROTOCOL_VERSION
from meetdesk.wire.transcript import Transcript

MESSAGE_SECONDS = 5.0
"""For each message of the joiner."""
ANSWER_SECONDS = 0.25
"""An answer that depends on the code leaves at this time after the question, or at the next multiple of it: how long
the arithmetic took would tell something about the code."""
CROWD_SECONDS = 3.0
"""How long somebody waits for the guesses of others that have not ended."""
CROWD = 100
"""How many may wait so."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Admissions:
    """Lets people into one meeting. To be made and used in the server thread."""

    def __init__(self, session: MeetingSession, door: Door, guesses: Guesses) -> None:
        self._session = session
        self._door = door
        self._guesses = guesses
        self._turn = asyncio.Event()
        self._waiting = 0
        # Its queue is bounded by the guesses that may be under way at a time.
        self._arithmetic = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="meetdesk-code")

    def stop(self) -> None:
        """Nobody is let in any more."""
        self._arithmetic.shutdown(wait=False, cancel_futures=True)

    async def admit(self, talk: Conversation, address: str) -> Admitted:
        """Goes through the handshake with somebody at ``address``. The answer is still to be said.

        Raises MeetDeskError, whose code and detail are for the joiner, or TimeoutError.
        """
        transcript = Transcript()
        hello = codec.decode_join_hello(_noted(transcript, await talk.hear(MESSAGE_SECONDS)))
        if hello.protocol != PROTOCOL_VERSION:
            raise MeetDeskError(ErrorCode.PROTOCOL_VERSION, host=__version__, app=hello.app[:32])
        if hello.meeting not in {None, self._session.meeting_id}:
            raise MeetDeskError(ErrorCode.MEETING_REPLACED)
        challenge = codec.encode_join(JoinChallenge(secrets.token_hex(NONCE_BYTES)))
        transcript.add(challenge)
        talk.say(challenge)
        visitor = Visitor(address, hello.known_as or "")
        text = await talk.hear(MESSAGE_SECONDS)
        match codec.decode_join_step(text):
            case InvitationProof(nonce=nonce, proof=proof):
                proven = self._door.invited(transcript.digest(), bytes.fromhex(nonce))
                return self._let_in(proven, proof, ErrorCode.INVITATION_EXPIRED, visitor)
            case CodeElement(element=element):
                transcript.add(text)
                return await self._by_code(talk, transcript, bytes.fromhex(element), visitor)
        raise MeetDeskError(ErrorCode.UNEXPECTED_MESSAGE)

    async def admit_guest(self, typed: str, visitor: Visitor) -> str:
        """A ticket for somebody in a browser who typed the code, and who will wait in the lobby.

        Raises MeetDeskError ``code_needed``, ``code_invalid``, ``code_wrong``, ``too_many_guesses``, or as
        ``MeetingSession.admit`` does.
        """
        async with self._guess(visitor.address) as right:
            try:
                fits = await self._in_even_time(partial(self._door.fits, typed))
            except MeetDeskError:
                right()  # what can be no code is no guess
                raise
            if not fits:
                _log.info("meeting %s: a wrong code from a guest at %s", self._session.meeting_id, visitor.address)
                raise MeetDeskError(ErrorCode.CODE_WRONG)
            right()
            return self._session.admit(Role.GUEST, visitor)

    async def _by_code(self, talk: Conversation, transcript: Transcript, element: bytes, visitor: Visitor) -> Admitted:
        async with self._guess(visitor.address) as right:
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
        ticket = session.admit(Role.PARTICIPANT, visitor)
        return Admitted(proven.host.hex(), ticket, session.meeting_id, session.title, session.host_name)

    async def _knock(self, element: bytes) -> Knock:
        return await self._in_even_time(partial(self._door.knock, element))

    async def _in_even_time(self, work: Callable[[], T]) -> T:
        """Work upon the code, in a thread of its own; done or failed, it is seen at a fixed time only."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            return await loop.run_in_executor(self._arithmetic, work)
        finally:
            steps = math.ceil((loop.time() - began) / ANSWER_SECONDS)
            await asyncio.sleep(began + steps * ANSWER_SECONDS - loop.time())

    @asynccontextmanager
    async def _guess(self, address: str) -> AsyncIterator[Callable[[], None]]:
        """A guess counts unless what it yields was called. Raises MeetDeskError ``too_many_guesses``."""
        guess = await self._begin(address)
        was_right = False

        def right() -> None:
            nonlocal was_right
            was_right = True

        try:
            yield right
        finally:
            if was_right:
                self._guesses.right(guess)
            else:
                self._guesses.wrong(guess, time.monotonic())
            self._turn.set()
            self._turn = asyncio.Event()

    async def _begin(self, address: str) -> Guess:
        """Waits a little where only guesses that have not ended are in the way: a whole class may come at once."""
        deadline = asyncio.get_running_loop().time() + CROWD_SECONDS
        while True:
            result = self._guesses.begin(address, time.monotonic())
            if isinstance(result, Guess):
                return result
            if not result.crowded:
                raise MeetDeskError(ErrorCode.TOO_MANY_GUESSES, seconds=math.ceil(result.seconds))
            if self._waiting >= CROWD:
                raise MeetDeskError(ErrorCode.TOO_MANY_GUESSES, seconds=math.ceil(CROWD_SECONDS))
            self._waiting += 1
            try:
                async with asyncio.timeout_at(deadline):
                    await self._turn.wait()
            except TimeoutError as error:
                raise MeetDeskError(ErrorCode.TOO_MANY_GUESSES, seconds=math.ceil(CROWD_SECONDS)) from error
            finally:
                self._waiting -= 1


def _noted(transcript: Transcript, text: str) -> str:
    transcript.add(text)
    return text
