"""How connections are closed, and what is said with it."""

import asyncio
from collections.abc import Collection

from meetdesk.core.errors import ErrorCode
from meetdesk.net.message_connection import MessageConnection
from meetdesk.net.websocket.parser import Fault
from meetdesk.server.meeting.control_output import ControlChannel, Teller
from meetdesk.server.meeting.person import Person
from meetdesk.wire import messages
from meetdesk.wire.close_codes import CloseCode, close_code_for


def close(connection: MessageConnection, code: ErrorCode) -> None:
    """Ends a connection with the close code of this reason."""
    connection.close(close_code_for(code), code.value)


def close_all(person: Person, code: ErrorCode | None) -> None:
    """All channels of somebody, once what was told before is out. None: it left by itself."""
    if person.control is not None:
        person.control.outbox.flush_all()
    for connection in person.connections:
        if code is None:
            connection.close(CloseCode.LEFT)
        else:
            close(connection, code)


async def all_closed(open_now: Collection[MessageConnection], one_closed: asyncio.Event, seconds: float) -> None:
    """Returns once every connection is closed; after ``seconds`` those that are left are broken off. ``open_now``:
    those that are open at any moment; ``one_closed``: set whenever one has left it."""
    try:
        async with asyncio.timeout(seconds):
            while open_now:
                one_closed.clear()
                await one_closed.wait()
    except TimeoutError:
        for connection in list(open_now):
            connection.abort()


def turn_away(teller: Teller, control: ControlChannel, code: ErrorCode, **detail: str | int) -> None:
    """Refuses a control channel before it was welcomed."""
    teller.answer(control, messages.ErrorMessage(code=code, detail=detail))
    control.outbox.flush_all()
    close(control.connection, code)


def fault_close(fault: Fault, too_large: ErrorCode) -> tuple[int, str]:
    """Close code and reason for a violation of the WebSocket protocol."""
    if fault == Fault.TOO_LARGE:
        return CloseCode.TOO_LARGE, too_large.value
    if fault == Fault.FLOODING:
        return close_code_for(ErrorCode.FLOODING), ErrorCode.FLOODING.value
    return fault.value, ""
