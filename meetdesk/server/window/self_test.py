"""What the page of ``meetdesk --self-test`` reports. The route exists only while the app tests itself."""

from collections.abc import Callable

from meetdesk.server.window.api import ApiHandler
from meetdesk.wire.local import SelfTestReport


class SelfTest(ApiHandler):
    """``POST /api/self-test``."""

    def initialize(self, on_report: Callable[[SelfTestReport], None]) -> None:
        """``on_report``: called in the server thread with each report, the last of which has all that was reached."""
        self._on_report = on_report

    def post(self) -> None:
        """204. Raises MeetDeskError ``malformed_message``."""
        self._on_report(self.body(SelfTestReport))
        self.done()
