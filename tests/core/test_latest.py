"""A dictionary that keeps only so much."""

from meetdesk.core.latest import Latest


def test_the_first_is_forgotten_unless_it_was_moved_to_the_end() -> None:
    latest: Latest[str, int] = Latest(2)
    latest["a"] = 1
    latest["b"] = 2
    latest["a"] = 3  # stays where it is
    assert list(latest.items()) == [("a", 3), ("b", 2)]
    latest["c"] = 4
    assert list(latest) == ["b", "c"]
    latest.move_to_end("b")
    latest["d"] = 5
    assert list(latest) == ["b", "d"]
