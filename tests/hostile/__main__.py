"""What one person can cost the others: ``python -m tests.hostile --help`` names the options.

For each act somebody misbehaves in a process of its own, as strong as it once did harm and ten times as strong,
against a real host. Beside it an honest pair talks, shows itself and writes, somebody looks at them in a real window,
and twenty people join by the code. What they had is compared with a stretch of the same meeting that nobody disturbed,
just before, and this some times in turns: of the work and the pictures the median counts.

People who only have a bad day are tried in the same way, at 1 x: they must not be refused anything. And so is somebody
who only is there: what that costs, and what two stretches differ anyway, the other rows are to be held against.
Prints the table of ``docs/security.md``, and puts each row into it with ``--write``; exit status 1 if a promise was
broken. An act that fails is said, and the others go on; so single rows can be made anew, or the rest of them. With
``--against`` another source tree (after its ``make setup``), the same is done to a meeting of that one before, and the
table says both.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from tests.hostile.figures import CHAT_MS, PICTURE_SHARE, WINDOW_MB, Cost, Stretch, cost
from tests.hostile.kept import with_kept
from tests.hostile.listed import ACTS, WHEN_NAMED
from tests.hostile.meeting import Meeting, meeting
from tests.hostile.page import Row, table, written
from tests.support.proof import PROTOCOL_VARIABLE
from tests.support.samples import Samples, samples_for

_SETTLE_SECONDS = 1.0
_END_SECONDS = 120.0
"""Beside other work, who has the lowest priority needs long even to end."""
_TIMES = (1, 10)
_TITLES = ("gaps", "picture", "chat", "joins", "host", "window")
_BROKEN = "broken"
PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description="what one person can cost the others")
    parser.add_argument("acts", nargs="*", metavar="ACT", help=f"of these (else all): {', '.join(ACTS)}")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each stretch")
    parser.add_argument("--turns", type=int, default=3, help="quiet and disturbed, of which the median counts")
    parser.add_argument("--against", type=Path, metavar="TREE", help="a source tree whose cost is said as well")
    parser.add_argument("--no-window", action="store_true", help="nobody looks on: says nothing of sound and picture")
    parser.add_argument("--from", dest="first", metavar="ACT", choices=list(ACTS), help="leaves out those before it")
    parser.add_argument("--write", action="store_true", help="puts each row into the page, in the place of the old one")
    parser.add_argument("--joins", type=int, default=20, help="in all turns")
    options = parser.parse_args()
    if options.turns < 1:
        parser.error("--turns: at least 1")
    if options.write and options.no_window:
        parser.error("--write: the table says what was heard and seen in the window")
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        samples = samples_for(1, Path(name) / "samples")
        against = ("before",) if options.against else ()
        titles = ["what", "strength", "done", "came", *against, *_TITLES, "who pays"]
        print(f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|", flush=True)
        for act in chosen(options.acts, options.first):
            try:
                found = one(act, None if options.no_window else playwright, Path(name) / act, samples, options)
            except Exception as error:
                traceback.print_exc()
                broken.append(f"{act}: {type(error).__name__}: {error}"[:300])
                continue
            for row in (rows := list(found)):
                broken += row.pop(_BROKEN).splitlines()
            if options.write and ACTS[act].who != "honest":
                page = written(PAGE.read_text("utf-8"), rows, [one.words for one in ACTS.values()])
                PAGE.write_text(with_kept(page, table(page)), "utf-8")
    print("\n".join([f"{len(broken)} promises broken", *broken]))
    return 1 if broken else 0


def chosen(named: list[str], first: str | None) -> list[str]:
    """Which acts are done: ``named``, or all but those that have to be; from ``first`` on, in their order."""
    acts = named or [act for act in ACTS if act not in WHEN_NAMED]
    order = list(ACTS)
    return acts if first is None else [act for act in acts if order.index(act) >= order.index(first)]


def one(
    act: str, playwright: Playwright | None, folder: Path, samples: list[Samples], options: argparse.Namespace
) -> Iterator[Row]:
    """Prints a line for each strength; yields its cells and, as ``_BROKEN``, the promises that were broken."""
    folder.mkdir()
    before: dict[int, str] = {}
    if options.against:
        tree = options.against.absolute()
        try:
            tried = list(_tried(act, playwright, folder / "before", samples, options, tree))
        except Exception as error:  # it may know nothing of what is done
            print(f"  {act}, before: {type(error).__name__}: {error}"[:300], file=sys.stderr)
            tried = []
        before = {times: f"{lost.joined} of {lost.asked}, {', '.join(_words(lost))}" for times, _, lost in tried}
    for times, said, lost in _tried(act, playwright, folder / "now", samples, options):
        old = [before.get(times, "cannot be tried there")] if options.against else []
        row = cells(act, times, said, lost, old)
        print(f"| {' | '.join(row.values())} |", flush=True)
        # What an honest person needs, the others may notice: a large screen has to be decoded.
        wrong = said["faults"] if ACTS[act].who in ("honest", "bystander") else lost.broken()
        if not said["done"]:
            wrong = [*wrong, "nothing was done: the machine is too busy"]
        yield row | {_BROKEN: "\n".join(f"{act} x {times}: {words}" for words in wrong)}


def _tried(
    act: str,
    playwright: Playwright | None,
    folder: Path,
    samples: list[Samples],
    options: argparse.Namespace,
    tree: Path | None = None,
) -> Iterator[tuple[int, dict[str, Any], Cost]]:
    """How many times as strong, what was done, and what it cost. ``tree``: a meeting of that source tree."""
    with speaking_as(tree), meeting(playwright, folder, samples, *ACTS[act].host, tree=tree) as there:
        if ACTS[act].looked_at:
            there.look_at_pictures()
        strengths = _TIMES if ACTS[act].who in ("participant", "stranger") else _TIMES[:1]
        turns: dict[int, list[tuple[Stretch, Stretch]]] = {times: [] for times in strengths}
        done: dict[int, dict[str, Any]] = {times: {"done": 0, "came": 0, "faults": []} for times in strengths}
        for turn in range(options.turns):
            joins = options.joins * (turn + 1) // options.turns - options.joins * turn // options.turns
            quiet = there.stretch(options.seconds, joins)
            for times in strengths:
                with attacker(act, times, there) as said:
                    there.wait(_SETTLE_SECONDS)
                    turns[times].append((quiet, there.stretch(options.seconds, joins)))
                done[times] = {key: value + said[key] for key, value in done[times].items()}
                there.wait(_SETTLE_SECONDS)
        for times in strengths:
            yield times, done[times], cost(turns[times])


@contextmanager
def speaking_as(tree: Path | None) -> Iterator[None]:
    """Bots, and those who misbehave, speak the version of the protocol that this source tree has."""
    if tree is not None:
        text = (tree / "meetdesk" / "wire" / "messages.py").read_text("utf-8")
        found = re.search(r"^PROTOCOL_VERSION = (\d+)$", text, re.MULTILINE)
        assert found is not None, f"{tree} says no version of the protocol"
        os.environ[PROTOCOL_VARIABLE] = found[1]
    try:
        yield
    finally:
        os.environ.pop(PROTOCOL_VARIABLE, None)


@contextmanager
def attacker(act: str, times: int, there: Meeting) -> Iterator[dict[str, Any]]:
    """Somebody who does it until the block ends; what was done is known then: ``done``, ``came``, ``faults``."""
    command = [sys.executable, "-m", "tests.hostile.attacker", act, str(times), str(there.port), there.code]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said: dict[str, Any] = {}
    try:
        assert process.stdout is not None
        process.stdout.readline()  # on a busy machine it takes its time
        yield said
        assert process.poll() is None, f"{act}: the attacker ended with status {process.poll()}"
    finally:
        process.send_signal(signal.SIGCONT)  # it may stand still
        process.terminate()
        try:
            if heard := process.communicate(timeout=_END_SECONDS)[0]:
                said |= json.loads(heard)
        finally:
            process.kill()  # or it would disturb those who come after it
    for fault in sorted(set(said["faults"])):
        print(f"  {act}: {fault[:200]} ({said['faults'].count(fault)} x)", file=sys.stderr)


def _host(lost: Cost) -> str:
    return f"{lost.cpu:.2f} ({100 * lost.core:.0f} %)"


def _words(lost: Cost) -> Iterator[str]:
    """What is worth saying in one cell."""
    yield f"host {_host(lost)}"
    if lost.gaps:
        yield f"{lost.gaps} gaps up to {lost.longest_gap_ms:.0f} ms"
    if lost.pictures < PICTURE_SHARE:
        yield f"picture {max(0.0, lost.pictures):.2f}"
    if lost.chat_ms > CHAT_MS:
        yield f"chat {lost.chat_ms:,.0f} ms"
    if lost.window_mb > WINDOW_MB:
        yield f"window {lost.window_mb:+,.0f} MB"


def cells(act: str, times: int, said: dict[str, Any], lost: Cost, before: list[str]) -> Row:
    """By the titles of the columns. ``before``: none, or what it was in the other tree."""
    what = ACTS[act]
    return {
        "what": what.words if times == 1 else "",
        "strength": f"{what.strength * times:,} {what.unit}",
        "done": f"{said['done']:,}",
        "came": f"{said['came']}",
        **dict.fromkeys(["before"][: len(before)], "".join(before)),
        "gaps": f"{lost.gaps} ({lost.longest_gap_ms:.0f} ms)",
        "picture": f"{lost.pictures:.2f}",
        "chat": f"{lost.chat_ms:.0f} ms",
        "joins": f"{lost.joined} of {lost.asked}",
        "host": _host(lost),
        "window": f"{lost.window_mb:+.0f} MB",
        "who pays": what.pays if times == 1 else "",
    }


if __name__ == "__main__":
    sys.exit(main())
