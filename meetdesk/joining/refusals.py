"""What a machine that has proved nothing may say when it refuses: a code from a list, and no text of its own.

Whatever answers at an address chooses what it answers. Codes that only this app itself finds out (``host_changed``,
say, which shows words to compare) and texts for sentences that a person reads are none of a stranger's business.
"""

import re
from collections.abc import Mapping

from meetdesk.core.errors import ErrorCode, MeetDeskError

MAY_BE_SAID = frozenset(
    {
        ErrorCode.PROTOCOL_VERSION,
        ErrorCode.MEETING_REPLACED,
        ErrorCode.MEETING_ENDED,
        ErrorCode.MEETING_FULL,
        ErrorCode.MEETING_LOCKED,
        ErrorCode.LOBBY_FULL,
        ErrorCode.KEPT_OUT,
        ErrorCode.NOT_ADMITTED,
        ErrorCode.CODE_WRONG,
        ErrorCode.INVITATION_EXPIRED,
        ErrorCode.TOO_MANY_GUESSES,
        ErrorCode.MALFORMED_MESSAGE,
        ErrorCode.UNKNOWN_MESSAGE_TYPE,
        ErrorCode.UNEXPECTED_MESSAGE,
        ErrorCode.MESSAGE_TOO_LARGE,
    }
)
"""All with which a host refuses somebody who joins (``server.lan.admission``, ``server.meeting.doorkeeper``)."""
LONGEST_WAIT_SECONDS = 3_600
"""The longest time over which guesses are counted."""
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}((a|b|rc|\.dev|\.post)[0-9]{1,4})?")
_UNKNOWN = "?"


def refusal(code: ErrorCode, detail: Mapping[str, str | int], app_version: str) -> MeetDeskError:
    """The error to show for a refusal that came over the network. ``app_version``: this app's own.

    A code that is not on the list is ``not_admitted``; of the detail only a waiting time and a version are kept."""
    if code not in MAY_BE_SAID:
        return MeetDeskError(ErrorCode.NOT_ADMITTED)
    if code is ErrorCode.TOO_MANY_GUESSES:
        seconds = detail.get("seconds")
        return MeetDeskError(
            code, seconds=min(max(seconds, 1), LONGEST_WAIT_SECONDS) if isinstance(seconds, int) else 60
        )
    if code is ErrorCode.PROTOCOL_VERSION:
        host = str(detail.get("host", ""))
        return MeetDeskError(code, host=host if _VERSION.fullmatch(host) else _UNKNOWN, app=app_version)
    return MeetDeskError(code)
