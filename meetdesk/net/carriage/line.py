"""One line: a streamed answer down, uploads up, and the channels that it carries."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from meetdesk.core.budget import Allowed, Bucket
from meetdesk.core.limits import BEAT_SECONDS, SILENCE_SECONDS
from meetdesk.net.carriage.answer import StreamedAnswer
from meetdesk.net.carriage.carried import Carried
from meetdesk.net.carriage.records import SLOTS, Malformed, Said, parse_batch, record
from meetdesk.net.outgoing import ignore
from meetdesk.net.websocket.frames import Opcode, close_frame, frame, text_frame
from meetdesk.net.websocket.parser import Fault

UNREAD_SECONDS = 0.3
"""Nothing more is sent once a page has not read for so long what it was sent: a browser takes any amount in, whether
its page reads or not, and what it was sent cannot be dropped any more."""
UNREAD_BYTES = 2_000_000
"""Nor while so much is unread."""
BATCHES = Allowed(400, 150, "uploads on one line: 60 pictures a second in two layers; each costs what 10 messages do")
UPLOADS = 3
"""Under way at a time on one line: one, and those that the page has given up and sent again. The oldest gives way."""
EMPTY_SECONDS = 5.0
"""A line without a channel is ended after so long."""
_GRAIN_SECONDS = 0.02
"""What was sent within so short a time is one entry of what is unread."""
_REFUSED = frozenset({Opcode.PING, Opcode.PONG})


class Taken(Enum):
    """What became of an upload."""

    WHOLE = auto()
    MALFORMED = auto()
    """The line is ended."""
    OVER = auto()
    """The line was ended before, or is because of too many."""


class Line:
    """Channels for one page. ``take`` is called with the body of each upload; all in the loop's own thread."""

    def __init__(self, answer: StreamedAnswer, opens: Callable[[int, Carried], int | None]) -> None:
        """``opens`` is asked for a channel in a slot, and serves it or gives the HTTP status to refuse it with."""
        self.on_end: Callable[[], None] = ignore
        self.ended = False
        self._under_way: dict[object, Callable[[], None]] = {}
        """Uploads that have begun, the oldest first, and what closes the connection of each."""
        self._answer = answer
        self._opens = opens
        self._loop = asyncio.get_running_loop()
        self._slots: dict[int, Carried] = {}
        self._leaving: list[Carried] = []
        """Channels whose last words are not out yet."""
        self._next = 0
        self._written = self._read = 0
        """Bytes of records: how many were sent, and how many of them the page says that it has read."""
        self._unread: deque[tuple[int, float]] = deque()
        """How many had been written, and when; the oldest first."""
        self._held = False
        self._uploads = Bucket(BATCHES)
        self._heard = self._beaten = self._used = self._loop.time()
        self._timer = self._loop.call_later(BEAT_SECONDS, self._beat)
        answer.on_gone = self._gone
        answer.on_drained = self._drained

    def begin(self, headers: dict[str, str]) -> None:
        """Answers the request that opened the line."""
        if self._answer.gone:
            self._gone()
            return
        first = record(0, frame(Opcode.PING, b""))
        self._written += len(first)
        self._answer.begin(headers, first)

    # Up

    def begins(self, upload: object, cut: Callable[[], None]) -> None:
        """An upload has begun. The oldest gives way for more than ``UPLOADS``: a page waits for no more, so whatever
        is left of that one was cut off on its way, and nobody has said so. ``cut`` closes its connection."""
        self._under_way[upload] = cut
        if len(self._under_way) > UPLOADS:
            self._under_way.pop(next(iter(self._under_way)))()

    def over(self, upload: object) -> None:
        """It is whole, or was given up."""
        self._under_way.pop(upload, None)

    def take(self, body: bytes) -> Taken:
        """What one upload brought. A batch that came already is dropped."""
        now = self._loop.time()
        if self.ended:
            return Taken.OVER
        if not self._uploads.take(1, now):
            self._fault(Fault.FLOODING)
            return Taken.OVER
        try:
            batch = parse_batch(body)
            if batch.number > self._next or batch.read > self._written:
                raise Malformed("a batch is missing, or more was read than was sent")
        except Malformed:
            self._fault(Fault.PROTOCOL)
            return Taken.MALFORMED
        self._heard = now
        self._credit(batch.read)
        if batch.number == self._next:
            self._next += 1
            for said in batch.said:
                self._hear(said)
        return Taken.WHOLE

    def _hear(self, said: Said) -> None:
        if said.slot == 0:
            self._hear_line(said)
            return
        channel = self._slots.get(said.slot)
        if channel is None:
            return  # the page does not know yet that it is closed
        if said.opcode in _REFUSED:
            self._fault(Fault.PROTOCOL)
            return
        try:
            channel.hear(said.opcode, said.payload)
        except BaseException:
            channel.abort()
            raise

    def _hear_line(self, said: Said) -> None:
        """``open <slot>``, or the end."""
        if said.opcode == Opcode.CLOSE:
            self.end(1000)
            return
        asked, _, number = said.payload.partition(b" ")
        slot = int(number) if number.isdigit() and len(number) < 3 else 0
        if said.opcode != Opcode.TEXT or asked != b"open" or not 0 < slot < SLOTS:
            self._fault(Fault.PROTOCOL)
            return
        if (before := self._slots.get(slot)) is not None:
            before.abort()
        channel = Carried(self, slot)
        status = self._opens(slot, channel)
        if status is None:
            self._slots[slot] = channel
        told = b"opened %d" % slot if status is None else b"refused %d %d" % (slot, status)
        self._write(0, text_frame(told))

    def _fault(self, fault: Fault) -> None:
        for channel in list(self._slots.values()):
            channel.close(*channel.on_fault(fault))
        self.end(fault.value)

    # Down

    @property
    def ready(self) -> bool:
        """Whether the kernel has taken what was written, and the page has read it, but for the latest."""
        if self._answer.ready and not self._behind():
            return True
        self._held = True
        return False

    def write(self, slot: int, frames: bytes) -> None:
        """Never waits; see ``ready``."""
        if not self.ended:
            self._write(slot, frames)

    def _write(self, slot: int, frames: bytes) -> None:
        data = record(slot, frames)
        self._written += len(data)
        now = self._loop.time()
        if self._unread and now - self._unread[-1][1] < _GRAIN_SECONDS:
            self._unread[-1] = (self._written, self._unread[-1][1])
        else:
            self._unread.append((self._written, now))
        self._answer.write(data)

    def _behind(self) -> bool:
        if not self._unread:
            return False
        return self._loop.time() - self._unread[0][1] > UNREAD_SECONDS or self._written - self._read > UNREAD_BYTES

    def _credit(self, read: int) -> None:
        self._read = max(self._read, read)
        while self._unread and self._unread[0][0] <= read:
            self._unread.popleft()
        self._drained()

    def _drained(self) -> None:
        if not self._answer.ready:
            return
        for channel in self._leaving:
            channel.finish()
        self._leaving.clear()
        if not self._held or self._behind():
            return
        self._held = False
        for channel in list(self._slots.values()):
            channel.on_drained()

    # Its life

    def _beat(self) -> None:
        now = self._loop.time()
        # After the machine slept, or this loop was held up, silence says nothing about the page.
        self._heard += max(0.0, now - self._beaten - 2 * BEAT_SECONDS)
        self._beaten = now
        if self._slots:
            self._used = now
        if now - self._heard > SILENCE_SECONDS:
            self.abort()
            return
        if now - self._used > EMPTY_SECONDS:
            self.end(1000)
            return
        self._timer = self._loop.call_later(BEAT_SECONDS / 2, self._beat)
        self._write(0, frame(Opcode.PING, b""))

    def closed(self, channel: Carried) -> None:
        """A channel has said its last word, or heard it."""
        if self._slots.get(channel.slot) is channel:
            del self._slots[channel.slot]
        if self._answer.ready:
            channel.finish()
        else:
            self._leaving.append(channel)

    def end(self, code: int, reason: str = "") -> None:
        """Says that it is over; the channels are, too."""
        if self.ended:
            return
        self._write(0, close_frame(code, reason))
        self.ended = True
        self._answer.end()

    def abort(self) -> None:
        """Over at once, without a word: the page takes the link for lost."""
        self.ended = True
        self._answer.abort()

    def _gone(self) -> None:
        """The connection of the answer is."""
        self.ended = True
        self._timer.cancel()
        for channel in [*self._slots.values(), *self._leaving]:
            channel.finish()
        self._slots.clear()
        self._leaving.clear()
        self.on_end()
