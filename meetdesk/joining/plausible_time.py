"""Which clocks can be right at all: a LAN may have no time server, and an empty battery makes it 1970."""

from datetime import date

RELEASED = date(2026, 11, 1)
"""No clock that is right shows an earlier day to this version."""
_YEARS = 20


def is_plausible(day: date) -> bool:
    """Whether a clock that shows this day (UTC) may be right."""
    return RELEASED <= day <= RELEASED.replace(year=RELEASED.year + _YEARS)
