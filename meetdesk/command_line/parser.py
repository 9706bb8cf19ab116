"""A parser of arguments that says what is wrong with them in the person's language.

``argparse`` has one language and no codes for its errors, so that its own English sentences are told apart by their
first words; one that is not known is shown as it is.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NoReturn, TypeVar

Texts = Callable[..., str]
"""The sentence of a key without ``cli_``, with details; as ``meetdesk.messages.sentence``."""
_Namespace = TypeVar("_Namespace")

_WRONG: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("wrong_choice", re.compile(r"invalid choice: '?(?P<value>.*?)'? \(choose from (?P<choices>.*)\)$", re.DOTALL)),
    ("wrong_number", re.compile(r"invalid \w+ value: '(?P<value>.*)'$", re.DOTALL)),
    ("wrong_no_value", re.compile(r"expected (?:at least )?one argument$")),
    ("wrong_together", re.compile(r"not allowed with argument (?P<other>.*)$")),
    ("wrong_takes_none", re.compile(r"ignored explicit argument '(?P<value>.*)'$", re.DOTALL)),
    ("wrong_missing", re.compile(r"the following arguments are required: (?P<names>.*)$")),
    ("wrong_unknown", re.compile(r"unrecognized arguments: (?P<words>.*)$", re.DOTALL)),
)
"""Keys of sentences, and what ``argparse`` of Python 3.11 to 3.14 writes."""


class Parser(argparse.ArgumentParser):
    """``parse_args`` prints what is wrong and raises SystemExit with status 2."""

    def __init__(self, texts: Texts, *, commands: str = "", **settings: Any) -> None:
        """``commands``: the metavar of the subcommands."""
        super().__init__(
            **settings,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            formatter_class=partial(_Help, texts("usage")),
        )
        self._texts = texts
        self._command = commands

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """As its parent's; the innermost parser is the one that knows what the argument is for."""
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as wrong:
            self.error(self._sentence(wrong.argument_name or "", wrong.message))

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As its parent's."""
        found, left = self.parse_known_args(args, namespace)
        if left:
            self.error(self._texts("wrong_unknown", words=" ".join(left)))
        return found

    def error(self, message: str) -> NoReturn:
        """As its parent's."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {self._sentence('', message)}\n")

    def _sentence(self, argument: str, message: str) -> str:
        if argument and argument == self._command:
            return self._texts("unknown_command", commands=", ".join(self._commands()))
        for key, words in _WRONG:
            if (found := words.match(message)) is not None:
                told = {name: text.replace("'", "") for name, text in found.groupdict().items()}
                return self._texts(key, argument=argument, **told)
        return f"{argument}: {message}" if argument else message

    def _commands(self) -> Iterable[str]:
        for action in self._actions:
            if action.metavar == self._command and action.choices is not None:
                yield from action.choices


class _Help(argparse.HelpFormatter):
    def __init__(self, usage: str, prog: str, **settings: Any) -> None:
        super().__init__(prog, **settings)
        self._usage = usage

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, self._usage if prefix is None else prefix)


def parser_class(texts: Texts) -> type[Parser]:
    """Of commands, whose parsers ``argparse`` makes."""

    class CommandParser(Parser):
        def __init__(self, **settings: Any) -> None:
            super().__init__(texts, **settings)

    return CommandParser


def given(parser: Parser, argv: Sequence[str]) -> dict[str, Any]:
    """What was given, by the names of the arguments."""
    return {key: value for key, value in vars(parser.parse_args(argv)).items() if value is not None}
