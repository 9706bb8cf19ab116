"""How the page looks now, so that what the desktop shows beside it looks the same."""

from typing import NamedTuple


class Look(NamedTuple):
    language: str = "en"
    """One of ``meetdesk.messages.LANGUAGES``."""
    theme: str = "automatic"
    """Or ``light`` or ``dark``."""
