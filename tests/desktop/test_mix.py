"""Several programs' sound as one. Pure."""

from array import array

from meetdesk.desktop.screens.mix import PIECE, SILENT_AFTER, Mixer, Samples

MS = PIECE // 20
"""Samples of a millisecond, of both channels."""


def sound(milliseconds: int, left: float, right: float) -> Samples:
    return array("f", [left, right] * (milliseconds * MS // 2))


def taken(mixer: Mixer, now: float) -> list[tuple[float, float, float]]:
    """When each piece began, in milliseconds, and its first and last samples."""
    pieces = list(mixer.pieces(now))
    assert all(len(samples) == PIECE for _, samples in pieces)
    return [(round(began * 1000), round(samples[0], 3), round(samples[-1], 3)) for began, samples in pieces]


def test_one_program_is_handed_on_as_it_is_with_the_time_at_which_it_began() -> None:
    mixer = Mixer()
    mixer.put(1, sound(15, 0.5, -0.25), 1.015)
    assert taken(mixer, 1.015) == []
    mixer.put(1, sound(30, 0.5, -0.25), 1.045)
    assert taken(mixer, 1.045) == [(1000, 0.5, -0.25), (1020, 0.5, -0.25)]


def test_two_are_added_side_by_side_and_nobody_waits_for_one_that_has_ended() -> None:
    mixer = Mixer()
    mixer.put(1, sound(40, 0.5, 0), 1.04)
    mixer.put(2, sound(10, 0.125, 0.25), 1.04)
    assert taken(mixer, 1.04) == [], "the second one's is still to come"
    mixer.put(2, sound(10, 0.125, 0.25), 1.05)
    assert [piece[1:] for piece in taken(mixer, 1.05)] == [(0.625, 0.25)]
    # It plays no more.
    mixer.put(1, sound(60, 0.5, 0), 1.1)
    assert [piece[1:] for piece in taken(mixer, 1.05 + SILENT_AFTER)] == [(0.5, 0)] * 4
    assert taken(mixer, 1.1 + SILENT_AFTER) == []


def test_the_rest_of_one_that_has_ended_is_heard_with_what_comes_next() -> None:
    mixer = Mixer()
    mixer.put(1, sound(10, 0.25, 0.25), 1.0)
    mixer.put(2, sound(20, 0.5, 0.5), 1.2)
    assert [piece[1:] for piece in taken(mixer, 1.2)] == [(0.75, 0.5)]
    mixer.forget(2)
    assert taken(mixer, 1.21) == []


def test_of_one_that_runs_ahead_not_more_is_kept_than_of_200_ms() -> None:
    mixer = Mixer()
    mixer.put(1, sound(10, 0.1, 0.1), 1.0)
    for number in range(40):
        mixer.put(1, array("f"), 1.0 + number * 0.02)
        mixer.put(2, sound(20, number, 0), 1.0 + number * 0.02)
    mixer.forget(1)
    assert [piece[1] for piece in taken(mixer, 1.8)] == list(range(30, 40))
