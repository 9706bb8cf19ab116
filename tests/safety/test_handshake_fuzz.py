"""Fuzzes both ends of the join handshake with damaged messages: only documented errors come out, and nobody is let in.

``MEETDESK_FUZZ=20000`` tries that many instead of the suite's few hundred; ``MEETDESK_FUZZ_SEED`` picks others.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.topics.people import EndReason
from meetdesk.joining import handshake
from meetdesk.joining.address import Address
from meetdesk.joining.code import make_code
from meetdesk.joining.door import Door
from meetdesk.joining.handshake import Credentials
from meetdesk.joining.invitation import make_invitation
from meetdesk.net.strangers.newcomers import Newcomer
from meetdesk.server.lan import admission
from meetdesk.server.lan.admission import Admissions
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire import codec
from meetdesk.wire.join import Admitted, JoinRefused
from tests.fuzz.mutations import damaged
from tests.support.few_guesses import guesses
from tests.support.proof import prove

ROUNDS = int(os.environ.get("MEETDESK_FUZZ", "300"))
SEED = int(os.environ.get("MEETDESK_FUZZ_SEED", "1"))
FINGERPRINT = bytes(range(32))
ANY = 10 * ROUNDS
OF_THE_HOST = {
    ErrorCode.MALFORMED_MESSAGE,
    ErrorCode.UNKNOWN_MESSAGE_TYPE,
    ErrorCode.MESSAGE_TOO_LARGE,
    ErrorCode.UNEXPECTED_MESSAGE,
    ErrorCode.PROTOCOL_VERSION,
    ErrorCode.CODE_WRONG,
    ErrorCode.INVITATION_EXPIRED,
}
OF_THE_JOINER = {ErrorCode.NOT_MEETDESK, ErrorCode.NOT_ADMITTED, ErrorCode.HOST_UNPROVEN} | OF_THE_HOST


class Wire:
    """Both ends of a conversation without sockets. ``change`` may damage what passes."""

    def __init__(self, change: Callable[[str], str]) -> None:
        self.to_host: asyncio.Queue[str] = asyncio.Queue(8)
        self.to_joiner: asyncio.Queue[str] = asyncio.Queue(8)
        self._change = change

    async def hear(self, seconds: float = 1.0) -> str:
        """The host's end."""
        async with asyncio.timeout(0.3):
            return self._change(await self.to_host.get())

    def say(self, message: bytes) -> None:
        self.to_joiner.put_nowait(message.decode())


class Joiner:
    """The joiner's end of the same wire."""

    def __init__(self, wire: Wire, change: Callable[[str], str]) -> None:
        self._wire = wire
        self._change = change

    async def say(self, message: bytes) -> None:
        self._wire.to_host.put_nowait(message.decode())

    async def hear(self) -> bytes:
        async with asyncio.timeout(0.3):
            return self._change(await self._wire.to_joiner.get()).encode(errors="surrogatepass")

    async def goodbye(self) -> None:
        pass


class Damage:
    """Damages the message at ``place`` and leaves the others."""

    def __init__(self, chance: random.Random, place: int) -> None:
        self._chance = chance
        self._left = place
        self.before = self.after = ""

    def __call__(self, text: str) -> str:
        self._left -= 1
        if self._left != -1:
            return text
        self.before = text
        self.after = self._digit(text) or damaged(text.encode(), self._chance).decode(errors="replace")
        return self.after

    def _digit(self, text: str) -> str:
        """Now and then one digit of a proof, a nonce or an element is another one; else nothing."""
        starts = [found.start() for found in re.finditer("[0-9a-f]{64}", text)]
        if not starts or self._chance.random() < 0.7:
            return ""
        place = self._chance.choice(starts) + self._chance.randrange(64)
        return text[:place] + self._chance.choice("0123456789abcdef") + text[place + 1 :]

    def harmless(self, decode: Callable[[str], object]) -> bool:
        """Whether the damaged message still says the same."""
        return self.before == self.after or decode(self.before) == decode(self.after)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "ANSWER_SECONDS", 0.001)
    monkeypatch.setattr(handshake, "STEP_SECONDS", 0.001)


@asynccontextmanager
async def door_of_a_meeting() -> AsyncIterator[tuple[Door, Admissions]]:
    session = MeetingSession("Fuzz")
    door = Door(FINGERPRINT, make_code())
    admissions = Admissions(session, door, guesses(ANY))
    try:
        yield door, admissions
    finally:
        admissions.stop()
        await session.end(EndReason.HOST_QUIT)


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Runs the other end; how it fares is not looked at."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_the_host_survives_every_joiner() -> None:
    outcomes: Counter[str] = Counter()

    async def scenario() -> None:
        chance = random.Random(SEED)
        async with door_of_a_meeting() as (door, admissions):
            invitation = make_invitation([Address("10.0.0.1")], FINGERPRINT, door.secret)
            for number in range(ROUNDS):
                by = invitation if number % 4 else door.code
                last = 1 if number % 4 else 2
                damage = Damage(chance, chance.randint(0, last))
                wire = Wire(damage)
                async with beside(prove(wire.to_host.put, wire.to_joiner.get, FINGERPRINT, by)):
                    outcome = await _outcome(admissions.admit(wire, Newcomer("127.0.0.1", print)))  # type: ignore[arg-type]
                assert outcome in {*OF_THE_HOST, "admitted", "silence"}, f"{outcome} for {damage.after[:500]!r}"
                if outcome == "admitted":
                    assert damage.harmless(codec.decode_join_step), f"admitted with {damage.after[:500]!r}"
                outcomes[outcome] += 1

    asyncio.run(scenario())
    assert {"malformed_message", "unknown_message_type", "invitation_expired"} <= outcomes.keys(), (
        f"the fuzzer does not reach everything any more: {outcomes}"
    )


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_the_joiner_survives_every_host() -> None:
    outcomes: Counter[str] = Counter()

    async def scenario() -> None:
        chance = random.Random(SEED)
        async with door_of_a_meeting() as (door, admissions):
            for number in range(ROUNDS):
                credentials = Credentials(secret=door.secret) if number % 4 else Credentials(door.code)
                damage = Damage(chance, chance.randint(0, 1 if number % 4 else 2))
                wire = Wire(str)
                asking = handshake.ask(Joiner(wire, damage), credentials, FINGERPRINT, "0.1.0")  # type: ignore[arg-type]
                async with beside(_serve(admissions, wire)):
                    outcome = await _outcome(asking)
                assert outcome in {*OF_THE_JOINER, "admitted", "silence"}, f"{outcome} for {damage.after[:500]!r}"
                outcomes[outcome] += 1

    asyncio.run(scenario())
    assert {"not_meetdesk", "host_unproven", "invitation_expired"} <= outcomes.keys(), (
        f"the fuzzer does not reach everything any more: {outcomes}"
    )


async def _outcome(work: Coroutine[Any, Any, Admitted]) -> str:
    try:
        await work
    except MeetDeskError as error:
        return error.code.value
    except TimeoutError:
        return "silence"
    return "admitted"


async def _serve(admissions: Admissions, wire: Wire) -> None:
    try:
        wire.say(codec.encode_join(await admissions.admit(wire, Newcomer("127.0.0.1", print))))  # type: ignore[arg-type]
    except MeetDeskError as error:
        wire.say(codec.encode_join(JoinRefused(error.code, error.detail)))
