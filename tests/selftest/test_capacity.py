"""From measurements to a number of people."""

import pytest

from meetdesk.selftest.capacity import CPU_SHARE, LINK_BITS, Limit, Sample, capacity, cost
from meetdesk.selftest.settings import Setting, deliveries, sent_bits


def sample(people: int, us_per_frame: float, setting: Setting = Setting.SMALL, delivered: float = 1.0) -> Sample:
    share = us_per_frame * deliveries(setting, people) / 1e6
    return Sample(setting, people, share, 0.2, us_per_frame, delivered, 1.0, 5.0)


def test_a_slow_computer_is_limited_by_its_processor() -> None:
    found = capacity([sample(4, 200.0), sample(8, 150.0), sample(14, 140.0)])
    assert found.limit is Limit.CPU
    assert cost([sample(14, 140.0)], found.people) * deliveries(Setting.SMALL, found.people) / 1e6 <= CPU_SHARE
    assert 140.0 * deliveries(Setting.SMALL, found.people + 1) / 1e6 > CPU_SHARE


def test_a_fast_one_by_its_network() -> None:
    found = capacity([sample(25, 0.1, Setting.LARGE)])
    assert found.limit is Limit.LINK
    assert sent_bits(Setting.LARGE, found.people) <= LINK_BITS < sent_bits(Setting.LARGE, found.people + 1)
    assert found.megabits == pytest.approx(sent_bits(Setting.LARGE, found.people) / 1e6)


def test_or_by_the_size_of_a_meeting() -> None:
    found = capacity([sample(8, 0.1)], most=10)
    assert (found.people, found.limit) == (10, Limit.MEETING)


def test_what_failed_is_not_promised() -> None:
    found = capacity([sample(8, 1.0), sample(14, 1.0, delivered=0.5)])
    assert (found.people, found.limit, found.measured) == (13, Limit.CPU, 8)


def test_figures_are_those_of_the_largest_meeting_that_went_well() -> None:
    found = capacity([sample(4, 9.0), sample(8, 7.0), sample(14, 5.0, delivered=0.95)])
    assert (found.measured, found.us_per_frame) == (8, 7.0)


def test_cost_between_and_beyond_measurements() -> None:
    samples = [sample(4, 10.0), sample(8, 6.0)]
    assert [cost(samples, people) for people in (2, 4, 6, 8, 100)] == [10.0, 10.0, 8.0, 6.0, 6.0]


@pytest.mark.parametrize(("setting", "expected"), [(Setting.SMALL, 2), (Setting.SPEAKER, 2), (Setting.LARGE, 2)])
def test_two_people_hear_and_see_each_other(setting: Setting, expected: int) -> None:
    video = {Setting.SMALL: 30, Setting.SPEAKER: 45, Setting.LARGE: 60}[setting]
    assert deliveries(setting, expected) == 2 * 50 + video
