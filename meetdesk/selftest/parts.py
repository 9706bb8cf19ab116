"""Whether the parts of the app are there that are loaded only when they are needed, with the data that they bring."""

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import partial

from meetdesk.joining.own_code import own_code
from meetdesk.joining.qr import qr_picture
from meetdesk.joining.words import make_words
from meetdesk.messages import LANGUAGES, sentence

_LOADED_LATE = ("zeroconf.asyncio", "filelock", "psutil", "ifaddr", "wakepy", "platformdirs")
_CODE = "blue whistle anchor"
_ON_LINUX = ("jeepney.io.blocking",)


def missing_parts() -> Iterator[tuple[str, str]]:
    """Names of what does not work, and why."""
    names = [*_LOADED_LATE, *(_ON_LINUX if sys.platform == "linux" else ())]
    checks: dict[str, Callable[[], object]] = {name: partial(importlib.import_module, name) for name in names}
    checks |= {
        "segno": partial(qr_picture, "meetdesk"),
        "zxcvbn": partial(own_code, _CODE, ()),
        "mnemonic": make_words,
        "messages": _has_texts,
    }
    for name, check in checks.items():
        try:
            check()
        except Exception as error:  # whatever it is, it is what is to be told
            yield name, f"{type(error).__name__}: {error}"


def _has_texts() -> None:
    for language in LANGUAGES:
        if sentence("cli_self_test_parts", language).startswith("cli_"):
            raise ValueError(language)
