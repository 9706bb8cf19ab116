import asyncio

import pytest

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining import dial
from meetdesk.joining.address import Address
from meetdesk.joining.invitation import Destination
from tests.support import trying_again

THERE = Destination((Address("127.0.0.1", 1),))


def test_a_silent_host_is_asked_again_and_every_other_answer_is_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trying_again, "APART", 0)
    answers = [ErrorCode.HOST_SILENT, ErrorCode.HOST_SILENT, ErrorCode.CODE_WRONG]
    left = iter(answers)
    assert trying_again.asked_again(lambda: (409, {"code": next(left)})) == (409, {"code": "code_wrong"})
    assert "answers to 3 attempts" in capsys.readouterr().out

    async def refuses(*_: object, **__: object) -> None:
        raise MeetDeskError(next(left))

    left = iter(answers)
    monkeypatch.setattr(dial, "join", refuses)
    with pytest.raises(MeetDeskError) as refused:
        asyncio.run(trying_again.join(THERE, app_version="0.1.0"))
    assert refused.value.code is ErrorCode.CODE_WRONG
    assert refused.value.__notes__[0].startswith("answers to 3 attempts")


def test_a_host_that_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying_again, "APART", 0)
    asked = iter(range(1_000_000))
    assert trying_again.asked_again(lambda: (502, {"code": "host_silent", "n": next(asked)}), 0.01)[0] == 502
    assert next(asked) < 1_000_000

    async def silent(*_: object, **__: object) -> None:
        raise MeetDeskError(ErrorCode.HOST_SILENT)

    monkeypatch.setattr(dial, "join", silent)
    monkeypatch.setattr(trying_again, "SECONDS", 0.01)
    with pytest.raises(MeetDeskError, match="host_silent"):
        asyncio.run(trying_again.join(THERE, app_version="0.1.0"))
