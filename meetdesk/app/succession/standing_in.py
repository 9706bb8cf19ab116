"""The meeting of another host as this app has it, to be carried on here if that one is gone."""

from collections.abc import Callable

from meetdesk.app.hosting import Hosting
from meetdesk.core.events import Event
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.joining.address import Address
from meetdesk.joining.interfaces import lan_addresses, to_read_out
from meetdesk.wire.local import CodeKind
from meetdesk.wire.succession import ADDRESSES, Holder


class StandingIn:
    """A ``Hosting`` that is asked nothing and tells nobody anything yet."""

    def __init__(self, hosting: Hosting) -> None:
        """``hosting``: made with a ``begin``."""
        self.hosting = hosting

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where others reach this app, best first."""
        found = lan_addresses()
        best = to_read_out(found)
        others = [one.ip for one in found if one.ip not in best and not one.is_link_local_ipv6]
        return tuple(str(Address(ip, self.hosting.port)) for ip in [*best, *others])[:ADDRESSES]

    def replicate(self, event: Event) -> None:
        """The host has decided on it."""
        self.hosting.session.replicate(event)

    def follow(self, at: float) -> None:
        """The meeting's clock at the host."""
        self.hosting.session.follow(at)

    def expect(self, holder: Holder) -> None:
        """Somebody was admitted there."""
        self.hosting.session.members.expect(holder)

    def door_is(self, code: str, kind: CodeKind, guests: bool) -> None:
        """What opens the meeting there."""
        self.hosting.door_is(code, kind, guests)

    def on_word(self, tell: Callable[[ParticipantId, int], None]) -> None:
        """Called with each member whose app says here that the host is gone, and for which naming."""
        self.hosting.session.succession.on_word = tell

    def take_over(self, me: ParticipantId, ticket: str) -> None:
        """The meeting goes on here. ``ticket``: the one that this app's own window has here."""
        self.hosting.session.members.own_window_has(ticket)
        self.hosting.session.take_over(me)

    def drop(self) -> None:
        """It does not stand in any more."""
        self.hosting.let_go()
