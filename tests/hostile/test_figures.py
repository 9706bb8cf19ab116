"""What counts as lost is judged by the quiet stretch beside it."""

import pytest

from tests.hostile.figures import Stretch, cost

QUIET = Stretch(10.0, (25.0, 45.0), 300, (5.0,) * 20, (0.5,) * 20, 2.0, 300.0)


def test_the_same_again_costs_nothing() -> None:
    assert cost(QUIET, QUIET).broken() == []


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ({"silences_ms": (46.0,)}, "1 gaps, the longest 46 ms"),
        ({"pictures": 260}, "0.87 of the pictures"),
        ({"chat_ms": (5.0,) * 15 + (400.0,) * 5}, "chat took 400 ms"),
        ({"chat_ms": ()}, "chat took inf ms"),
        ({"joins": (0.5,) * 19 + (None,)}, "19 of 20 joined"),
        ({"joins": (0.5,) * 19 + (5.1,)}, "19 of 20 joined"),
        ({"host_cpu": 2.4}, "host 1.20 x"),
        ({"window_mb": 410.0}, "window +110 MB"),
    ],
)
def test_each_loss_is_named(lost: dict[str, object], words: str) -> None:
    assert cost(QUIET, QUIET._replace(**lost)).broken() == [words]  # type: ignore[arg-type]


def test_a_silence_that_the_quiet_stretch_had_too_is_no_loss() -> None:
    assert cost(QUIET, QUIET._replace(silences_ms=(44.0, 41.0))).gaps == 0
