"""What ``meetdesk bench`` prints for people; the figures are canned here, and real in ``test_measure``."""

import pytest

from meetdesk.command_line import bench
from meetdesk.command_line.output import Output
from meetdesk.selftest.capacity import Capacity, Limit
from meetdesk.selftest.settings import Setting


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["This computer can host about:"]),
        ("zh-CN", ["这台电脑大约可以承载："]),
    ],
)
def test_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, lines: list[str]
) -> None:
    figures = {Setting.SMALL: (39, Limit.CPU), Setting.SPEAKER: (44, Limit.LINK), Setting.LARGE: (100, Limit.MEETING)}
    canned = [
        Capacity(setting, people, limit, measured=25, us_per_frame=7.04, p50_ms=0.5, p99_ms=1.7, megabits=812.5)
        for setting, (people, limit) in figures.items()
    ]
    monkeypatch.setattr(bench, "measure", lambda _on_progress, _seconds: canned)
    bench.run(Output(language), 5.0)
    printed = capsys.readouterr().out
    assert all(line in printed for line in lines), printed
    assert all(str(people) in printed for people, _ in figures.values()), printed
    assert "7.0" in printed
    assert "{" not in printed, "a placeholder was not filled"
    assert "cli_" not in printed, "a text is missing"
