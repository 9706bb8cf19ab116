"""The arithmetic of the benchmark."""

import pytest

from tests.bench.long_tasks.figures import Stretch, figures


def test_stretches_are_counted_together() -> None:
    found = figures([Stretch(10, [(60, ""), (90, "c")], 2), Stretch(20, [], 4)])
    assert found.seconds == 30
    assert found.a_minute == pytest.approx(4)
    assert found.share == pytest.approx(0.005)
    assert found.longest_ms == 90
    assert found.busy == pytest.approx(0.2)


def test_none_is_none() -> None:
    assert figures([Stretch(10, [], 1)]).longest_ms == 0
