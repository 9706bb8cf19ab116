"""The running app: store, identity, server thread, loopback server. Started and stopped from the main thread."""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from meetdesk.app.application import App
from meetdesk.app.attending import Attendant
from meetdesk.app.overrides import Overrides
from meetdesk.core.errors import MeetDeskError
from meetdesk.desktop.awake import Awake
from meetdesk.joining.goodbye import GOODBYE_SECONDS
from meetdesk.joining.identity import load_or_make
from meetdesk.net.listening import bind_loopback
from meetdesk.net.thread import ServerThread
from meetdesk.server.window.loopback import LoopbackServer
from meetdesk.store.store import Store
from meetdesk.wire.local import (
    AddressesChanged,
    AppEvent,
    CodeChanged,
    HostedMeeting,
    HostMeeting,
    JoinedMeeting,
    JoinMeeting,
    MeetingMoved,
    SelfTestReport,
    Settings,
)

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0


class Runtime:
    """To be used in a ``with`` statement; leaving it ends the meeting for everybody and closes everything."""

    def __init__(
        self,
        data: Path,
        ui: Path | None,
        overrides: Overrides,
        *,
        guest_pages: Path | None = None,
        join_address: str = "",
        join_code: str = "",
        join_now: bool = True,
        keen: bool = False,
        on_quit: Callable[[], None] = lambda: None,
        on_addresses: Callable[[HostedMeeting], None] = lambda _: None,
        on_code: Callable[[HostedMeeting], None] = lambda _: None,
        on_moved: Callable[[MeetingMoved], None] = lambda _: None,
        on_ended_without_window: Callable[[], None] = lambda: None,
        on_report: Callable[[SelfTestReport], None] | None = None,
    ) -> None:
        """``data``: folder of everything that is kept. ``ui``: folder of the page; None serves no window.
        ``guest_pages``: folder of the page for browser guests, if it is not ``ui``. ``keen``: as ``App``.

        Called in the server thread: ``on_quit`` (once, when the app is to go), ``on_addresses`` (they changed while
        hosting), ``on_code`` (so did the code), ``on_moved`` (the meeting goes on in another app than before),
        ``on_ended_without_window``. With ``on_report`` the page is that of the self-test, and it
        is called with its reports. Raises MeetDeskError, and then nothing runs.
        """
        self._ui = ui
        self._guest_pages = guest_pages or ui or Path()
        self._overrides = overrides
        self._join_address = join_address
        self._join_code = join_code
        self._join_now = join_now
        self._keen = keen
        self._on_quit = on_quit
        self._on_addresses = on_addresses
        self._on_code = on_code
        self._on_moved = on_moved
        self._on_ended_without_window = on_ended_without_window
        self._on_report = on_report
        self._awake = Awake()
        self._attendant: Attendant | None = None
        self._quitting = False
        self._stopped = False
        self._loopback: LoopbackServer | None = None
        self._store = Store(data)
        try:
            self._identity = load_or_make(data)
            self._sockets = bind_loopback()[0] if ui is not None else []
            self._thread = ServerThread()
            self._app = self._thread.start(self._open)
        except BaseException:
            self._store.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def storage_problem(self) -> str:
        """Why nothing can be kept; empty if all is well."""
        return self._store.problem

    @property
    def settings(self) -> Settings:
        return self._app.settings

    def entry_url(self) -> str:
        """Where a window is to go first. Good once; secret. There must be a ``ui``."""
        assert self._loopback is not None
        return self._loopback.entry_url()

    def host(self, request: HostMeeting) -> HostedMeeting:
        """Starts a meeting. Raises MeetDeskError."""
        return self._thread.call(self._app.host(request)).result()

    def attend(self, request: JoinMeeting, on_over: Callable[[MeetDeskError | None], None]) -> JoinedMeeting:
        """Joins a meeting, to be in it without a window. ``on_over``: as ``Attendant``. Raises MeetDeskError."""
        return self._thread.call(self._attend(request, on_over)).result()

    def without_native_window(self) -> None:
        """The page will be shown by a browser."""
        self._app.native_window = False

    def open_link(self, address: str, code: str) -> None:
        """What is to be joined is shown on the start screen, and waits for the person; empty: nothing. From any
        thread."""
        if address:
            self._thread.call(self._open_link(address, code))

    def may_close(self) -> bool:
        """Whether the window may close without asking; otherwise the page was told to ask. From any thread."""
        if self._app.joined:
            with suppress(TimeoutError):
                self._thread.call(self._app.say_goodbye()).result(GOODBYE_SECONDS)
        if self._loopback is None or not self._loopback.windows or not self._app.hosting:
            return True
        self._thread.call(self._request_close())
        return False

    def stop(self) -> None:
        """Ends or leaves the meeting, closes everything; harmless when repeated."""
        if self._stopped:
            return
        self._stopped = True
        try:
            self._thread.call(self._close()).result(STOP_SECONDS)
        except (TimeoutError, MeetDeskError, RuntimeError) as error:
            log.warning("the app did not end in order: %r", error)
        self._app.discovery.stop()
        self._awake.stop()
        self._thread.stop()
        self._store.close()

    async def _open(self) -> App:
        app = App(
            self._store,
            self._identity,
            self._overrides,
            guest_pages=self._guest_pages,
            join_address=self._join_address,
            join_code=self._join_code,
            join_now=self._join_now,
            keen=self._keen,
            on_quit=self._quit,
            on_event=self._push,
            on_ended=self._ended,
            on_meeting=self._awake.hold,
        )
        app.past.start()
        if self._ui is not None:
            self._loopback = LoopbackServer(app, self._sockets, self._ui, self._on_report)
        return app

    async def _attend(self, request: JoinMeeting, on_over: Callable[[MeetDeskError | None], None]) -> JoinedMeeting:
        meeting = await self._app.join(request)
        self._attendant = Attendant(request.name, self._app.way_in, on_over)
        return meeting

    async def _close(self) -> None:
        if self._attendant is not None:
            self._attendant.end()
        self._app.past.stop()
        await self._app.quit()
        if self._loopback is not None:
            await self._loopback.stop()

    async def _open_link(self, address: str, code: str) -> None:
        self._app.open_invitation(address, code)

    async def _request_close(self) -> None:
        self._app.request_close()

    def _push(self, event: AppEvent) -> None:
        if self._loopback is not None:
            self._loopback.push(event)
        if isinstance(event, AddressesChanged):
            self._on_addresses(event.hosting)
        elif isinstance(event, CodeChanged):
            self._on_code(event.hosting)
        elif isinstance(event, MeetingMoved):
            if self._attendant is not None:
                self._attendant.moved()
            self._on_moved(event)

    def _quit(self) -> None:
        if not self._quitting:
            self._quitting = True
            self._on_quit()

    def _ended(self) -> None:
        if self._loopback is None:
            self._on_ended_without_window()
