"""This tree's relay beside another's: what is made of the rounds."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.bench.relay.__main__ import main
from tests.bench.relay.against import compared, line
from tests.bench.relay.measuring import Result


def turn(us: float) -> Result:
    return Result("meetdesk", 8, us, cpu_percent=1.0, delivered_percent=100.0, p50_ms=1.0, p99_ms=1.0, megabytes=1.0)


def test_a_ratio_is_of_one_round_and_the_noise_of_its_two_turns() -> None:
    # the machine is twice as slow in the second round
    rounds = [(turn(9), turn(20), turn(11)), (turn(18), turn(40), turn(18)), (turn(10), turn(10), turn(10))]
    found = compared(8, "us_per_frame", rounds)
    assert (found.this, found.other) == (10, 20)
    assert found.ratios == [0.5, 0.45, 1.0]
    assert found.noise == [11 / 9, 1.0, 1.0]
    assert "0.500 (0.450 … 1.000)" in line(found)
    assert "1.000 (1.000 … 1.222)" in line(found)


def test_a_tree_that_is_not_set_up_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["relay", "--against", str(tmp_path)])
    assert asyncio.run(main()) == 2
    assert f"{tmp_path} is not set up" in capsys.readouterr().err
