"""The arguments of ``meetdesk``."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from meetdesk import __version__
from meetdesk.command_line.parser import Parser, Texts, given, parser_class
from meetdesk.desktop.paths import planned_data_folder, planned_log_folder
from meetdesk.desktop.switches import Developing
from meetdesk.joining.code import LENGTHS
from meetdesk.messages import LANGUAGES, chosen_language, sentence

CODE_VARIABLE = "MEETDESK_CODE"
"""The code to join with, or of the own choice to host with. Unlike an argument, others on the machine do not see it
among the processes."""
BENCH_SECONDS = 50.0
FIND_SECONDS = 3.0
_COMMAND = "COMMAND"
LOG_LEVELS = ("debug", "info", "warning", "error")


class Arguments(argparse.Namespace):
    """What was asked for; fields of other commands have their defaults."""

    command: str = "open"
    language: str = ""
    data_dir: Path | None = None
    log_level: str = "info"
    name: str = ""
    no_window: bool = False
    stand_in: bool = False
    port: int | None = None
    title: str = ""
    json: bool = False
    address: str = ""
    code: str = ""
    link: bool = False
    """The address is a link that something opened, not something that the person typed."""
    code_digits: int = 0
    code_words: bool = False
    guests: bool = False
    hidden: bool | None = None
    lobby: bool | None = None
    """None: as remembered."""
    self_test: bool = False
    remote_debugging_port: int | None = None
    engine_flags: str = ""
    seconds: float = BENCH_SECONDS
    find_seconds: float = FIND_SECONDS

    @property
    def developing(self) -> Developing:
        return Developing(self.remote_debugging_port, self.engine_flags)


def parse(argv: Sequence[str]) -> Arguments:
    """Prints help, version or what is wrong itself, and then raises SystemExit (status 0 or 2)."""
    language = _language(argv)
    # What the desktop runs for a clicked `meetdesk://` link.
    link = len(argv) == 1 and argv[0].lower().startswith("meetdesk:")
    if link:
        argv = ["join", *argv]

    def said(key: str, **detail: str) -> str:
        return sentence(f"cli_{key}", language, **detail)

    def text(key: str, **detail: str) -> str:
        return said(key, **detail).replace("%", "%%")  # as argparse wants it in its help

    def options(parser: argparse.ArgumentParser, first: bool) -> argparse._ArgumentGroup:
        # The common options are understood before and after the command; only given ones override.
        default: dict[str, Any] = {} if first else {"default": argparse.SUPPRESS}
        group = parser.add_argument_group(text("options"))
        group.add_argument("-h", "--help", action="help", help=text("help"))
        group.add_argument("--language", choices=LANGUAGES, help=text("language"), **default)
        group.add_argument("--data-dir", type=Path, metavar="FOLDER", help=text("data_dir"), **default)
        group.add_argument("--log-level", choices=LOG_LEVELS, help=text("log_level"), **default)
        return group

    parser = Parser(
        said,
        commands=_COMMAND,
        prog="meetdesk",
        description=text("description"),
        epilog=text("epilog", folder=str(planned_data_folder()), log=str(planned_log_folder())),
    )
    group = options(parser, first=True)
    group.add_argument("--version", action="version", version=f"MeetDesk {__version__}", help=text("version"))
    group.add_argument("--self-test", action="store_true", help=text("self_test"))
    _developers(parser, text, said)
    commands = parser.add_subparsers(
        dest="command", title=text("commands"), metavar=_COMMAND, parser_class=parser_class(said)
    )
    host = commands.add_parser("host", help=text("host"), description=text("host"))
    group = options(host, first=False)
    group.add_argument("--no-window", action="store_true", help=text("host_no_window"))
    group.add_argument("--port", type=_port(0, said), help=text("host_port"))
    group.add_argument("--title", help=text("host_title"))
    group.add_argument("--name", help=text("name"))
    codes = group.add_mutually_exclusive_group()
    codes.add_argument("--code-digits", type=int, choices=LENGTHS.values(), help=text("host_code_digits"))
    codes.add_argument("--code-words", action="store_true", help=text("host_code_words", variable=CODE_VARIABLE))
    group.add_argument("--guests", action="store_true", help=text("host_guests"))
    group.add_argument("--hidden", action=argparse.BooleanOptionalAction, help=text("host_hidden"))
    group.add_argument("--lobby", action=argparse.BooleanOptionalAction, help=text("host_lobby"))
    group.add_argument("--json", action="store_true", help=text("host_json"))
    join = commands.add_parser("join", help=text("join"), description=text("join"))
    join.add_argument_group(text("arguments")).add_argument("address", metavar="ADDRESS", help=text("join_address"))
    _joining(options(join, first=False), text)
    group = options(commands.add_parser("find", help=text("find"), description=text("find")), first=False)
    group.add_argument("--json", action="store_true", help=text("find_json"))
    group.add_argument(
        "--seconds", dest="find_seconds", type=_number(1, 600, said), help=text("find_seconds"), metavar="SECONDS"
    )
    doctor = commands.add_parser("doctor", help=text("doctor"), description=text("doctor"))
    group = doctor.add_argument_group(text("arguments"))
    group.add_argument("address", metavar="ADDRESS", nargs="?", help=text("doctor_address"))
    group = options(doctor, first=False)
    group.add_argument("--json", action="store_true", help=text("doctor_json"))
    group = options(commands.add_parser("bench", help=text("bench"), description=text("bench")), first=False)
    group.add_argument("--json", action="store_true", help=text("bench_json"))
    group.add_argument("--seconds", type=_number(5, 600, said), help=text("bench_seconds"))
    found = given(parser, argv)
    return Arguments(**found, link=link) if not (problem := _problem(found)) else parser.error(said(problem))


def _joining(group: argparse._ArgumentGroup, text: Callable[..., str]) -> None:
    group.add_argument("--no-window", action="store_true", help=text("join_no_window"))
    group.add_argument("--stand-in", action="store_true", help=text("join_stand_in"))
    group.add_argument("--code", help=text("join_code", variable=CODE_VARIABLE))
    group.add_argument("--name", help=text("name"))


def _developers(parser: argparse.ArgumentParser, text: Callable[[str], str], said: Texts) -> None:
    # Before the command only: what follows a link that something opened (from a browser, say) is none of these.
    group = parser.add_argument_group(text("developers"), text("developers_about"))
    group.add_argument(
        "--remote-debugging-port", type=_port(1, said), metavar="PORT", help=text("remote_debugging_port")
    )
    group.add_argument("--engine-flags", metavar="FLAGS", help=text("engine_flags"))


def _problem(given: dict[str, Any]) -> str:
    """Why these do not go together, as the key of a sentence; empty if they do."""
    if given.get("self_test") and "command" in given:
        return "self_test_alone"
    if given.get("lobby") and given.get("no_window"):
        return "host_lobby_needs_window"
    if given.get("stand_in") and not given.get("no_window"):
        return "join_stand_in_needs_no_window"
    if "remote_debugging_port" in given or "engine_flags" in given:
        return _problem_of_developers(given)
    return ""


def _problem_of_developers(given: dict[str, Any]) -> str:
    if not sys.platform.startswith("linux"):
        return "developers_linux"
    shown = given.get("command", "open") in {"open", "host", "join"} and not given.get("no_window")
    return "" if shown and not given.get("self_test") else "developers_need_window"


def _language(argv: Sequence[str]) -> str:
    """The language is needed before the arguments are parsed: for the help itself."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--language", nargs="?", default="")
    # A wrong one is reported when all is parsed.
    words = [word for word in argv if word not in {"-h", "--help"}]
    return chosen_language(early.parse_known_args(words)[0].language or "")


def _port(least: int, texts: Texts) -> Callable[[str], int]:
    def port(text: str) -> int:
        number = int(text)
        if not least <= number < 65536:
            raise argparse.ArgumentTypeError(texts("wrong_range", least=str(least), most="65535"))
        return number

    return port


def _number(least: float, most: float, texts: Texts) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = float(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(texts("wrong_range", least=f"{least:.0f}", most=f"{most:.0f}"))
        return value

    return number
