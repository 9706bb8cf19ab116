"""The files that are held at full branch coverage are so, and no other is."""

from tests.coverage import HELD, ROOT, held, measured, wrong


def test_the_list_is_what_the_tests_cover() -> None:
    told = wrong(measured(), held())
    assert not told, "\n".join(told)


def test_the_list_complains_in_both_directions() -> None:
    missing = {"meetdesk/core/a.py": "", "meetdesk/core/b.py": "", "meetdesk/core/c.py": "12, 30 to the end"}
    a, b, c = missing
    name = HELD.relative_to(ROOT)
    assert wrong(missing, [a, b]) == []
    assert wrong(missing, [a]) == [f"{b} is covered to the last branch: add it to {name}"]
    assert wrong(missing, [a, b, c]) == [f"{c} is held at full coverage, and no test reaches 12, 30 to the end"]
    assert wrong(missing, [a, b, "meetdesk/core/gone.py"]) == [
        f"meetdesk/core/gone.py is in {name} and not in the rooms any more: take it out"
    ]
    assert wrong(missing, [b, a]) == [f"{name} is not in order, or has a file twice"]
