"""What a TLS client says first, as far as it tells browsers from apps. Pure.

Browsers say which protocols they speak (ALPN, RFC 7301), for pages, requests and WebSockets alike; apps of all versions
do not. The ssl module decides about a server's certificate before it tells of that, so it is read here, in bytes that
are only looked at.
"""

RECORD_HEADER = 5
MOST_BYTES = RECORD_HEADER + 2**14
"""Of the first record (RFC 8446, 5.1); browsers' first messages have about 2,000."""
_HANDSHAKE = 22
_CLIENT_HELLO = 1
_ALPN = 16
_BEFORE_SESSION = 4 + 2 + 32
"""Type and length, version, random (RFC 8446, 4.1.2)."""


def offers_protocols(data: bytes) -> bool | None:
    """Whether a connection that begins with ``data`` says which protocols it speaks; None if more has to come first.

    What is no TLS says nothing of the kind, nor does what is broken: TLS itself refuses it later.
    """
    if len(data) < RECORD_HEADER:
        return None if not data or data[0] == _HANDSHAKE else False
    if data[0] != _HANDSHAKE:
        return False
    end = RECORD_HEADER + int.from_bytes(data[3:RECORD_HEADER])
    if end > MOST_BYTES:
        return False
    if len(data) < end:
        return None
    try:
        return _has_alpn(_Bytes(data[RECORD_HEADER:end]))
    except EOFError:
        return False


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def take(self, count: int) -> bytes:
        """The next bytes. Raises EOFError."""
        taken, self._data = self._data[:count], self._data[count:]
        if len(taken) < count:
            raise EOFError
        return taken

    def vector(self, length_bytes: int) -> bytes:
        """What is behind a length of so many bytes. Raises EOFError."""
        return self.take(int.from_bytes(self.take(length_bytes)))


def _has_alpn(hello: _Bytes) -> bool:
    """Raises EOFError where it is shorter than it says."""
    if hello.take(_BEFORE_SESSION)[0] != _CLIENT_HELLO:
        return False
    for length_bytes in (1, 2, 1):  # session, cipher suites, compression
        hello.vector(length_bytes)
    extensions = _Bytes(hello.vector(2))
    while True:
        kind = int.from_bytes(extensions.take(2))
        if kind == _ALPN:
            return True
        extensions.vector(2)
