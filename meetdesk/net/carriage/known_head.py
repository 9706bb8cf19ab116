"""The head of a request that HTTP has taken once, known again by its bytes. Pure.

A page's uploads differ in the digits of their ``Content-Length`` alone. What was said in all other bytes (method, path,
host, origin, cookie) was parsed and judged by the HTTP server when they came first, so comparing is enough, and nothing
here parses HTTP: whatever is not the very same head is for the server.
"""

import re
from typing import NamedTuple, Self

_END = re.compile(rb"\r?\n\r?\n")
"""Of a head, as Tornado finds it."""
_LENGTH = re.compile(rb"\r\n(?i:content-length):[ \t]*([0-9]+)(?=\r\n)")
_DIGITS = 8
_REFUSED = re.compile(rb"\n(?i:transfer-encoding|expect|upgrade|connection:(?![ \t]*keep-alive[ \t]*\r\n))")
"""What changes how a request is read or answered."""


class Other(Exception):  # no error: what comes is for the HTTP server
    """It is not that head."""


class KnownHead(NamedTuple):
    """All of it but those digits."""

    before: bytes
    after: bytes

    @classmethod
    def of(cls, head: bytes, uri: str, size: int) -> Self | None:
        """``head``: what a connection began with, and the server took; ``uri``, ``size``: how it read that, target and
        length of the body. None: it is none to be known again."""
        end = _END.search(head)
        if end is None or end.end() != len(head) or not head.endswith(b"\r\n\r\n"):
            return None
        lengths = list(_LENGTH.finditer(head))
        if len(lengths) != 1 or head.lower().count(b"content-length") != 1 or _REFUSED.search(head):
            return None
        start, stop = lengths[0].span(1)
        if not head.startswith(b"PUT %b HTTP/1.1\r\n" % uri.encode("latin1")) or int(head[start:stop]) != size:
            return None
        return cls(head[:start], head[stop:])

    def find(self, data: bytes, start: int) -> tuple[int, int] | None:
        """Where the body of the request that begins at ``start`` begins and ends; None while too little is there to
        know. Raises Other."""
        before, after = self
        digits = start + len(before)
        if not data.startswith(before, start):
            if len(data) < digits and before.startswith(data[start:]):
                return None
            raise Other
        end = data.find(b"\r", digits, digits + _DIGITS + 1)
        number = data[digits:end] if end >= 0 else data[digits : digits + _DIGITS + 1]
        if len(number) > _DIGITS or (number and not number.isdigit()) or (end >= 0 and not number):
            raise Other
        if end < 0:
            return None
        if not data.startswith(after, end):
            if after.startswith(data[end:]):
                return None
            raise Other
        body = end + len(after)
        return body, body + int(number)
