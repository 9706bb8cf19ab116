"""The engine's chatter goes to the log; everything else stays on standard error."""

import logging
import os

import pytest

from meetdesk.desktop.engine_output import engine_output_to_log, is_engine_line


@pytest.mark.parametrize(
    "line",
    [
        b"[123:456:1122/173200.646507:ERROR:../../../dbus/bus.cc:408] Failed to connect to the bus",
        b"qt.qpa.plugin: Could not find the Qt platform plugin",
        b"js: Uncaught TypeError",
        b"Failed to load vulkan: Cannot load library vulkan",
        b"Sandboxing disabled by user.",
        b"GPUInfo not initialized on GpuInfoUpdate",
        b"Release of profile requested but WebEnginePage still not deleted.",
        b"\n",
    ],
)
def test_engine_lines(line: bytes) -> None:
    assert is_engine_line(line)


@pytest.mark.parametrize(
    "line", [b"Traceback (most recent call last):", b"Segmentation fault", b"MeetDesk: something", b"  [1:2:x] no"]
)
def test_lines_of_others(line: bytes) -> None:
    assert not is_engine_line(line)


def test_only_the_engine_is_kept_from_the_terminal(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "meetdesk.desktop.engine"), engine_output_to_log():
        os.write(2, b"libGL error: no driver\nsomething else\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err.splitlines() == ["something else", "after"]
    assert [record.getMessage() for record in caplog.records] == ["libGL error: no driver"]
