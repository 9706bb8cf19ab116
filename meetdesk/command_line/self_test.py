"""``meetdesk --self-test``: does MeetDesk work on this computer, in the form in which it is installed?

Everything is real but the devices: servers, join, relay, window, encoding, decoding. The person's data are not touched.
"""

import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from meetdesk import __version__
from meetdesk.app.overrides import Overrides
from meetdesk.app.runtime import Runtime
from meetdesk.command_line.output import Output
from meetdesk.core.errors import MeetDeskError
from meetdesk.desktop import paths
from meetdesk.desktop.display import NoDisplay
from meetdesk.desktop.environment import load_binding
from meetdesk.desktop.look import Look
from meetdesk.desktop.sandbox import Sandbox, sandbox
from meetdesk.desktop.window import close_window, run_window
from meetdesk.joining.address import Address
from meetdesk.joining.code import normal_code
from meetdesk.joining.dial import JoinedHost, join
from meetdesk.joining.invitation import Destination
from meetdesk.messages import sentence
from meetdesk.net.thread import ServerThread
from meetdesk.selftest.parts import missing_parts
from meetdesk.selftest.reflection import ENOUGH, look_into_mirror, mirror
from meetdesk.wire.local import HostedMeeting, HostMeeting, Milestone, SelfTestReport

log = logging.getLogger(__name__)

GOOD, FAILED, NO_DISPLAY = 0, 1, 3
"""Exit statuses; 2 is that of wrong arguments."""
_WINDOW_SECONDS = 45.0
"""For the window to show all that it has to, on a slow computer; it takes three seconds on a usual one. The trials of
the display come before, and have limits of their own."""
_RELAY_SECONDS = 15.0
_HARD_SECONDS = 150.0
"""After this the process is ended, whatever stands still."""
_NAME = "MeetDesk"


class SelfTest:
    def __init__(self, output: Output, ui: Path, stopped: threading.Event) -> None:
        self._output = output
        self._ui = ui
        self._stopped = stopped
        self._reached: set[Milestone] = set()
        self._closing = threading.Event()
        """Whether this test closes the window itself."""
        self._sandbox: Sandbox | None = None
        self.failed = False
        self.no_window = ""
        """Why there was none, as a sentence."""
        self.step = "parts"

    def run(self) -> int:
        """The exit status. What works and what does not has been printed."""
        for part, reason in missing_parts():
            self._bad("parts", self._say("part_missing", part=part, reason=reason))
        if not self.failed:
            self._good("parts")
        self.step = "servers"
        load_binding()
        with tempfile.TemporaryDirectory(prefix="meetdesk-self-test-") as folder, _data(folder) as data:
            try:
                with (
                    Runtime(
                        data, self._ui, Overrides(name=_NAME), on_report=self._report, on_quit=close_window
                    ) as runtime,
                    _meeting_thread() as thread,
                ):
                    status = self._meeting(runtime, thread)
            except MeetDeskError as error:
                self._bad(self.step, sentence(f"error_{error.code}", self._output.language, **error.detail))
                status = FAILED
        return FAILED if self.failed else status

    def _meeting(self, runtime: Runtime, thread: ServerThread) -> int:
        hosted = runtime.host(HostMeeting(_NAME, _NAME, port=0, hidden=True))
        self._good("servers")
        self.step = "join"
        reflecting = thread.call(mirror(thread.call(_joined(hosted)).result()))
        reflecting.add_done_callback(_log_failure)
        self._good("join")
        self.step = Milestone.PAGE
        timer = threading.Timer(_WINDOW_SECONDS, self._close)
        try:
            run_window(
                runtime.entry_url(),
                closing=lambda: True,
                closed=lambda: None,
                storage=paths.window_folder(),
                look=lambda: Look(self._output.language),
                on_opening=timer.start,
            )
        except NoDisplay as error:
            log.info("no window: %s", error.reason)
            self.no_window = self._output.sentence(error.key, **error.sentence_detail)
            if error.broken:
                self._bad(Milestone.PAGE, self.no_window)
            return self._without_window(thread, hosted)
        finally:
            timer.cancel()
        for milestone in Milestone:
            if milestone in self._reached:
                self._good(milestone)
            else:
                self._bad(milestone, self._reason())
        self._tell_of_sandbox()
        return GOOD

    def _tell_of_sandbox(self) -> None:
        """Without it everything works, so that nothing else would ever tell of it."""
        if self._sandbox is Sandbox.ON:
            self._good("sandbox")
        elif self._sandbox is not None:
            log.warning("self-test: the engine's sandbox is off: %s", self._sandbox.value)
            for key in ("", "_do"):
                words = sentence(f"finding_sandbox_{self._sandbox}{key}", self._output.language)
                self._output.say("self_test_note", step=words)

    def _without_window(self, thread: ServerThread, hosted: HostedMeeting) -> int:
        """Nothing can be shown here: frames that nobody encoded pass through the relay all the same."""
        self.step = "relay"
        came = thread.call(_looked(hosted)).result()
        if came < ENOUGH:
            self._bad("relay", self._say("altered", count=came, total=ENOUGH))
        else:
            self._good("relay")
        for milestone in Milestone:
            self._output.say("self_test_skipped", step=self._say(milestone))
        return NO_DISPLAY

    def _report(self, report: SelfTestReport) -> None:
        """Called in the server thread."""
        if report.fault:
            log.error("the page's fault: %s", report.fault)
        self._reached |= set(report.reached)
        if self._sandbox is None and Milestone.PAGE in self._reached:
            self._sandbox = sandbox()  # of the engine that shows the page now
        self.step = next((one for one in Milestone if one not in self._reached), Milestone.SOUND_HEARD)
        if self._reached == set(Milestone):
            self._close()

    def _close(self) -> None:
        self._closing.set()
        close_window()

    def _reason(self) -> str:
        if self._stopped.is_set():
            return self._say("stopped")
        return self._say("late", seconds=int(_WINDOW_SECONDS)) if self._closing.is_set() else self._say("window_closed")

    def _good(self, step: str) -> None:
        log.info("self-test: %s is good", step)
        self._output.say("self_test_good", step=self._say(step))

    def _bad(self, step: str, reason: str) -> None:
        self.failed = True
        log.error("self-test: %s failed: %s", step, reason)
        self._output.say("self_test_bad", step=self._say(step), reason=reason)

    def _say(self, key: str, **detail: str | int) -> str:
        return sentence(f"cli_self_test_{key}", self._output.language, **detail)


