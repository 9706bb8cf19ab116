"""One meeting for all the tests here; each leaves it as it found it, but those of its end."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.stage import Actor, actors
from tests.support.person import Person


class Room(NamedTuple):
    """Ada hosts; Bob and Cem joined by her address."""

    ada: Person
    bob: Person
    cem: Person
    actors: list[Actor]
    address: str
    port: int
    code: str

    @property
    def everybody(self) -> tuple[Person, Person, Person]:
        return self.ada, self.bob, self.cem


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def room(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with actors(playwright, tmp_path_factory.mktemp("three"), 3) as cast:
        ada, bob, cem = (actor.person for actor in cast)
        port = ada.host("Weekly")
        address, code = f"127.0.0.1:{port}", ada.code()
        bob.join(address, code)
        cem.join(address, code)
        yield Room(ada, bob, cem, cast, address, port, code)
