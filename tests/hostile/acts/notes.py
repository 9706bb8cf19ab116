"""Somebody who writes in the notes as no window does. ``strength``: updates a second."""

import base64
import json
from collections.abc import Callable

from tests.core.yjs_updates import text, update
from tests.hostile.act import Host, go_on

_CLIENT = 77
_EACH = 9_000
"""Characters of an update."""


async def long_text(host: Host, strength: int) -> None:
    """Long text that is deleted at once, so that the notes look empty; those who look at them are told all of it."""
    await _write(host, strength, _deleted_text)


async def no_updates(host: Host, strength: int) -> None:
    """Updates that say they hold thirty million pieces, and hold none."""
    await _write(host, strength, lambda _: b"\x01\x80\x87\xa7\x0e\x01\x00")


def _deleted_text(number: int) -> bytes:
    at = _EACH * number
    return update(_CLIENT, at, (text("x" * _EACH, left=(_CLIENT, at - 1) if at else None),), ((_CLIENT, at, _EACH),))


async def _write(host: Host, strength: int, content: Callable[[int], bytes]) -> None:
    eve = await host.come_in()
    try:

        async def write(number: int) -> None:
            written = base64.b64encode(content(number)).decode()
            await eve.send_control(json.dumps({"type": "write_notes", "id": number + 1_000, "update": written}))

        await go_on(host, eve, strength, write)
    finally:
        await eve.close()
