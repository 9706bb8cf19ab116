"""Runs one command from its arguments to its exit status."""

import getpass
import logging
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from meetdesk import __version__
from meetdesk.app.overrides import Overrides
from meetdesk.app.runtime import Runtime
from meetdesk.command_line import arguments, bench, doctor, find, logs, self_test
from meetdesk.command_line.arguments import Arguments
from meetdesk.command_line.output import Output, language_of
from meetdesk.command_line.showing import show
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.desktop import paths
from meetdesk.desktop.environment import load_binding
from meetdesk.desktop.instance import Asked, Instance, claim, hand_over
from meetdesk.desktop.window import close_window
from meetdesk.joining.code import LENGTHS, normal_code, split_code
from meetdesk.joining.invitation import parse_destination
from meetdesk.messages import system_language
from meetdesk.wire.local import CodeKind, HostMeeting, JoinMeeting

log = logging.getLogger(__name__)

UI = Path(__file__).parent.parent / "ui"
"""The built page."""
OK, FAILED = 0, 1
_SIGNALS = tuple(signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__)
"""SIGHUP comes when the terminal is closed, and from some desktops at the end of the session."""


def run(argv: Sequence[str]) -> int:
    """Runs ``meetdesk`` with these arguments and returns its exit status. No exception leaves it but SystemExit of
    wrong usage, help and version."""
    # Taken out at once: the processes that this one starts have no business with it.
    code = os.environ.pop(arguments.CODE_VARIABLE, "")
    given = arguments.parse(argv)
    given.code = given.code or code
    output = Output(given.language or system_language(), json=given.json)
    place = ""
    try:
        if given.data_dir is not None:
            os.environ[paths.DATA_VARIABLE] = str(given.data_dir.expanduser().absolute())
        place = _start_log(given.log_level)
        log.info("MeetDesk %s: %s", __version__, "self-test" if given.self_test else given.command)
        with _signals() as stopped:
            return _run(given, output, stopped, place)
    except MeetDeskError as error:
        log.warning("ended: %s", error.code)
        output.failed(error)
    except KeyboardInterrupt:
        return OK
    except Exception:
        log.exception("the app failed")
        output.failed_inside(place)
    return FAILED


def _start_log(level: str) -> str:
    try:
        return str(logs.start_log(paths.log_folder(), level))
    except OSError:
        logs.without_log()
        return ""


def _run(given: Arguments, output: Output, stopped: threading.Event, log_file: str) -> int:
    if given.self_test:
        return self_test.run(output, UI, stopped, log_file)
    match given.command:
        case "bench":
            bench.run(output, given.seconds)
            return OK
        case "find":
            find.run(output, given.find_seconds)
            return OK
        case "doctor":
            return OK if doctor.run(output, given.address, paths.planned_data_folder()) else FAILED
        case _:
            return _open(given, output, stopped)


def _open(given: Arguments, output: Output, stopped: threading.Event) -> int:
    """The app itself."""
    if given.address:
        # Mistyped ones are answered before a window opens.
        typed, code = split_code(given.address)
        parse_destination(typed)
        if given.code or code:
            normal_code(given.code or code)
    data = _data_folder()
    ui = None if given.no_window else UI
    if (ui is not None or given.guests) and not (UI / "index.html").is_file():
        output.warn("ui_missing", folder=str(UI))
        return FAILED

    if ui is None:
        return _run_app(given, output, stopped, data, None)
    instance = claim(data)
    if instance is None:
        return _hand_over(given, output, data)
    try:
        return _run_app(given, output, stopped, data, instance)
    finally:
        instance.close()


def _hand_over(given: Arguments, output: Output, data: Path) -> int:
    """The app runs already: its window comes to the front, with what was to be joined."""
    activation = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    heard = hand_over(data, Asked(given.address, given.code, activation))
    if not heard or given.command == "host":
        raise MeetDeskError(ErrorCode.ALREADY_RUNNING)
    output.say("handed_over")
    return OK


def _run_app(given: Arguments, output: Output, stopped: threading.Event, data: Path, instance: Instance | None) -> int:
    """``instance``: of the window; None without one."""

    def quit_app() -> None:
        stopped.set()
        close_window()

    overrides = Overrides(name=given.name, language=given.language or None)
    if instance:
        load_binding()
    with Runtime(
        data,
        UI if instance else None,
        overrides,
        guest_pages=UI,
        join_address=given.address,
        join_code=given.code,
        join_now=not given.link,
        keen=given.stand_in,
        on_quit=quit_app,
        on_addresses=output.addresses_changed,
        on_code=output.code_changed,
        on_moved=output.moved,
        on_ended_without_window=stopped.set,
    ) as runtime:
        output = Output(language_of(runtime.settings), json=given.json)
        if runtime.storage_problem:
            output.warn("storage", reason=runtime.storage_problem)
        if given.command == "host":
            if not runtime.settings.name:
                overrides.add("name", _user_name())  # the window needs one to take part
            wish = HostMeeting(
                runtime.settings.name,
                given.title,
                given.port,
                guests=given.guests,
                hidden=runtime.settings.host_hidden if given.hidden is None else given.hidden,
                lobby=not given.no_window and (runtime.settings.host_lobby if given.lobby is None else given.lobby),
                code=_code_kind(given),
                own_code=given.code,
            )
            output.ready(runtime.host(wish))
        if instance is None and given.command == "join":
            return _attend(runtime, given, output, stopped)
        if instance is None:
            _wait(stopped)
        else:
            show(runtime, output, stopped, instance, data, developing=given.developing)
    if given.command == "host":
        output.say("ending")
    return OK


def _attend(runtime: Runtime, given: Arguments, output: Output, stopped: threading.Event) -> int:
    """In a meeting without a window, until that is over or the person ends it."""
    problems: list[MeetDeskError] = []

    def over(problem: MeetDeskError | None) -> None:
        if problem is not None:
            problems.append(problem)
        stopped.set()

    name = runtime.settings.name or _user_name()
    output.attending(runtime.attend(JoinMeeting(given.address, name, given.code), over), stand_in=given.stand_in)
    _wait(stopped)
    if problems:
        raise problems[0]
    output.say("attended")
    return OK


def _code_kind(given: Arguments) -> CodeKind:
    if given.code_digits:
        return next(kind for kind, digits in LENGTHS.items() if digits == given.code_digits)
    if given.code_words:
        return CodeKind.WORDS
    return CodeKind.OWN if given.code else CodeKind.DIGITS_6


def _data_folder() -> Path:
    """Raises nothing for a folder that cannot be made: the app then keeps everything in memory."""
    try:
        return paths.data_folder()
    except OSError as error:
        log.warning("the data folder cannot be made: %s", error)
        return paths.planned_data_folder()


def _wait(stopped: threading.Event) -> None:
    # In slices: on Windows a wait without end lets no Ctrl+C through.
    while not stopped.wait(0.5):
        pass


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Ctrl+C and SIGTERM set the event; the window, while it is open, has its own way with them."""
    stopped = threading.Event()

    def handler(number: int, _frame: FrameType | None) -> None:
        log.info("stopped by %s", signal.Signals(number).name)
        stopped.set()

    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield stopped
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "MeetDesk"
