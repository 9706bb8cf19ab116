"""The engine's chatter goes to the log; what tells of the process's end stays on standard error."""

import logging
import os

import pytest

from meetdesk.desktop.engine_output import Sorter, engine_output_to_log


@pytest.mark.parametrize(
    "line",
    [
        b"[123:456:1122/173200.646507:ERROR:../../../dbus/bus.cc:408] Failed to connect to the bus",
        b"qt.qpa.plugin: Could not find the Qt platform plugin",
        b"js: Uncaught TypeError",
        b"Failed to load vulkan: Cannot load library vulkan",
        b"Failed to create Vulkan instance: -9",  # the loader is installed, a driver is not
        b"GBM is not supported with the current configuration and Vulkan is not available.",
        b"There is no XRandR 1.2 and later version available. There will be only fake screen(s) to use.",
        b"ERR: Display.cpp:1108 (initialize): ANGLE Display::initialize error 12289: GLX is not present.",
        b"Sandboxing disabled by user.",
        b"what some library of next year has to say",
        b"\n",
    ],
)
def test_chatter(line: bytes) -> None:
    assert not Sorter().is_for_the_person(line)


TRACEBACK = b"""Traceback (most recent call last):
  File "child.py", line 1, in <module>
    1 / 0
    ~~^~~
ZeroDivisionError: division by zero
"""
FATAL = b"""Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "window.py", line 1 in start
"""


@pytest.mark.parametrize("told", [TRACEBACK, FATAL, b"MeetDesk: something\n", b"double free or corruption (out)\n"])
def test_an_end(told: bytes) -> None:
    sorter = Sorter()
    lines = [line for line in (told + b"qt.webengine: chatter\n").splitlines() if line]
    assert [line for line in lines if sorter.is_for_the_person(line)] == lines[:-1]


def test_only_the_engine_is_kept_from_the_terminal(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "meetdesk.desktop.engine"), engine_output_to_log():
        os.write(2, b"libGL error: no driver\nMeetDesk: something\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err.splitlines() == ["MeetDesk: something", "after"]
    assert [record.getMessage() for record in caplog.records] == ["libGL error: no driver"]
