"""What the listener makes of names that somebody makes up, without a network."""

import asyncio
from typing import Any, ClassVar

import pytest
from zeroconf import ServiceStateChange

from meetdesk.joining.address import Address
from meetdesk.joining.discovery import SERVICE, finder
from meetdesk.joining.discovery.label import Label
from meetdesk.joining.discovery.sighting import Sighting

REAL = f"{1:016x}.{SERVICE}"


class Browser:
    def __init__(self, *_: object, **__: object) -> None: ...

    async def async_cancel(self) -> None: ...


class Info:
    """Only real names resolve."""

    asked: ClassVar[list[str]] = []
    real: ClassVar[tuple[str, ...]] = (REAL,)

    def __init__(self, _: str, name: str) -> None:
        self.name = name

    def load_from_cache(self, _: object) -> bool:
        return self.name in self.real

    async def async_request(self, *_: object) -> bool:
        self.asked.append(self.name)
        await asyncio.sleep(60)
        return False


def test_sixty_made_up_names_hide_no_meeting_and_are_not_all_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "AsyncServiceBrowser", Browser)
    monkeypatch.setattr(finder, "AsyncServiceInfo", Info)
    meeting = Sighting(f"{1:016x}", Label("Plans", "Mira", 1), (Address("192.168.1.20"),))
    monkeypatch.setattr(finder, "_sighting", lambda _: meeting)
    found: list[Any] = []

    async def listen() -> None:
        tasks: set[asyncio.Task[None]] = set()

        def start(work: Any) -> asyncio.Task[None]:
            task = asyncio.create_task(work)
            tasks.add(task)
            return task

        ears = finder.Finder(object(), start, found.append)  # type: ignore[arg-type]
        for number in range(2, 62):
            ears._changed(name=f"{number:016x}.{SERVICE}", state_change=ServiceStateChange.Added)
        ears._changed(name=REAL, state_change=ServiceStateChange.Added)
        await asyncio.sleep(0)
        await ears.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(listen())
    assert found == [(meeting,)], "the meeting that came after the made-up names is not found"
    assert len(Info.asked) <= finder.MOST_ASKED


def test_the_meeting_at_a_known_address_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    others, known = (
        Sighting(f"{number:016x}", Label("Plans", "Mira", 1), (Address(f"192.168.1.{number}"),)) for number in (1, 2)
    )
    names = {f"{one.key}.{SERVICE}": one for one in (others, known)}
    monkeypatch.setattr(finder, "AsyncServiceBrowser", Browser)
    monkeypatch.setattr(finder, "AsyncServiceInfo", Info)
    monkeypatch.setattr(Info, "real", tuple(names))
    monkeypatch.setattr(finder, "_sighting", lambda info: names[info.name])
    found: list[Any] = []
    ears = finder.Finder(
        object(),  # type: ignore[arg-type]
        lambda work: pytest.fail(f"{work} is asked though all is known"),
        found.append,
        lambda address: address == str(known.addresses[0]),
    )
    for name in names:
        ears._changed(name=name, state_change=ServiceStateChange.Added)
    assert found[-1] == (known, others)