def run(output: Output, ui: Path, stopped: threading.Event, log_file: str) -> int:
    """Tests the app and says what works; returns the exit status. ``stopped``: set when the person ends it.

    Ends the whole process with ``FAILED`` if anything stands still for longer than ``_HARD_SECONDS``.
    """
    if not (ui / "selftest.html").is_file():
        output.warn("ui_missing", folder=str(ui))
        return FAILED
    output.say("self_test_begin")
    test = SelfTest(output, ui, stopped)

    def end() -> None:
        log.error("self-test: stands still at %s", test.step)
        step = sentence(f"cli_self_test_{test.step}", output.language)
        output.say("self_test_hangs", seconds=int(_HARD_SECONDS), step=step)
        os._exit(FAILED)

    watchdog = threading.Timer(_HARD_SECONDS, end)
    watchdog.daemon = True
    watchdog.start()
    try:
        status = test.run()
    finally:
        watchdog.cancel()
    if status == FAILED:
        output.say("self_test_failed", log=log_file)
    else:
        output.say("self_test_no_display" if status == NO_DISPLAY else "self_test_all_good", reason=test.no_window)
    return status


async def _joined(hosted: HostedMeeting) -> JoinedHost:
    """As somebody on this computer does who was told address and code."""
    destination = Destination((Address("127.0.0.1", hosted.port),))
    return await join(destination, normal_code(hosted.code), app_version=__version__)


async def _looked(hosted: HostedMeeting) -> int:
    return min((await look_into_mirror(await _joined(hosted), _RELAY_SECONDS)).values())


def _log_failure(task: "Future[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("self-test: the mirror failed", exc_info=error)


@contextmanager
def _meeting_thread() -> Iterator[ServerThread]:
    """A thread for those who join."""
    thread = ServerThread("meetdesk-selftest")

    async def nothing() -> None:
        return

    thread.start(nothing)
    try:
        yield thread
    finally:
        thread.stop()


@contextmanager
def _data(folder: str) -> Iterator[Path]:
    """Everything is kept in this folder, and not where the person's own things are."""
    before = os.environ.get(paths.DATA_VARIABLE)
    os.environ[paths.DATA_VARIABLE] = folder
    try:
        yield paths.data_folder()
    finally:
        if before is None:
            del os.environ[paths.DATA_VARIABLE]
        else:
            os.environ[paths.DATA_VARIABLE] = before
