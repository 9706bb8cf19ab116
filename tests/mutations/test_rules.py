from pathlib import Path

import pytest

from tests.mutations.rules import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.rule} in {Path(one.file).name}")
def test_what_is_to_be_changed_is_there(mutation: Mutation) -> None:
    assert mutation.old in (ROOT / mutation.file).read_text("utf-8"), "tests/mutations/rules.py has to follow"
