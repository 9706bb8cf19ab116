"""What counts as lost is judged by the quiet stretch beside it."""

import pytest

from tests.hostile.figures import Stretch, cost

QUIET = Stretch(10.0, (25.0, 45.0), 300, (5.0,) * 20, (0.5,) * 20, 2.0, 300.0)


def test_the_same_again_costs_nothing() -> None:
    assert cost([(QUIET, QUIET)]).broken() == []


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
    assert cost([(QUIET, QUIET._replace(**lost))]).broken() == [words]  # type: ignore[arg-type]


def test_a_silence_that_the_quiet_stretch_had_too_is_no_loss() -> None:
    assert cost([(QUIET, QUIET._replace(silences_ms=(44.0, 41.0)))]).gaps == 0


def test_of_turns_the_usual_one_counts_for_work_and_each_one_for_what_is_heard_or_refused() -> None:
    busy = QUIET._replace(host_cpu=9.0, pictures=30, silences_ms=(50.0,), joins=(0.5,) * 19 + (None,))
    found = cost([(QUIET, QUIET), (QUIET, busy), (QUIET, QUIET._replace(host_cpu=2.2))])
    assert found.cpu == pytest.approx(1.1)
    assert found.pictures == 1.0
    assert (found.gaps, found.longest_gap_ms) == (1, 50.0)
    assert (found.joined, found.asked) == (59, 60)


def test_each_turn_is_compared_with_the_quiet_just_before_it() -> None:
    later = QUIET._replace(host_cpu=4.0)
    assert cost([(QUIET, QUIET), (later, later), (later, later)]).cpu == 1.0


def test_memory_that_stays_after_the_first_turn_counts() -> None:
    grown = QUIET._replace(window_mb=500.0)
    assert cost([(QUIET, grown), (grown, grown), (grown, grown)]).window_mb == 200.0


def test_no_turn_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="nothing"):
        cost([])
