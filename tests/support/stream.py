"""A byte stream over the bad network: what TCP makes of loss and stalls, as a pure model. Seconds, as in the network.

No more than the field's first textbook has: segments, cumulative acknowledgements, a repeat after three of the same and
after a time-out that doubles. So lost packets become late bytes, and what comes after them waits.
"""

from collections import deque

from tests.support.bad_network import Command, Deliver, Event, LinkQuality, Network, Sent, TimePassed

SEGMENT_BYTES = 1_400
TIME_OUT_SECONDS = 0.2
"""Linux's shortest."""
_SAME = 3


class Stream:
    """From side 0 to side 1."""

    def __init__(self, quality: LinkQuality, seed: int, buffer_bytes: int) -> None:
        """``buffer_bytes``: the sender's kernel holds so much that is not acknowledged."""
        self._network = Network(seed, quality)
        self._commands: deque[Command] = deque()
        self._buffer = buffer_bytes
        self._unacknowledged: dict[int, bytes] = {}
        self._next = self._acknowledged = self._same = 0
        self._now = 0.0
        self._time_out = TIME_OUT_SECONDS
        self._repeat_at: float | None = None
        self._came: dict[int, bytes] = {}
        self._wanted = 0
        self._arrived: list[tuple[float, bytes]] = []

    @property
    def room(self) -> int:
        """Bytes that the sender's kernel takes now."""
        return max(0, self._buffer - sum(len(segment) for segment in self._unacknowledged.values()))

    @property
    def wake_at(self) -> float | None:
        """When something happens next by itself."""
        if self._commands:
            return 0.0
        times = [at for at in (self._network.wake_at, self._repeat_at) if at is not None]
        return min(times, default=None)

    def write(self, data: bytes, now: float) -> int:
        """How many of the bytes the kernel took."""
        taken = min(len(data), self.room)
        for at in range(0, taken, SEGMENT_BYTES):
            self._unacknowledged[self._next] = data[at : min(at + SEGMENT_BYTES, taken)]
            self._send(self._next, now)
            self._next += 1
        return taken

    def advance(self, now: float) -> list[tuple[float, bytes]]:
        """What has arrived since, in order, and when."""
        while (at := self.wake_at) is not None and at <= now:
            at = max(at, self._now)
            self._now = at
            self._happen(TimePassed(), at)
            while self._commands:
                command = self._commands.popleft()
                if isinstance(command, Deliver):
                    self._received(command, at)
            if self._repeat_at is not None and self._repeat_at <= at:
                self._time_out *= 2
                self._send(self._acknowledged, at)
        arrived, self._arrived = self._arrived, []
        return arrived

    def _happen(self, event: Event, now: float) -> None:
        self._commands += self._network.handle(event, now)

    def _send(self, number: int, now: float) -> None:
        self._happen(Sent(0, number.to_bytes(8, "big") + self._unacknowledged[number]), now)
        if self._repeat_at is None or number == self._acknowledged:
            self._repeat_at = now + self._time_out

    def _received(self, command: Deliver, now: float) -> None:
        number = int.from_bytes(command.packet[:8], "big")
        if command.side == 1:
            self._came[number] = command.packet[8:]
            while self._wanted in self._came:
                self._arrived.append((now, self._came.pop(self._wanted)))
                self._wanted += 1
            self._came = {key: segment for key, segment in self._came.items() if key >= self._wanted}
            self._happen(Sent(1, self._wanted.to_bytes(8, "big")), now)
        elif number > self._acknowledged:
            for acknowledged in range(self._acknowledged, number):
                del self._unacknowledged[acknowledged]
            self._acknowledged, self._same, self._time_out = number, 0, TIME_OUT_SECONDS
            self._repeat_at = now + self._time_out if self._unacknowledged else None
        elif self._unacknowledged:
            self._same += 1
            if self._same == _SAME:
                self._send(self._acknowledged, now)
