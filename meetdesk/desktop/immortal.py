"""Keeps ``None``, ``True`` and ``False`` alive in a process that uses Qt.

PySide6 6.12 is compiled for Pythons in which these objects are immortal (PEP 683, from 3.12 on) and hands them out
without counting: on 3.11 each call that returns nothing takes a reference of ``None`` away, each emitted signal one of
``True``. Nothing is wrong until none is left; then the interpreter ends the process.
"""

import ctypes
import logging
import sys

log = logging.getLogger(__name__)

REFERENCES = 1 << 40
"""Added to each: at a million lost a second, enough for twelve days."""
_CONSTANTS = (None, True, False, NotImplemented, Ellipsis)
"""PEP 683's list, as far as it has names in the language."""
_IMMORTAL_SINCE = (3, 12)
_UNSURE = 1000
"""References that may come and go between two looks at a count, in all threads."""


def make_constants_immortal() -> None:
    """As good as immortal, on Pythons where they are not; once a process is enough, and more do nothing."""
    if sys.version_info >= _IMMORTAL_SINCE or sys.implementation.name != "cpython":
        return
    for constant in _CONSTANTS:
        if sys.getrefcount(constant) < REFERENCES // 2:
            # An object of CPython begins with its count (`Include/object.h`, `PyObject`), debugging builds aside.
            count = ctypes.c_ssize_t.from_address(id(constant))
            if abs(count.value - sys.getrefcount(constant)) > _UNSURE:
                log.warning("this Python keeps its references elsewhere: Qt may use up those of %r", constant)
                return
            count.value += REFERENCES
