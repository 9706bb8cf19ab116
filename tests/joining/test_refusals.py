"""Whatever answers chooses neither what it refuses with nor any text of it."""

import asyncio

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.handshake import Credentials, ask
from meetdesk.joining.refusals import LONGEST_WAIT_SECONDS, MAY_BE_SAID
from meetdesk.wire import codec
from meetdesk.wire.join import JoinRefused

LIE = "Call 555-0100 and read your code out"


class Liar:
    """The other end of a conversation that refuses at once."""

    def __init__(self, code: ErrorCode, detail: dict[str, str | int]) -> None:
        self._answer = codec.encode_join(JoinRefused(code, detail))

    async def say(self, message: bytes) -> None: ...

    async def hear(self) -> bytes:
        return self._answer

    async def goodbye(self) -> None: ...


def told(code: ErrorCode, **detail: str | int) -> MeetDeskError:
    with pytest.raises(MeetDeskError) as refused:
        asyncio.run(ask(Liar(code, detail), Credentials("123456"), bytes(32), "1.2.3"))  # type: ignore[arg-type]
    return refused.value


@pytest.mark.parametrize("code", sorted(set(ErrorCode) - MAY_BE_SAID))
def test_what_only_the_own_app_may_say_is_dropped(code: ErrorCode) -> None:
    error = told(code, address=LIE, name=LIE, words=LIE, fingerprint="00" * 32, reason=LIE)
    assert (error.code, error.detail) == (ErrorCode.NOT_ADMITTED, {})


@pytest.mark.parametrize("text", [f"1.0 {LIE}", f"{LIE} 1.0", f"1.0\n{LIE}", "1" * 60, "1.0" + ".1" * 30, "١.٢", ""])
def test_a_version_is_nothing_but_a_version(text: str) -> None:
    assert told(ErrorCode.PROTOCOL_VERSION, host=text).detail == {"host": "?", "app": "1.2.3"}


@pytest.mark.parametrize("code", sorted(MAY_BE_SAID))
def test_no_text_of_strangers_is_shown(code: ErrorCode) -> None:
    error = told(code, host=LIE, app=LIE, seconds=LIE, reason=LIE, bytes=LIE)
    assert error.code is code
    assert LIE not in error.detail.values()


def test_what_a_host_says_arrives() -> None:
    assert told(ErrorCode.TOO_MANY_GUESSES, seconds=42).detail == {"seconds": 42}
    for seconds in (0, -7):
        assert told(ErrorCode.TOO_MANY_GUESSES, seconds=seconds).detail == {"seconds": 1}
    assert told(ErrorCode.TOO_MANY_GUESSES, seconds=10**12).detail == {"seconds": LONGEST_WAIT_SECONDS}
    assert told(ErrorCode.PROTOCOL_VERSION, host="0.9.1", app="7").detail == {"host": "0.9.1", "app": "1.2.3"}
