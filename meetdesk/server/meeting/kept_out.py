"""By what the host recognises somebody, and who may not be admitted any more. Pure."""

from typing import NamedTuple

from meetdesk.net.strangers.networks import network_of
from meetdesk.wire.succession import OutOfDoors


class Visitor(NamedTuple):
    """What the host can know of somebody who asks to be admitted."""

    address: str = ""
    """IP address it connects from; empty if that says nothing."""
    app: str = ""
    """By what this host recognises the joining app (``known_as`` of its hello) or a guest's browser (its cookie); empty
    for one that does not show it."""


UNKNOWN = Visitor()


class KeptOut:
    """Those who were removed or refused for good, by number."""

    def __init__(self) -> None:
        self._visitors: dict[int, Visitor] = {}
        self._networks: dict[int, str] = {}
        self._from_elsewhere: set[int] = set()
        """Of these the app by which they are known is known to another host only."""

    def add(self, number: int, visitor: Visitor, *, address_shared: bool) -> None:
        """``address_shared``: somebody else, who may stay, has the same address, so that it says nothing."""
        self._visitors[number] = visitor._replace(address="") if address_shared else visitor
        self._networks[number] = network_of(visitor.address)

    def add_from_elsewhere(self, number: int, address: str) -> None:
        """As another host kept it out: ``address`` is empty if somebody else, who may stay, had the same. Apps show
        every host something else, so the address has to count alone."""
        self.add(number, Visitor(address), address_shared=False)
        self._from_elsewhere.add(number)

    @property
    def known_elsewhere(self) -> tuple[OutOfDoors, ...]:
        """What another host could know them by."""
        return tuple(OutOfDoors(number, visitor.address) for number, visitor in self._visitors.items())

    def lift(self, number: int) -> None:
        """They may come again; nothing, if nobody has this number."""
        self._visitors.pop(number, None)
        self._networks.pop(number, None)
        self._from_elsewhere.discard(number)

    def has(self, visitor: Visitor) -> bool:
        """Whether this is one of them."""
        return any(
            known.address == visitor.address != "" if number in self._from_elsewhere else _same(known, visitor)
            for number, known in self._visitors.items()
        )

    def at_the_address(self, visitor: Visitor) -> int | None:
        """The number of the latest one of them who came from the same address (of IPv6: network), whoever this is; it
        may be the same person under another name. None: nobody did."""
        network = network_of(visitor.address)
        return next((one for one, known in reversed(self._networks.items()) if known == network != ""), None)


def _same(known: Visitor, visitor: Visitor) -> bool:
    """An address alone tells nobody from others who have it too (a terminal server, one router for a whole floor): it
    counts only between two who show nothing else."""
    if known.app or visitor.app:
        return known.app == visitor.app
    return known.address != "" and known.address == visitor.address
