"""The channels of a participant, as both servers open them."""

from typing import Final

from tornado.web import RequestHandler

from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.handshake import acceptable, upgrade
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import MESSAGE_BYTES, Channel, Refusal

_FAST = (256 * 1024, 64 * 1024)
KERNEL_BYTES: Final = {
    Channel.CONTROL: _FAST,
    Channel.AUDIO: (64 * 1024, 8 * 1024),
    Channel.AUDIO_COPY: (64 * 1024, 8 * 1024),
    Channel.VIDEO: _FAST,
    Channel.FILE: _FAST,
}
"""Kernel's send buffer, and how much of it may be unsent; a fast link's bandwidth times its round trip fits in."""


def open_channel(handler: RequestHandler, session: MeetingSession, ticket: str, channel: Channel) -> Refusal | None:
    """Upgrades a request for a channel and serves it from now on, or returns what to refuse it with."""
    if (refusal := session.members.gate(ticket, channel)) is not None:
        return refusal
    if not acceptable(handler.request.method or "", handler.request.headers):
        return Refusal.MALFORMED
    connection = upgrade(handler, MESSAGE_BYTES[channel], KERNEL_BYTES[channel])
    start_task(f"{channel} channel", session.members.serve(ticket, channel, connection))
    return None
