"""What the person at this computer is called, as far as the system knows."""

import os
import sys

from meetdesk.core.errors import MeetDeskError
from meetdesk.core.texts import normal_name


def full_name() -> str:
    """To be suggested; empty where the system knows nothing but a login."""
    try:
        return normal_name(_known())
    except (MeetDeskError, OSError, KeyError):
        return ""


def _known() -> str:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  (exists in full on Windows only)

        # NameDisplay of GetUserNameExW, which only accounts of a domain or of Microsoft have.
        size = ctypes.c_ulong(256)
        text = ctypes.create_unicode_buffer(size.value)
        return text.value if ctypes.windll.secur32.GetUserNameExW(3, text, ctypes.byref(size)) else ""
    import pwd  # noqa: PLC0415  (there is none on Windows)

    # The first part of GECOS is the name.
    account = pwd.getpwuid(os.getuid())
    name = account.pw_gecos.partition(",")[0].replace("&", account.pw_name.capitalize()).strip()
    return "" if name.casefold() == account.pw_name.casefold() else name
