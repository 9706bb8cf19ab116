"""What is kept of things that come without end."""

from meetdesk.core.latest import Latest, after


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


def test_after_gives_what_is_kept_or_says_that_it_is_not() -> None:
    """Entries 4 to 6 are kept of six."""
    kept = ["4", "5", "6"]
    assert after(kept, 6, 3) == ("4", "5", "6")
    assert after(kept, 6, 5) == ("6",)
    assert after(kept, 6, 6) == ()
    assert after(kept, 6, 2) is None
    assert after(kept, 6, 7) is None
