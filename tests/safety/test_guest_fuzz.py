"""Fuzzes the door for browser guests: damaged requests end in a documented error, and nobody is let in by one.

``MEETDESK_FUZZ=20000`` tries that many instead of the suite's 150; ``MEETDESK_FUZZ_SEED`` picks others.
"""

import asyncio
import json
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import normal_code
from meetdesk.net.strangers.newcomers import Newcomers
from meetdesk.server.lan import admission, lan
from meetdesk.server.lan.guest_access import Guests
from tests.fuzz.mutations import damaged
from tests.server.people import Meeting, meeting
from tests.support.few_guesses import guesses

ROUNDS = int(os.environ.get("MEETDESK_FUZZ", "150"))
SEED = int(os.environ.get("MEETDESK_FUZZ_SEED", "1"))
AT_ONCE = 25
ANY = 10 * ROUNDS
EXPECTED = {
    ErrorCode.MALFORMED_MESSAGE,
    ErrorCode.MESSAGE_TOO_LARGE,
    ErrorCode.CODE_NEEDED,
    ErrorCode.CODE_INVALID,
    ErrorCode.CODE_WRONG,
}
BARE = {400, 403, 404, 405, 413, 421, 431}
"""Statuses without a body that say it all: damaged beyond HTTP, or meant for nobody here."""


def requests(held: Meeting, chance: random.Random) -> bytes:
    """A request with the right or a wrong code, damaged in its body or anywhere."""
    code = held.door.code if chance.random() < 0.3 else "482913"
    body = json.dumps({"code": code}).encode()
    if chance.random() < 0.7:
        body = damaged(body, chance)
    host = f"127.0.0.1:{held.port}"
    head = (
        f"POST /meetdesk/guest HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    request = bytearray(head.encode() + body)
    if chance.random() < 0.4:
        for _ in range(chance.randint(1, 3)):
            request[chance.randrange(len(request))] = chance.randrange(256)
    return bytes(request)


def says_the_code(request: bytes, held: Meeting) -> bool:
    """Whether what is left of it is a proper request with the right code."""
    try:
        said = json.loads(request.partition(b"\r\n\r\n")[2])["code"]
        return isinstance(said, str) and normal_code(said) == held.door.code
    except (ValueError, KeyError, TypeError, MeetDeskError, RecursionError):
        return False


async def answer(port: int, request: bytes) -> bytes:
    """All that comes back; nothing from a server that waits for more than was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def judge(held: Meeting, request: bytes, answered: bytes) -> str:
    """What came of a request, if it is what may come of it."""
    head, _, body = answered.partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head else 0
    if status == 200:
        assert says_the_code(request, held), f"let in by {request!r}"
        assert b"__Host-meetdesk-" in head
        return "let in"
    assert b"et-cookie" not in head
    if not body:
        assert status in BARE | {0}, f"{status} to {request!r}"
        return str(status)
    code = str(json.loads(body)["code"])
    assert code in EXPECTED, f"{status} {body!r} to {request!r}"
    assert status in {400, 405, 409}, f"{status} to {request!r}"
    return code


@pytest.mark.expected_warnings("somebody may be guessing the code")
def test_the_door_survives_every_guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "ANSWER_SECONDS", 0.001)
    # What was damaged so that more is waited for is given up sooner.
    monkeypatch.setattr(lan, "SILENT_SECONDS", 0.3)
    chance = random.Random(SEED)
    seen: Counter[str] = Counter()

    async def scenario() -> None:
        guests = Guests(tmp_path, "one two", lambda _: "00:11", True)
        limits = {"guesses": guesses(ANY), "newcomers": Newcomers(silent_seconds=0.3), "rated": False}
        async with meeting(guests=guests, **limits) as held:
            tried = [requests(held, chance) for _ in range(ROUNDS)]
            for start in range(0, ROUNDS, AT_ONCE):
                some = tried[start : start + AT_ONCE]
                answers = await asyncio.gather(*(answer(held.port, request) for request in some))
                for request, answered in zip(some, answers, strict=True):
                    seen[judge(held, request, answered)] += 1
            assert await held.ticket(), "and people still come in"

    asyncio.run(scenario())
    assert seen["let in"] > 0, seen
    assert {"code_wrong", "malformed_message", "code_invalid"} <= set(seen), seen
