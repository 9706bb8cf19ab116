"""What somebody does to a meeting, as the table names it."""

import asyncio
import itertools
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.support.bot import Bot
from tests.support.bot_channels import HANDSHAKE_SECONDS, Connector

_TICK_SECONDS = 0.002
_AGAIN_SECONDS = 0.2
"""Until somebody who was put out is back."""


@dataclass
class Host:
    """Where the meeting is, for somebody who means ill. ``code``: a stranger does not look at it."""

    address: str
    port: int
    code: str
    done: int = 0
    """How often it was done: frames, messages, connections…, as far as the act counts them."""
    came: int = 0
    """How often somebody came in, the first time included."""
    faults: list[str] = field(default_factory=list)
    """How it ended, each time that it did."""
    _addresses: "itertools.count[int]" = field(default_factory=itertools.count)

    def another_address(self) -> str:
        """An address of this computer that nobody has used yet, as if of another one: 65,000 in 127.66.0.0/16."""
        number = next(self._addresses) % 65_000
        return f"127.66.{number // 250}.{number % 250 + 1}"

    async def come_in(self, name: str = "Eve") -> Bot:
        """A participant who joined by the code, from an address of its own. Raises MeetDeskError if it is refused."""
        bot = await Bot.join(self.address, self.port, self.code, name, connector=coming_from("127.66.0.1"))
        self.came += 1
        return bot


class Act(NamedTuple):
    words: str
    """What is done, for the table."""
    who: str
    """``participant`` or ``stranger``; ``honest``: must not be refused anything; ``bystander``: only is there."""
    do: Callable[[Host, int], Awaitable[None]]
    """Goes on until it is cancelled, or returns when whoever does it was put out: then it is called again."""
    pays: str
    """Who pays for it now, for the table."""
    strength: int
    """What ``do`` is given at 1 x: as strong as it was when it did harm."""
    unit: str
    """Of the strength, such as ``frames/s``."""
    host: tuple[str, ...] = ()
    """Arguments of the host that it needs, such as ``--guests``."""
    looked_at: bool = False
    """Whether the person in the window has the chat open and asks for every picture in it."""


def coming_from(source: str) -> Connector:
    """Connections from one of this computer's loopback addresses, as if from another computer."""

    def connect(address: str, port: int) -> socket.socket:
        return socket.create_connection((address, port), HANDSHAKE_SECONDS, source_address=(source, 0))

    return connect


async def go_on(host: Host, eve: Bot, strength: int, do: Callable[[int], Awaitable[None]]) -> None:
    """Does it ``strength`` times a second, as far as the machine can, until ``eve`` is put out."""
    clock, number = asyncio.get_running_loop(), 0
    began = clock.time()
    while "control" not in eve.closed:
        while number < (clock.time() - began) * strength and "control" not in eve.closed:
            await do(number)
            number += 1
            host.done += 1
        await asyncio.sleep(_TICK_SECONDS)


async def persist(act: Act, host: Host, times: int) -> None:
    """Does it again and again, whatever is answered, until cancelled."""
    while True:
        try:
            await act.do(host, act.strength * times)
        except Exception as error:
            host.faults.append(f"{type(error).__name__}: {error}")
        await asyncio.sleep(_AGAIN_SECONDS)
