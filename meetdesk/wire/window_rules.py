"""The host's rules as the window has them: ``ui/src/wire/rules.ts``, by ``python -m meetdesk.wire.typescript``.

The host alone decides; the window needs the rules so that it offers what will be carried out, and nothing else. They
are generated, so that the two cannot differ.
"""

import struct
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from meetdesk.core import budget, limits, rights, roles
from meetdesk.core.topics.rules import Permissions
from meetdesk.relay import header, route, speakers
from meetdesk.wire import channels, files, guest, join, lines, messages, screens
from meetdesk.wire.close_codes import CloseCode

_REFUSED = "Partial<Record<number, ErrorCode>>"

_SLOTS = "Record<number, readonly [LineName, Channel]>"

TARGET = Path(__file__).parents[2] / "ui" / "src" / "wire" / "rules.ts"


def generate(head: str) -> str:
    """The whole TypeScript file; ``head``: its first line."""
    numbers = {
        "PROTOCOL_VERSION": messages.PROTOCOL_VERSION,
        "FILE_CHUNK_BYTES": files.CHUNK_BYTES,
        "FILE_WINDOW_BYTES": files.WINDOW_BYTES,
        "AUDIO_FRAME_BYTES": header.AUDIO_FRAME_BYTES,
        "VIDEO_FRAME_BYTES": header.VIDEO_FRAME_BYTES,
        "TALKING_LEVEL": speakers.TALKING_LEVEL,
        "COPY_FRAMES": route.COPY_FRAMES,
        "FILE_CHANNELS": channels.FILE_CHANNELS,
        "HOST_PATH": f"'{channels.HOST_PATH}'",
        "WINDOW_PATH": f"'{channels.WINDOW_PATH}'",
        "LINE_DOWN": f"'{lines.DOWN}'",
        "LINE_UP": f"'{lines.UP}'",
        "SOCKET_PROBE": f"'{lines.PROBE}'",
        "SCREEN_HEAD_BYTES": screens.SCREEN_HEAD_BYTES,
        "SOUND_HEAD_BYTES": screens.SOUND_HEAD_BYTES,
        "SOUND_RATE": screens.SOUND_RATE,
        "SOUND_CHANNELS": screens.SOUND_CHANNELS,
        "GUEST_PATH": f"'{guest.GUEST_PATH}'",
        "NOTHING_HERE": int(guest.NOTHING_HERE),
        "MEETING_HEADER": f"'{join.MEETING_HEADER}'",
    }
    parts = [
        "import type { ErrorCode, Request, Role, ScreenEnd } from './messages'",
        _union("Channel", channels.Channel),
        _union("LineName", lines.LineName),
        _union("Right", rights.Right),
        _union("Permission", rights.Permission),
        _object("CLOSE_CODES", {code.name: code.value for code in CloseCode}),
        "/** What an HTTP status that refuses a channel means. */\n"
        + _object("REFUSED", {int(status): f"'{code.value}'" for status, code in channels.REFUSED.items()}, _REFUSED),
        "/** Where a line of requests carries what. */\n"
        + _object("SLOTS", {slot: f"['{line}', '{channel}']" for slot, (line, channel) in lines.SLOTS.items()}, _SLOTS),
        _rights(),
        _needed(),
        _permissions(),
        "/** One can act only upon people of a lower rank. */\n"
        + _object("RANKS", {role.value: rank for role, rank in roles.RANK.items()}),
        "/** `meetdesk/core/limits.py` says what each is. */\n" + _object("LIMITS", _limits()),
        _budget(),
        *_screens(),
        "\n".join(f"export const {name} = {value}" for name, value in numbers.items()),
    ]
    return head + "\n" + "\n\n".join(parts) + "\n"


def _screens() -> Iterator[str]:
    """What begins a picture of a screen: where each number is, in bytes."""
    at, places = 0, {}
    for name, kind in screens.SCREEN_HEAD.items():
        places[name] = at
        at += struct.calcsize(f"<{kind}")
    yield "/** Where each number of a screen picture's head begins, in bytes. */\n" + _object("SCREEN_HEAD", places)
    names = ", ".join(f"'{layout.name}'" for layout in screens.ScreenLayout)
    yield f"/** WebCodecs' name of each layout of its pixels. */\nexport const SCREEN_LAYOUTS = [{names}] as const"
    ends = ", ".join(f"'{end.value}'" for end in screens.ScreenEnd)
    yield f"/** Every reason for which a share ends. */\nexport const SCREEN_ENDS: readonly ScreenEnd[] = [{ends}]"


def _union(name: str, values: type[Enum]) -> str:
    return f"export type {name} =\n" + "\n".join(f"  | '{one.value}'" for one in values)


def _object(name: str, values: Mapping[Any, Any], kind: str = "") -> str:
    rows = "".join(f"  {key}: {value},\n" for key, value in values.items())
    return f"export const {name}: {kind} = {{\n{rows}}}" if kind else f"export const {name} = {{\n{rows}}} as const"


def _limits() -> dict[str, int | float]:
    """Seconds become a number without a fraction, where they have none."""
    found = {name.lower(): value for name, value in vars(limits).items() if name.isupper()}
    return {name: int(value) if value == int(value) else value for name, value in found.items()}


def _rights() -> str:
    def row(kind: type[Any], row: rights.Row) -> str:
        cells = ", ".join(f"{role}: '{right.value}'" for role, right in row._asdict().items())
        return f"  {kind.__struct_config__.tag}: {{ {cells} }},\n"

    rows = "".join(row(kind, cells) for kind, cells in roles.TABLE.items())
    return f"export const RIGHTS: Record<Request['type'], Record<Role, Right>> = {{\n{rows}}}"


def _needed() -> str:
    said = "/** What has to be on for it, where its row says so; in a chat of two it is `private_chat`. */"
    rows = "".join(
        f"  {kind.__struct_config__.tag}: '{kind.permission.value}',\n"
        for kind in roles.TABLE
        if kind.permission is not None
    )
    return f"{said}\nexport const NEEDED_BY: Partial<Record<Request['type'], Permission>> = {{\n{rows}}}"


def _permissions() -> str:
    """In the order in which they are shown, and what they are at first."""
    first = msgspec.to_builtins(Permissions())
    rows = "".join(f"  {one.value}: {str(first[one.value]).lower()},\n" for one in rights.Permission)
    said = "/** What the permissions are at first. */"
    return f"{said}\nexport const PERMISSIONS: Record<Permission, boolean> = {{\n{rows}}}"


def _budget() -> str:
    rows = "".join(
        f"  {kind.value}: {{ atOnce: {allowed.at_once}, perSecond: {allowed.per_second} }},\n"
        for kind, allowed in budget.TABLE.items()
    )
    said = "/** What one person may cost: so much at once, and then so much a second. */"
    return f"{said}\nexport const BUDGET = {{\n{rows}}} as const"
