"""The stages of a person's life, and who takes which step."""

from itertools import product

import pytest

from meetdesk.server.meeting.life import NEXT, Life, Stage, Step, UnfitStep

UNFIT = {
    (Stage.ADMITTED, Step.IS_WELCOMED): "nobody is welcomed who said nothing",
    (Stage.ADMITTED, Step.IS_TURNED_AWAY): "nobody is answered who said nothing",
    (Stage.PRESENT, Step.SAYS_HELLO): "a participant comes back, and does not arrive",
    (Stage.LOST, Step.SAYS_HELLO): "a participant comes back, and does not arrive",
    (Stage.GONE, Step.SAYS_HELLO): "whoever is gone needs a new ticket, and is another person then",
    (Stage.GONE, Step.IS_WELCOMED): "whoever is gone needs a new ticket, and is another person then",
}


def test_every_step_either_fits_or_has_a_reason_not_to() -> None:
    assert set(product(Stage, Step)) == {*NEXT, *UNFIT}
    assert not set(NEXT) & set(UNFIT)


@pytest.mark.parametrize(("stage", "step"), UNFIT)
def test_a_step_that_does_not_fit_is_an_error_and_changes_nothing(stage: Stage, step: Step) -> None:
    life = Life()
    life.stage = stage
    with pytest.raises(UnfitStep, match=f"{step.name} does not fit {stage.name}"):
        life.step(step)
    assert life.stage is stage


def test_nobody_comes_back_who_is_gone() -> None:
    assert {after for (stage, _), after in NEXT.items() if stage is Stage.GONE} == {Stage.GONE}


def test_every_stage_is_reached_from_the_first() -> None:
    reached = {Stage.ADMITTED}
    while more := {after for (stage, _), after in NEXT.items() if stage in reached} - reached:
        reached |= more
    assert reached == set(Stage)
