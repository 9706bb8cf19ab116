"""Listens for meetings on the network."""

import logging
from asyncio import Task
from collections.abc import Callable, Coroutine
from typing import Any

from zeroconf import (  # type: ignore[attr-defined]  # two are public, but left out of the package's list
    DNSOutgoing,
    DNSQuestion,
    Error,
    ServiceStateChange,
    Zeroconf,
    current_time_millis,
)
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo

from meetdesk.joining.address import Address
from meetdesk.joining.discovery import SERVICE
from meetdesk.joining.discovery.heard import Heard
from meetdesk.joining.discovery.label import parse_properties
from meetdesk.joining.discovery.sighting import Sighting, key_of, promising
from meetdesk.joining.interfaces import own_addresses, own_networks

log = logging.getLogger(__name__)

MOST_ASKED = 16
"""Names that are asked for at a time; the others have their turn at the next tick."""
_ANSWER_MS = 3_000
_ASK_AGAIN_SECONDS = 15.0
_STALE_PERCENT = 80
"""Of a record's lifetime after which it is asked for again (RFC 6762, section 5.2)."""
_LOOK_AGAIN_SECONDS = 60.0
_LOOKS = 3
"""How often everybody is asked at a new interface: one question may get lost."""
# RFC 2782, RFC 1035
_TYPE_SRV, _TYPE_TXT, _TYPE_PTR, _CLASS_IN = 33, 16, 12, 1
_QUERY = 0


class Finder:
    """From ``__init__`` to ``close``, in one event loop. ``tick`` is to be called every few seconds."""

    def __init__(
        self,
        zeroconf: Zeroconf,
        start: Callable[[Coroutine[Any, Any, None]], Task[None]],
        on_found: Callable[[tuple[Sighting, ...]], None],
        known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``start`` begins a task, of somebody who waits for its end. ``on_found`` gets all meetings that are there, at
        every change. ``known``: as ``Heard``."""
        self._zeroconf = zeroconf
        self._start = start
        self._on_found = on_found
        self._heard = Heard(known)
        self._asked: dict[str, float] = {}
        """When who was asked last, in milliseconds."""
        self._asking: set[Task[None]] = set()
        self._told: tuple[Sighting, ...] = ()
        self._looked = current_time_millis()
        self._looks = 0
        self._closed = False
        self._browser = AsyncServiceBrowser(zeroconf, SERVICE, handlers=[self._changed])

    async def close(self) -> None:
        self._closed = True
        for task in self._asking:
            task.cancel()
        await self._browser.async_cancel()

    def look_again(self) -> None:
        """The interfaces changed: others may be there, who said what they host before that, and what was heard may be
        within reach now."""
        self._looks = _LOOKS
        for name in self._heard.names:
            self._read(name)

    def tick(self) -> None:
        """Drops what was not heard of for its lifetime, and asks for what will be forgotten soon.

        The package keeps names (PTR) for longer than their lifetime and asks for nothing else by itself. It asks who is
        there in its first 14 s only, and at no interface that comes later.
        """
        now = current_time_millis()
        if self._looks or now - self._looked >= _LOOK_AGAIN_SECONDS * 1000:
            self._looked, self._looks = now, max(self._looks - 1, 0)
            self._question(SERVICE, _TYPE_PTR)
        self._asked = {name: when for name, when in self._asked.items() if name in self._heard}
        for name in self._heard.names:
            record = self._zeroconf.cache.get_by_details(name, _TYPE_SRV, _CLASS_IN)
            if record is None or record.is_expired(now):
                if self._heard.resolved(name):
                    log.info("a meeting is not heard of any more")
                    self._heard.hear(name, None)
                self._ask(name)
            elif record.get_expiration_time(_STALE_PERCENT) <= now:
                self._question(name, _TYPE_SRV, _TYPE_TXT)
        self._tell()

    def _question(self, name: str, *types: int) -> None:
        question = DNSOutgoing(_QUERY)
        for each in types:
            question.add_question(DNSQuestion(name, each, _CLASS_IN))
        self._zeroconf.async_send(question)

    def _changed(self, *, name: str, state_change: ServiceStateChange, **_: Any) -> None:
        """Called by the package, in the event loop."""
        if self._closed or key_of(name) is None:
            return
        if state_change is ServiceStateChange.Removed:
            self._heard.forget(name)
            self._asked.pop(name, None)
        elif not self._read(name) and not self._heard.resolved(name):
            self._heard.hear(name, None)
            self._ask(name)
        self._tell()

    def _read(self, name: str) -> bool:
        """Takes what is known of it; False: too little."""
        info = AsyncServiceInfo(SERVICE, name)
        complete = info.load_from_cache(self._zeroconf)
        if complete:
            self._heard.hear(name, _sighting(info))
        return complete

    def _ask(self, name: str) -> None:
        now = current_time_millis()
        due = now - self._asked.get(name, 0.0) >= _ASK_AGAIN_SECONDS * 1000
        if due and len(self._asking) < MOST_ASKED and name in self._heard:
            self._asked[name] = now
            task = self._start(self._resolve(name))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _resolve(self, name: str) -> None:
        info = AsyncServiceInfo(SERVICE, name)
        try:
            found = await info.async_request(self._zeroconf, _ANSWER_MS)
        except (Error, OSError) as error:
            log.debug("not asked for a meeting: %r", error)
            return
        if found and name in self._heard and not self._closed:
            self._heard.hear(name, _sighting(info))
            self._tell()

    def _tell(self) -> None:
        found = self._heard.sightings
        if found != self._told and not self._closed:
            self._told = found
            self._on_found(found)


def _sighting(info: AsyncServiceInfo) -> Sighting | None:
    """What it says, if a MeetDesk could have said it."""
    key = key_of(info.name)
    label = parse_properties(info.properties)
    addresses = promising(info.parsed_scoped_addresses(), own_networks(), own_addresses())
    if key is None or label is None or not addresses or not info.port:
        return None
    return Sighting(key, label, tuple(Address(address, info.port) for address in addresses))
