"""Does the window of somebody in a meeting of nine stall? Long tasks (over 50 ms) of its main thread.

    python -m tests.bench.long_tasks [--seconds 40] [--only left_alone used] [--profile FILE] [--json]

A real host's app with its page in a Chromium, and eight bots that send pictures and voices. In turns the page is left
alone, and used: the others write in the chat while panels are opened and closed. ``--profile`` writes a CPU profile of
the main thread for the browser's developer tools, and costs time itself.
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.long_tasks.figures import Figures, figures
from tests.bench.long_tasks.room import Room, room
from tests.screens.shoot import ROOT

TURN_SECONDS = 10.0
KINDS = ("left_alone", "used")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=40.0, help="of each kind (default 40)")
    parser.add_argument("--people", type=int, default=9)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--samples", type=Path, default=ROOT / "tests" / "output" / "samples", help="kept here")
    parser.add_argument("--profile", type=Path, help="CPU profile of the main thread")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meetdesk-long-tasks-")))
        playwright = stack.enter_context(sync_playwright())
        meeting = stack.enter_context(room(playwright, folder, options.samples, options.people))
        if options.profile:
            meeting.session.send("Profiler.enable")
            meeting.session.send("Profiler.start")
        found = measure(meeting, options.only, options.seconds)
        if options.profile:
            options.profile.write_text(json.dumps(meeting.session.send("Profiler.stop")["profile"]))
        seen: dict[str, Any] = {"people": options.people, "received": meeting.received()}
    report(found, seen, as_json=options.json)
    return 0


def measure(meeting: Room, kinds: list[str], seconds: float) -> dict[str, Figures]:
    """The kinds take turns, so that whatever else the machine does is shared among them."""
    stretches: dict[str, list[Any]] = {kind: [] for kind in kinds}
    turns = max(1, round(seconds / TURN_SECONDS))
    for _ in range(turns):
        for kind, known in stretches.items():
            known.append(meeting.watch(seconds / turns, using=kind == "used"))
    return {kind: figures(known) for kind, known in stretches.items()}


def report(found: dict[str, Figures], seen: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(seen | {kind: known._asdict() for kind, known in found.items()}))
        return
    print(f"{seen['people']} people; pictures received a second: {', '.join(seen['received'])}")
    print(f"{'':12s} long tasks a minute   share of time   longest, ms   main thread busy")
    for kind, known in found.items():
        print(
            f"{kind.replace('_', ' '):12s}{known.a_minute:20.1f}{known.share:15.2%}{known.longest_ms:14.0f}"
            f"{known.busy:19.0%}   {', '.join(f'{key} {task:.0f}'.strip() for task, key in known.tasks)}"
        )


if __name__ == "__main__":
    sys.exit(main())
