"""Prints the tables of ``docs/security.md`` about what each person may cost."""

import sys

from meetdesk.core.budget import ASKED_OF_ONE, CHANNELS, FILES, TABLE, TRACKS, Allowed


def table() -> str:
    """Of a person, then of one track of each source."""
    rows = ["| of one person | at once | a second | what somebody can honestly need |", "|---|---|---|---|"]
    rows += [_row(kind.value, allowed) for kind, allowed in TABLE.items()]
    rows += [_row("channels opened", CHANNELS), _row("files begun", FILES)]
    rows += ["", "| of one track | at once | a second | what it can honestly need |", "|---|---|---|---|"]
    for source, allowed in TRACKS.items():
        rows += [_row(f"{source.value}: {what}", one) for what, one in allowed._asdict().items()]
    rows += [_row("any layer: key frames that one receiver may have made", ASKED_OF_ONE)]
    return "\n".join(rows) + "\n"


def _row(name: str, allowed: Allowed) -> str:
    what = name.replace("_", " ")
    return f"| {what} | {allowed.at_once:,} | {allowed.per_second:,} | {allowed.why} |"


if __name__ == "__main__":
    sys.stdout.write(table())
