"""Whether the engine's sandbox is on: as an ordinary user, with user namespaces and without."""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from meetdesk.desktop.sandbox import Sandbox, sandbox

pytestmark = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="not run: it changes its user")

_NEW_USER = 0x1000_0000  # CLONE_NEWUSER of Linux's sched.h
_SOMEBODY = 1234


def as_somebody(*, refused: bool, action: Callable[[], str]) -> str:
    """What ``action`` says in a process of an ordinary user, in a namespace with a limit of its own."""
    told, telling = os.pipe()
    ready, mapped = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if ctypes.CDLL(None).unshare(_NEW_USER):
                raise OSError("no user namespaces at all")
            os.write(ready[1], b"x")
            os.read(mapped[0], 1)
            if refused:
                Path("/proc/sys/user/max_user_namespaces").write_text("0")
            os.setgroups([])
            os.setgid(_SOMEBODY)
            os.setuid(_SOMEBODY)
            os.write(telling, action().encode())
        except BaseException as error:
            os.write(telling, repr(error).encode())
        os._exit(0)
    os.read(ready[0], 1)
    for name in ("uid_map", "gid_map"):
        Path(f"/proc/{child}/{name}").write_text("0 0 65536")
    os.write(mapped[1], b"x")
    os.waitpid(child, 0)
    for end in (telling, *ready, *mapped):
        os.close(end)
    with os.fdopen(told) as answer:
        return answer.read()


@pytest.mark.parametrize(("refused", "state"), [(False, Sandbox.ON), (True, Sandbox.REFUSED)])
def test_what_an_engine_would_get(refused: bool, state: Sandbox) -> None:
    assert as_somebody(refused=refused, action=lambda: sandbox().value) == state.value


def test_root_has_none() -> None:
    assert sandbox() is Sandbox.ROOT
