"""What one person can cost the others: ``python -m tests.hostile --help`` names the options.

For each act somebody misbehaves in a process of its own, as strong as it once did harm and ten times as strong,
against a real host. Beside it an honest pair talks, shows itself and writes, somebody looks at them in a real window,
and twenty people join by the code. What they had is compared with a stretch of the same meeting that nobody disturbed,
just before.

People who only have a bad day are tried in the same way, at 1 x: they must not be refused anything.
Prints the table of ``docs/security.md``; exit status 1 if a promise was broken.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from tests.hostile.figures import Cost, cost
from tests.hostile.listed import ACTS
from tests.hostile.meeting import Meeting, meeting
from tests.support.samples import Samples, samples_for

_SETTLE_SECONDS = 2.0
_TIMES = (1, 10)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description="what one person can cost the others")
    parser.add_argument("acts", nargs="*", metavar="ACT", help=f"of these (else all): {', '.join(ACTS)}")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each stretch")
    parser.add_argument("--joins", type=int, default=20, help="in each stretch")
    options = parser.parse_args()
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        samples = samples_for(1, Path(name) / "samples")
        print(
            "| what | strength | done | came | gaps | picture | chat p95 | joins | host | window |\n|---"
            + "|---" * 9
            + "|"
        )
        for act in options.acts or ACTS:
            broken += one(act, playwright, Path(name) / act, samples, options)
    print("\n".join([f"{len(broken)} promises broken", *broken]))
    return 1 if broken else 0


def one(
    act: str, playwright: Playwright, folder: Path, samples: list[Samples], options: argparse.Namespace
) -> list[str]:
    """Prints a line for each strength; the promises that were broken, in words."""
    broken = []
    with meeting(playwright, folder, samples, *ACTS[act].host) as there:
        if ACTS[act].looked_at:
            there.look_at_pictures()
        quiet = there.stretch(options.seconds, options.joins)
        for times in _TIMES[: 1 if ACTS[act].who == "honest" else None]:
            with attacker(act, times, there) as said:
                there.page.wait_for_timeout(_SETTLE_SECONDS * 1_000)
                lost = cost(quiet, there.stretch(options.seconds, options.joins))
            print(line(act, times, said, lost), flush=True)
            # What an honest person needs, the others may notice: a large screen has to be decoded.
            wrong = said["faults"] if ACTS[act].who == "honest" else lost.broken()
            broken += [f"{act} x {times}: {words}" for words in wrong]
            there.page.wait_for_timeout(_SETTLE_SECONDS * 1_000)
    return broken


@contextmanager
def attacker(act: str, times: int, there: Meeting) -> Iterator[dict[str, Any]]:
    """Somebody who does it until the block ends; what was done is known then: ``done``, ``came``, ``faults``."""
    command = [sys.executable, "-m", "tests.hostile.attacker", act, str(times), str(there.port), there.code]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said: dict[str, Any] = {}
    try:
        yield said
        assert process.poll() is None, f"{act}: the attacker ended with status {process.poll()}"
    finally:
        process.terminate()
        if heard := process.communicate(timeout=30)[0]:
            said |= json.loads(heard)
    for fault in sorted(set(said["faults"])):
        print(f"  {act}: {fault[:200]} ({said['faults'].count(fault)} x)", file=sys.stderr)


def line(act: str, times: int, said: dict[str, Any], lost: Cost) -> str:
    chosen = ACTS[act]
    cells = [
        chosen.words if times == 1 else "",
        f"{chosen.strength * times:,} {chosen.unit}",
        f"{said['done']:,}",
        f"{said['came']}",
        f"{lost.gaps} ({lost.longest_gap_ms:.0f} ms)",
        f"{lost.pictures:.2f}",
        f"{lost.chat_ms:.0f} ms",
        f"{lost.joined} of {lost.asked}",
        f"{lost.cpu:.2f}",
        f"{lost.window_mb:+.0f} MB",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
