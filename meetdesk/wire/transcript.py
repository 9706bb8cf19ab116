"""The transcript of a join handshake: both sides hash what was said, so that nobody can change it on the way."""

import hashlib


class Transcript:
    """Messages as they were on the wire, in order. Two transcripts have the same digest only if all are the same."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(b"MeetDesk join transcript")

    def add(self, message: str | bytes) -> None:
        """One text message, without its WebSocket frame."""
        data = message.encode(errors="surrogatepass") if isinstance(message, str) else message
        self._hash.update(len(data).to_bytes(8, "big") + data)

    def digest(self) -> bytes:
        """SHA-256 of all so far, 32 bytes. More may be added."""
        return self._hash.digest()
