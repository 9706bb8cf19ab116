"""Fixtures of the end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.support.bot_crowd import Crowd
from tests.support.samples import Samples, samples_for


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Samples]:
    """Encoded picture and sound for 25 bots."""
    return samples_for(25, tmp_path_factory.mktemp("samples"))


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    """A place for bots."""
    with Crowd() as running:
        yield running
