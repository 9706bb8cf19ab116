"""The arithmetic of the benchmark."""

import math

from tests.bench.latency.figures import Click, Slice, click_delays, figures, percentile


def test_a_click_is_found_by_its_pitch_even_if_others_come_before_it() -> None:
    made = [Click(at, pitch) for at, pitch in ((0.0, 0), (300.0, 1), (600.0, 2), (900.0, 3), (1200.0, 0))]
    heard = [Click(click.at + 500, click.pitch) for click in made]
    assert click_delays(made, heard) == [500.0] * 5


def test_a_click_that_was_swallowed_has_no_delay() -> None:
    made = [Click(0.0, 0), Click(300.0, 1), Click(1200.0, 0)]
    heard = [Click(350.0, 1), Click(1260.0, 0)]
    assert click_delays(made, heard) == [50.0, 60.0]


def test_percentiles() -> None:
    values = [float(value) for value in range(100)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile([7.0], 0.95)) == (50.0, 95.0, 7.0)
    assert math.isnan(percentile([], 0.5))


def test_figures_are_for_one_direction_but_the_processors_for_all() -> None:
    one = Slice(picture_ms=[30.0] * 60, sound_ms=[50.0] * 3, clicks_made=4, gap_ms=20.0, seconds=1.0, cpu_seconds=0.5)
    found = figures([one, one])
    assert (found.pictures_a_second, found.clicks_heard, found.gap_ms_a_second, found.cores) == (30.0, 0.75, 10.0, 0.5)
