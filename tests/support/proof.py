"""The joiner's side of the join handshake, written against ``docs/protocol.md`` and not with the product's own code."""

import hashlib
import hmac
import json
import os
import re
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from typing import Any

from spake2 import SPAKE2_A

PROTOCOL = 2
PROTOCOL_VARIABLE = "MEETDESK_TEST_PROTOCOL"
Say = Callable[[str], Awaitable[None]]
Hear = Callable[[], Awaitable[str | bytes]]


def spoken() -> int:
    """The version of the protocol that bots say they speak: beside a host of another source tree, that one's."""
    return int(os.environ.get(PROTOCOL_VARIABLE, PROTOCOL))


def context() -> bytes:
    return f"MeetDesk join {spoken()} ".encode()


class Script:
    """Sends and receives, and keeps the transcript of both."""

    def __init__(self, say: Say, hear: Hear) -> None:
        self._say = say
        self._hear = hear
        self.digest = hashlib.sha256(b"MeetDesk join transcript")

    async def say(self, **message: Any) -> None:
        text = json.dumps(message)
        self._add(text.encode())
        await self._say(text)

    async def hear(self) -> dict[str, Any]:
        text = await self._hear()
        self._add(text.encode() if isinstance(text, str) else text)
        message: dict[str, Any] = json.loads(text)
        return message

    def _add(self, data: bytes) -> None:
        self.digest.update(len(data).to_bytes(8, "big") + data)

    def proof(self, key: bytes, way: bytes, side: bytes) -> str:
        return hmac.digest(key, context() + way + b" " + side + b" " + self.digest.digest(), "sha256").hex()


async def prove(say: Say, hear: Hear, fingerprint: bytes, by: str, *, protocol: int = 2) -> dict[str, Any]:
    """The host's last answer to somebody who joins ``by`` an invitation or a code, as it is shown.

    ``fingerprint``: SHA-256 of the certificate that was seen. Asserts that a host that admits proved itself.
    """
    script = Script(say, hear)
    await script.say(type="join_hello", protocol=protocol, app="0.1.0")
    challenge = await script.hear()
    if challenge["type"] != "join_challenge":
        return challenge
    if by.startswith("meetdesk:"):
        found = re.search(r"[?&]s=([\w-]{43})", by)
        assert found, "an invitation without a secret"
        nonce, way = secrets.token_bytes(32), b"invitation"
        message = context() + b"invitation " + fingerprint + nonce
        key = hmac.digest(urlsafe_b64decode(found[1] + "="), message, "sha256")
        expected = script.proof(key, way, b"host")
        await script.say(type="invitation_proof", nonce=nonce.hex(), proof=script.proof(key, way, b"joiner"))
    else:
        way = b"code"
        spake = SPAKE2_A(
            by.replace(" ", "").encode(), idA=context() + b"joiner", idB=context() + b"host " + fingerprint
        )
        await script.say(type="code_element", element=spake.start().hex())
        answer = await script.hear()
        if answer["type"] != "code_answer":
            return answer
        key = spake.finish(bytes.fromhex(answer["element"]))
        expected = script.proof(key, way, b"host")
        await script.say(type="code_proof", proof=script.proof(key, way, b"joiner"))
    answer = await script.hear()
    if answer["type"] == "admitted":
        assert answer["proof"] == expected, "the host has not proved itself"
    return answer
