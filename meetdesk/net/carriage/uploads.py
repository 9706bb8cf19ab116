"""A connection that brings one upload after the other, read without the HTTP server for as long as nothing else comes.

An upload by way of Tornado costs a handler, futures, timers and some twenty headers, each about as much as a dozen
messages on a WebSocket. Here a head that the server has taken is known again by its bytes; at anything else the server
has its connection back, with all that came.
"""

import asyncio
from collections.abc import Callable

from tornado.iostream import IOStream

from meetdesk.net.both_ways import BothWays
from meetdesk.net.carriage.known_head import KnownHead, Other
from meetdesk.net.carriage.line import Line, Taken
from meetdesk.net.websocket.turns import turns_of


class Uploads(BothWays):
    """Of one line. ``begin`` must be called; all in the loop's own thread."""

    def __init__(
        self,
        stream: IOStream,
        line: Line,
        known: KnownHead | None,
        *,
        most: int,
        seconds: float,
        answers: dict[Taken, bytes],
        allowed: Callable[[], bool],
        give_back: Callable[[IOStream, bytes], None],
    ) -> None:
        """Takes over a stream that HTTP has let go of.

        ``known``: the head of the line's uploads. ``most``: bytes of a body. ``seconds``: for the next head, and for
        the rest of a body. ``answers``: whole ones. ``allowed``: asked for each upload. ``give_back``: gets the stream
        and what came, when that is for the HTTP server.
        """
        super().__init__(stream)
        self._line, self._known = line, known
        self._most, self._seconds, self._answers = most, seconds, answers
        self._allowed, self._give_back = allowed, give_back
        self._readers = turns_of(self._loop)
        self._pieces: list[bytes] = []
        """What came of the next upload."""
        self._waiting = self._needed = 0
        """Bytes: of ``_pieces``, and of the whole upload as far as it is known."""
        self._counted = False
        """Whether the line counts the upload as under way."""
        self._deadline = self._loop.time() + seconds
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Answers the upload that HTTP has read, and reads what comes from now on."""
        if self.gone:
            return
        self._timer = self._loop.call_at(self._deadline, self._check_time)
        self._readers.add_reader(self._descriptor, self._readable)
        self._answer(Taken.WHOLE)
        if self._early and not self.gone:
            try:
                self._received(self._early)
            except BaseException:
                self.abort()
                raise

    def _received(self, chunk: bytes) -> None:
        self._waiting += len(chunk)
        if self._pieces or self._waiting < self._needed:
            self._pieces.append(chunk)
            if self._waiting < self._needed:
                return
            chunk = b"".join(self._pieces)
            self._pieces = []
        start = 0
        while start < len(chunk) and not self.gone:
            start, whole = self._next(chunk, start)
            if not whole:
                break
        if not self.gone:
            self._waiting = len(chunk) - start
            if self._waiting:
                self._pieces = [chunk[start:]]

    def _next(self, data: bytes, start: int) -> tuple[int, bool]:
        """Takes the upload that begins at ``start``. Returns where the next one does, and whether it was whole."""
        if self._known is None or not self._allowed():
            return self._hand_back(data, start)
        try:
            found = self._known.find(data, start)
        except Other:
            return self._hand_back(data, start)
        if found is None:
            self._needed = 0
            return start, False
        body, end = found
        if not self._counted:
            if end - body > self._most:
                return self._hand_back(data, start)
            if end > len(data):
                self._counted = True
                self._line.begins(self, self.abort)
                self._deadline = self._loop.time() + self._seconds
        if end > len(data):
            self._needed = end - start
            return start, False
        self._needed = 0
        self._over()
        self._answer(self._line.take(data[body:end]))
        return end, True

    def _answer(self, taken: Taken) -> None:
        self._deadline = self._loop.time() + self._seconds
        self.write(self._answers[taken])
        if not self.gone and (taken is not Taken.WHOLE or not self.ready):
            # A page reads one answer before it sends again, so nothing of them ever waits.
            self.abort()

    def _over(self) -> None:
        if self._counted:
            self._counted = False
            self._line.over(self)

    def _hand_back(self, data: bytes, start: int) -> tuple[int, bool]:
        self._stop()
        self.gone = self.closing = True
        self._give_back(self._stream, data[start:])
        return len(data), False

    def _check_time(self) -> None:
        if self._loop.time() >= self._deadline:
            self.abort()
        else:
            self._timer = self._loop.call_at(self._deadline, self._check_time)

    def _stop(self) -> None:
        self._over()
        self._pieces = []
        if self._timer is not None:
            self._timer.cancel()
            self._readers.remove_reader(self._descriptor)

    def abort(self) -> None:
        """Closes the connection at once."""
        if self.gone:
            return
        self._stop()
        self._let_go()
        self.gone = self.closing = True
