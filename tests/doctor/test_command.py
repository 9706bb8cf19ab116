"""What ``meetdesk doctor`` prints for people; the checks are canned here, and real in ``test_real_networks``."""

import pytest

from meetdesk.command_line import doctor
from meetdesk.command_line.output import Output
from meetdesk.doctor.context import Context
from meetdesk.wire.findings import Check, CheckReport, FindingCode, finding


@pytest.mark.parametrize(
    ("code", "good", "lines"),
    [
        (FindingCode.NETWORK_FINE, True, ["网络", "  ✓ 这台电脑已联网，地址为 10.0.0.1。", "没有发现妨碍开会的问题。"]),
        (
            FindingCode.NETWORK_NONE,
            False,
            ["  ✗ 这台电脑没有连接任何网络。", "      请插好网线或连接 Wi-Fi，然后再检查一次。"],
        ),
    ],
)
def test_in_words(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: FindingCode,
    good: bool,
    lines: list[str],
) -> None:
    asked = []

    async def canned(check: Check, context: Context) -> CheckReport:
        asked.append((check, context.target))
        return CheckReport(check, (finding(code, addresses="10.0.0.1"),))

    monkeypatch.setattr(doctor, "run_check", canned)
    assert doctor.run(Output("zh-CN"), "") is good
    printed = capsys.readouterr().out.splitlines()
    assert all(line in printed for line in lines), printed
    assert "--self-test" in printed[-2], "the engine of the window is not at hand here"
    assert asked == [(check, "") for check in Check if check is not Check.TARGET]
