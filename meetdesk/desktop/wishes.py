"""What the person has asked the desktop for, beyond light and dark: less motion, high contrast, larger text (Linux).

Qt's engine tells pages of none of them, so they are read before it starts and handed to it by its switches. Where a
desktop has a portal, it is asked (``org.freedesktop.portal.Settings``); else what X tells its programs (XSETTINGS).
"""

import logging
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from meetdesk.desktop.switches import FLAGS

log = logging.getLogger(__name__)

_SECONDS = 1.0
"""A portal that takes longer would hold up the start."""
_APPEARANCE = "org.freedesktop.appearance"
_GNOME = "org.gnome.desktop.interface"
_GNOME_A11Y = "org.gnome.desktop.a11y.interface"
_KDE = "org.kde.kdeglobals.KDE"
_LARGEST_SCALE = 3.0
_BLINK = "--blink-settings="
_MORE = 0
"""Chromium's ``PreferredContrast::kMore``."""

Settings = Mapping[tuple[str, str], Any]
"""What the portal tells: by namespace and key."""


@dataclass(frozen=True)
class Wishes:
    reduced_motion: bool = False
    high_contrast: bool = False
    text_scale: float = 1.0
    """Of which the display's own resolution is no part; 1.0: as usual."""


def read_wishes() -> Wishes:
    """Waits a second at most; what nobody tells is as usual. The display must have been chosen: an X server beside a
    compositor is not spoken to."""
    settings = _portal()
    return of_portal(settings) if settings else of_xsettings(_xsettings())


def of_portal(settings: Settings) -> Wishes:
    """Keys of the portal itself first, then GNOME's and KDE's own, which older portals hand on as they are."""
    animations = settings.get((_GNOME, "enable-animations"), True)
    factor = _number(settings.get((_KDE, "AnimationDurationFactor")), 1.0)
    return Wishes(
        reduced_motion=settings.get((_APPEARANCE, "reduced-motion")) == 1 or animations is False or factor == 0,
        high_contrast=settings.get((_APPEARANCE, "contrast")) == 1
        or settings.get((_GNOME_A11Y, "high-contrast")) is True,
        text_scale=_scale(settings.get((_GNOME, "text-scaling-factor"))),
    )


def of_xsettings(settings: Mapping[str, int | str]) -> Wishes:
    """Of the names that desktops for X agree on (freedesktop.org, XSETTINGS registry). Its ``Xft/DPI`` is Qt's own
    concern: it scales the whole window by it."""
    theme = str(settings.get("Net/ThemeName", ""))
    return Wishes(
        reduced_motion=settings.get("Gtk/EnableAnimations") == 0 or settings.get("Net/EnableAnimations") == 0,
        high_contrast=theme.lower().replace("-", "").startswith("highcontrast"),
    )


def pass_on(wishes: Wishes) -> None:
    """Sets what the engine reads when it starts. A scale that the person has set goes before; so do settings of the
    engine that a developer has given."""
    engine = {
        "prefersReducedMotion": "true" if wishes.reduced_motion else None,
        "preferredContrast": str(_MORE) if wishes.high_contrast else None,
        "inForcedColors": "true" if wishes.high_contrast else None,
    }
    told = ",".join(f"{name}={value}" for name, value in engine.items() if value is not None)
    flags = os.environ.get(FLAGS, "")
    if told and _BLINK not in flags:
        os.environ[FLAGS] = f"{flags} {_BLINK}{told}".strip()
    if wishes.text_scale != 1.0 and not _scaled_already():
        os.environ["QT_SCALE_FACTOR"] = f"{wishes.text_scale:.3g}"
    if wishes != Wishes():
        log.info("the desktop asks for %s", wishes)


def _scaled_already() -> bool:
    """By the person, or by GNOME under X, where its ``Xft/DPI`` has the factor in it."""
    return bool(os.environ.get("QT_SCALE_FACTOR")) or _xsettings().get("Xft/DPI", 0) not in {0, 96 * 1024}


def _portal() -> Settings:
    from jeepney import DBusAddress, DBusErrorResponse, new_method_call  # noqa: PLC0415  (Linux only)
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415
    from jeepney.wrappers import unwrap_msg  # noqa: PLC0415

    portal = DBusAddress(
        "/org/freedesktop/portal/desktop",
        bus_name="org.freedesktop.portal.Desktop",
        interface="org.freedesktop.portal.Settings",
    )
    wanted = ([_APPEARANCE, _GNOME, _GNOME_A11Y, _KDE],)
    try:
        with open_dbus_connection(bus="SESSION") as connection:
            call = new_method_call(portal, "ReadAll", "as", wanted)
            (found,) = unwrap_msg(connection.send_and_get_reply(call, timeout=_SECONDS))
    except (OSError, EOFError, KeyError, ValueError, DBusErrorResponse) as error:
        log.info("the desktop's portal tells nothing: %r", error)
        return {}
    return {(namespace, key): value for namespace, keys in found.items() for key, (_, value) in keys.items()}


def _xsettings() -> dict[str, int | str]:
    from Xlib.display import Display  # noqa: PLC0415  (Linux only)
    from Xlib.error import DisplayError, XError  # noqa: PLC0415

    if not os.environ.get("DISPLAY") or not os.environ.get("QT_QPA_PLATFORM", "").startswith("xcb"):
        return {}
    with suppress(DisplayError, XError, OSError, struct.error, ValueError):
        display = Display()
        try:
            owner = display.get_selection_owner(display.intern_atom(f"_XSETTINGS_S{display.get_default_screen()}"))
            if owner:
                atom = display.intern_atom("_XSETTINGS_SETTINGS")
                found = owner.get_full_property(atom, atom)
                return parse_xsettings(bytes(found.value)) if found else {}
        finally:
            display.close()
    return {}


def parse_xsettings(data: bytes) -> dict[str, int | str]:
    """The property ``_XSETTINGS_SETTINGS`` (freedesktop.org, XSETTINGS 0.5): numbers and strings by name; colours are
    left out. Raises ValueError or ``struct.error`` for anything else."""
    if not data or data[0] not in (0, 1):
        raise ValueError("no byte order")
    order = "><"[data[0] == 0]
    (count,) = struct.unpack_from(f"{order}I", data, 8)
    settings: dict[str, int | str] = {}
    at = 12

    def text(length: int) -> str:
        nonlocal at
        piece = data[at : at + length]
        if len(piece) < length:
            raise ValueError("cut off")
        at += (length + 3) & ~3
        return piece.decode("utf-8", "replace")

    for _ in range(count):
        kind, length = struct.unpack_from(f"{order}BxH", data, at)
        at += 4
        name = text(length)
        at += 4  # the serial number of its last change
        if kind == 0:
            (settings[name],) = struct.unpack_from(f"{order}i", data, at)
            at += 4
        elif kind == 1:
            (length,) = struct.unpack_from(f"{order}I", data, at)
            at += 4
            settings[name] = text(length)
        elif kind == 2:
            at += 8
        else:
            raise ValueError(f"a setting of kind {kind}")
    return settings


def _scale(value: object) -> float:
    scale = _number(value, 1.0)
    return scale if 1.0 < scale <= _LARGEST_SCALE else 1.0


def _number(value: Any, default: float) -> float:
    """Also of KDE's, which are texts."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return default
