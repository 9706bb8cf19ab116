"""The channels of a participant, as both servers open them."""

from typing import NamedTuple

from tornado.web import RequestHandler

from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.handshake import acceptable, upgrade
from meetdesk.relay.header import VIDEO_FRAME_BYTES
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.codec import CONTROL_BYTES
from meetdesk.wire.files import CHUNK_BYTES

PATTERN = "(control|audio|audio-copy|video|file)"
"""In a route's path: the name of the channel."""


class _Limits(NamedTuple):
    message: int
    """Longest WebSocket message from the participant, in bytes."""
    kernel: tuple[int, int]
    """Kernel's send buffer, and how much of it may be unsent; a fast link's bandwidth times its round trip fits in."""


LIMITS = {
    "control": _Limits(CONTROL_BYTES, (256 * 1024, 64 * 1024)),
    "audio": _Limits(VIDEO_FRAME_BYTES, (64 * 1024, 8 * 1024)),
    "audio-copy": _Limits(VIDEO_FRAME_BYTES, (64 * 1024, 8 * 1024)),
    "video": _Limits(VIDEO_FRAME_BYTES, (256 * 1024, 64 * 1024)),
    "file": _Limits(CHUNK_BYTES, (256 * 1024, 64 * 1024)),
}


def open_channel(handler: RequestHandler, session: MeetingSession | None, ticket: str, channel: str) -> int:
    """Answers a request for a channel: upgrades it and returns 101, or returns the status to refuse it with."""
    status = 410 if session is None else session.members.gate(ticket, channel)
    if status is not None or session is None:
        return status or 410
    if not acceptable(handler.request.method or "", handler.request.headers):
        return 400
    limits = LIMITS[channel]
    connection = upgrade(handler, limits.message, limits.kernel)
    start_task(f"{channel} channel", session.members.serve(ticket, channel, connection))
    return 101
