"""Variables of the environment that would open the window to others, and the arguments that developers have instead.

A variable is often there for all programs of a person, as the advice for another one, and nobody sees it: so those that
open the window, its sandbox or its files are taken out. An argument is given to one start by whoever makes it, and the
window shows it. Variables that name libraries to load (``LD_PRELOAD``, ``QT_PLUGIN_PATH``) are the system's own
business: whoever may set them has the program already.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
DEBUGGING = "QTWEBENGINE_REMOTE_DEBUGGING"

_TAKEN_OUT = ("QTWEBENGINE", "QT_WEBENGINE", "SBX_", "WEBVIEW2_", "PYWEBVIEW_")
"""What such names begin with: Qt's engine (debugging, sandbox, another program or other files in its place), Chromium's
sandbox, Microsoft's engine, pywebview (another engine)."""
_TAKEN_OUT_NAMES = frozenset(
    {
        "CHROME_DEVEL_SANDBOX",  # a program in place of the sandbox's own
        "CHROME_SANDBOX_DEBUGGING",
        "CHROME_LOG_FILE",
        "SSLKEYLOGFILE",
        "QT_LOAD_TESTABILITY",  # a library that lets others operate the window
        "QT_QPA_GENERIC_PLUGINS",  # one of them takes touches from the network
    }
)
_KEPT_NAMES = frozenset({"QTWEBENGINE_FORCE_USE_GBM", "QTWEBENGINE_ENABLE_LINUX_ACCESSIBILITY"})
_PLATFORM = "QT_QPA_PLATFORM"
_PLATFORMS = frozenset({"wayland", "wayland-egl", "xcb", "offscreen", "minimal", "minimalegl", "eglfs", "linuxfb"})
"""Those that show the window on this computer or nowhere; Qt's ``vnc`` shows it to the network, and asks nobody."""
KEPT_FLAGS = frozenset(
    {
        "--disable-accelerated-2d-canvas",
        "--disable-accelerated-video-decode",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-gpu-compositing",
        "--disable-gpu-driver-bug-workarounds",
        "--disable-gpu-memory-buffer-video-frames",
        "--disable-gpu-rasterization",
        "--disable-gpu-vsync",
        "--disable-lcd-text",
        "--disable-smooth-scrolling",
        "--force-color-profile",
        "--force-device-scale-factor",
        "--ignore-gpu-blocklist",
        "--num-raster-threads",
        "--use-angle",
        "--use-gl",
    }
)
"""Flags of the engine that people need on poor displays, drivers and in containers; none opens anything."""
_PLAIN_FLAG = re.compile(r"(--[a-z0-9-]+)(=[A-Za-z0-9._,:-]*)?", re.ASCII)
"""Without quotes, so that whoever splits the variable by other rules finds the same flags in it."""


class Developing(NamedTuple):
    """What a developer has asked for by arguments."""

    port: int | None = None
    """Of this computer's own address, where any of its programs may operate the window."""
    flags: str = ""
    """For the engine, as they are."""

    def __bool__(self) -> bool:
        return self.port is not None or bool(self.flags)


NOT_DEVELOPING = Developing()


class Cleaned(NamedTuple):
    environment: dict[str, str]
    taken: list[str]
    """Variables, and of the engine's flags their names; no values, which may be anything."""


def cleaned(environment: Mapping[str, str]) -> Cleaned:
    """The environment without all that would open the window."""
    kept: dict[str, str] = {}
    taken: list[str] = []
    for name, value in environment.items():
        if name == FLAGS:
            flags, others = _sorted_flags(value)
            taken += others
            if flags:
                kept[name] = flags
        elif (name == _PLATFORM and not _is_here(value)) or _opens(name):
            taken.append(name)
        else:
            kept[name] = value
    return Cleaned(kept, sorted(set(taken)))


def _opens(name: str) -> bool:
    return name not in _KEPT_NAMES and (name.startswith(_TAKEN_OUT) or name in _TAKEN_OUT_NAMES)


def _is_here(platforms: str) -> bool:
    """Qt takes several, one after the other, each with options of its own."""
    return all(one.partition(":")[0].strip().lower() in _PLATFORMS | {""} for one in platforms.split(";"))


def _sorted_flags(flags: str) -> tuple[str, list[str]]:
    """What is kept, and the names of the others."""
    kept, others = [], []
    for flag in flags.split():
        plain = _PLAIN_FLAG.fullmatch(flag)
        if plain and plain[1] in KEPT_FLAGS:
            kept.append(flag)
        else:
            others.append(f"{FLAGS} {flag.partition('=')[0]}")
    return " ".join(kept), others
