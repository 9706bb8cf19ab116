"""Whether the window's browser engine is in its sandbox (Linux). Looks only; it changes nothing.

Chromium's sandbox has two layers there: processes of a page are in user and other namespaces of their own, where there
is nothing to be seen, and system calls are filtered. Where the system refuses user namespaces to ordinary programs, as
Ubuntu does since 23.10, Qt goes on without the first layer and says nothing.
"""

import ctypes
import os
import sys
from enum import StrEnum

_NEW_USER, _NEW_PID = 0x1000_0000, 0x2000_0000  # CLONE_NEWUSER, CLONE_NEWPID of Linux's sched.h


class Sandbox(StrEnum):
    ON = "on"
    ROOT = "root"
    """The engine cannot have one as root."""
    REFUSED = "refused"
    """The system refuses user namespaces to this program."""


def sandbox() -> Sandbox:
    """What an engine started by this program has or would get. Takes some milliseconds."""
    if not sys.platform.startswith("linux"):
        return Sandbox.ON  # the system's own engine, in the system's own sandbox
    if os.geteuid() == 0:
        return Sandbox.ROOT
    return Sandbox.ON if namespaces_allowed() else Sandbox.REFUSED


def namespaces_allowed() -> bool:
    """Tries it in a process that ends at once. Making one may be allowed and using it refused: so both are tried."""
    child = os.fork()
    if child == 0:
        libc = ctypes.CDLL(None)
        os._exit(0 if libc.unshare(_NEW_USER) == 0 and libc.unshare(_NEW_PID) == 0 else 1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0
