"""What a man in the middle may try with the join handshake."""

import hashlib
import hmac
import json
import secrets
from typing import Any, ClassVar

from spake2 import SPAKE2_A, SPAKE2_B
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection

from tests.safety.middle import Attack, Middle
from tests.support.proof import context

FORGED = {"type": "admitted", "ticket": "ab" * 32, "meeting": "cd" * 16, "title": "Forged", "host": "Mallory"}


class Relay(Attack):
    """Changes nothing: the joiner and the host talk to each other, and he listens."""


class AdmitAtOnce(Attack):
    """Tells the joiner that it is in, with a proof he does not have."""

    async def joiner_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        await joiner.send(json.dumps(FORGED | {"proof": secrets.token_hex(32)}))


class AdmitInstead(Attack):
    """Relays everything but the host's verdict."""

    async def host_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        refused = json.loads(text)["type"] == "join_refused"
        await joiner.send(json.dumps(FORGED | {"proof": secrets.token_hex(32)}) if refused else text)


class Reflect(Attack):
    """Shows the joiner its own element and its own proof."""

    async def joiner_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        message = json.loads(text)
        match message["type"]:
            case "code_element":
                await joiner.send(json.dumps({"type": "code_answer", "element": "42" + message["element"][2:]}))
            case "code_proof":
                await joiner.send(json.dumps(FORGED | {"proof": message["proof"]}))
            case _:
                await host.send(text)


class NewNonce(Attack):
    """Changes a little, so that the two have different transcripts."""

    async def host_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        message = json.loads(text)
        if message["type"] == "join_challenge":
            message["nonce"] = "00" * 32
        await joiner.send(json.dumps(message))


class Play(Attack):
    """Plays the host to the joiner and the joiner to the host, with a code he guesses. ``CODE`` is the guess."""

    CODE: ClassVar[str] = "000000"
    is_the_host = True

    def __init__(self, middle: Middle) -> None:
        super().__init__(middle)
        self._with_joiner = hashlib.sha256(b"MeetDesk join transcript")
        self._with_host = hashlib.sha256(b"MeetDesk join transcript")
        own = middle.own.fingerprint
        self.as_host = SPAKE2_B(self.CODE.encode(), idA=context() + b"joiner", idB=context() + b"host " + own)
        self.as_joiner = SPAKE2_A(
            self.CODE.encode(), idA=context() + b"joiner", idB=context() + b"host " + middle.host_fingerprint
        )
        self.played: dict[str, Any] = {}

    async def joiner_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        message = json.loads(text)
        match message["type"]:
            case "join_hello":
                _add(self._with_joiner, text)
                _add(self._with_host, text)
                await host.send(text)
            case "code_element":
                _add(self._with_joiner, text)
                answer = json.dumps({"type": "code_answer", "element": self.as_host.start().hex()})
                _add(self._with_joiner, answer)
                element = bytes.fromhex(message["element"])
                self.played |= {"element": element, "transcript": self._with_joiner.digest()}
                self.played["key"] = self.as_host.finish(element)
                await joiner.send(answer)
                mine = json.dumps({"type": "code_element", "element": self.as_joiner.start().hex()})
                _add(self._with_host, mine)
                await host.send(mine)
            case "code_proof":
                self.played["proof"] = message["proof"]
                PLAYED.append(self)
                proof = _proof(self.played["key"], b"host", self.played["transcript"])
                await joiner.send(json.dumps(FORGED | {"proof": proof}))

    async def host_says(self, text: str, joiner: ServerConnection, host: ClientConnection) -> None:
        message = json.loads(text)
        match message["type"]:
            case "join_challenge":
                _add(self._with_joiner, text)
                _add(self._with_host, text)
                await joiner.send(text)
            case "code_answer":
                _add(self._with_host, text)
                key = self.as_joiner.finish(bytes.fromhex(message["element"]))
                proof = _proof(key, b"joiner", self._with_host.digest())
                await host.send(json.dumps({"type": "code_proof", "proof": proof}))

    def fits(self, code: str) -> bool:
        """Whether what he has kept shows that this is the joiner's code: all he could compute afterwards."""
        own = self.middle.own.fingerprint
        again = SPAKE2_B(code.encode(), idA=context() + b"joiner", idB=context() + b"host " + own)
        again._started = True
        again.xy_scalar, again.outbound_message = self.as_host.xy_scalar, self.as_host.outbound_message
        key = again.finish(self.played["element"])
        return _proof(key, b"joiner", self.played["transcript"]) == self.played["proof"]


PLAYED: list[Play] = []
"""Those who have got a joiner's proof."""


def playing(code: str) -> type[Play]:
    """The attack with this guess."""
    return type("Playing", (Play,), {"CODE": code})


def _add(transcript: Any, text: str) -> None:
    transcript.update(len(text.encode()).to_bytes(8, "big") + text.encode())


def _proof(key: bytes, side: bytes, digest: bytes) -> str:
    return hmac.digest(key, context() + b"code " + side + b" " + digest, "sha256").hex()
