"""The succession channel of members' apps; and how little there is at an app that only stands in."""

from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.web import Application

from meetdesk.core.topics.people import Role
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.tasks import start_task
from meetdesk.net.websocket.handshake import acceptable, upgrade
from meetdesk.server.lan.lan_handler import LanHandler, NothingHere
from meetdesk.server.meeting.channels import KERNEL_BYTES
from meetdesk.server.meeting.person import Person
from meetdesk.server.meeting.session import MeetingSession
from meetdesk.wire.channels import Channel, Refusal, host_path
from meetdesk.wire.join import MEETING_HEADER
from meetdesk.wire.succession import SAID_BYTES, SUCCESSION_PATH


class SuccessionHandler(LanHandler):
    """``/meetdesk/<version>/succession``: for the app of somebody who has a ticket, and for no browser."""

    def get(self) -> None:
        """Opens the channel, or answers with the ``Refusal``."""
        newcomer = self.server.newcomer(self.request)
        scheme, _, ticket = self.request.headers.get("Authorization", "").partition(" ")
        session = self.session
        if self.request.headers.get(MEETING_HEADER, session.meeting_id) != session.meeting_id:
            self.refuse(Refusal.MEETING_REPLACED)
        elif (refusal := session.members.gate(ticket, Channel.CONTROL)) is not None:
            self.refuse(refusal)
        elif (person := session.members.by_ticket(ticket)) is None or person.role is Role.GUEST:
            self.refuse(Refusal.NOT_ADMITTED)
        elif scheme.lower() != "bearer" or not acceptable("GET", self.request.headers):
            self.refuse(Refusal.MALFORMED)
        else:
            connection = upgrade(self, SAID_BYTES, KERNEL_BYTES[Channel.CONTROL])
            self.server.admitted(newcomer)
            self.server.came_back(newcomer)
            start_task("succession channel", self._serve(person, connection))

    async def _serve(self, person: Person, connection: MessageConnection) -> None:
        await self.session.succession.serve(person, connection)


_STANDING_BY = {SUCCESSION_PATH, host_path(Channel.AUDIO_COPY)}
"""What there is at an app that only stands in: who would come over asks there, and the second copy of the sound goes
there already."""


class LanApplication(Application):
    """The LAN server's routes; while the meeting is another app's, only those for the members of that."""

    def __init__(self, session: MeetingSession, *args: Any, **settings: Any) -> None:
        """``args``, ``settings``: Tornado's."""
        super().__init__(*args, **settings)
        self._session = session

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> Any:
        """404 for everything else, as if no meeting were held here: none is."""
        if self._session.standing_by and request.path not in _STANDING_BY:
            return self.get_handler_delegate(request, NothingHere, {"session": self._session})
        return super().find_handler(request, **kwargs)
