"""End-to-end latency of picture and sound beside a plain WebRTC call in the same browsers, in one run.

``python -m tests.bench.latency --help`` names the options. The ways take turns in short stretches, so that whatever
else the machine does is shared among them. Delays are read from outside: the time is drawn into the camera's picture
and read back from the receiver's; the microphone clicks, and clicks are found in what the receiver is about to play.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import sync_playwright

from tests.bench.latency.browsers import Side, side
from tests.bench.latency.figures import Figures, Slice, figures
from tests.bench.latency.measuring import measure
from tests.bench.latency.paths import Call, Meeting, Way
from tests.support.app import AppProcess
from tests.support.badlink import BadLink, LinkQuality, why_not_here

STRETCH_SECONDS = 8.0
_COLUMNS = (
    ("picture p50", "picture_p50_ms"),
    ("p95", "picture_p95_ms"),
    ("sound p50", "sound_p50_ms"),
    ("p95", "sound_p95_ms"),
    ("fps", "pictures_a_second"),
    ("clicks", "clicks_heard"),
    ("gap ms/s", "gap_ms_a_second"),
    ("cores", "cores"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency", description="delays beside WebRTC's")
    parser.add_argument("--seconds", type=float, default=16.0, help="measured of each way (default 16)")
    parser.add_argument("--loss", type=float, metavar="PERCENT", help="of packets, on a link between the two sides")
    parser.add_argument("--delay", type=float, default=0.0, metavar="MS", help="round trip of that link")
    parser.add_argument("--seed", type=int, default=1, help="of the loss")
    parser.add_argument("--sound-only", action="store_true", help="no cameras: less for a busy machine to do")
    parser.add_argument("--only", nargs="+", metavar="WAY", help="meetdesk, webrtc, webrtc-tuned")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    bad = options.loss is not None or options.delay > 0
    if bad and (reason := why_not_here()):
        print(f"not run: {reason}", file=sys.stderr)
        return 1
    quality = LinkQuality(loss=(options.loss or 0) / 100, delay_ms=options.delay / 2) if bad else None
    with stage(quality, options.seed, options.sound_only) as (ways, sides):
        chosen = [way for way in ways if not options.only or way.name in options.only]
        found = compare(chosen, sides, options.seconds, quiet=options.json)
    report(found, as_json=options.json)
    return 0


@contextmanager
def stage(quality: LinkQuality | None, seed: int, sound_only: bool) -> Iterator[tuple[list[Way], tuple[Side, Side]]]:
    """Everything that lasts for the whole run. ``quality``: of a link between the sides; None: one machine."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meetdesk-latency-")))
        prefixes: tuple[list[str], list[str]] = ([], [])
        address = "127.0.0.1"
        if quality is not None:
            link = stack.enter_context(BadLink(seed))
            link.set(quality)
            prefixes, address = (link.near.command(), link.far.command()), link.near.address
        playwright = stack.enter_context(sync_playwright())
        near = stack.enter_context(side(playwright, folder, "Near", prefixes[0], sound_only))
        far = stack.enter_context(side(playwright, folder, "Far", prefixes[1], sound_only))
        hosting = ["host", "--no-window", "--port", "0", "--json", "--name", "Host"]
        host = stack.enter_context(AppProcess(folder / "host", hosting, prefix=prefixes[0]))
        sides = near, far
        ready = host.ready()
        meeting = Meeting(host, f"{address}:{ready['port']}", str(ready["code"]), folder, sides)
        yield [meeting, Call(sides, tuned=False), Call(sides, tuned=True)], sides


def compare(ways: list[Way], sides: tuple[Side, Side], seconds: float, *, quiet: bool) -> dict[str, Figures]:
    """Measures each way for so long, in turns."""
    turns = max(1, round(seconds / STRETCH_SECONDS))
    slices: dict[str, list[Slice]] = {way.name: [] for way in ways}
    for turn in range(turns):
        for way in ways:
            if not quiet:
                print(f"{turn + 1}/{turns} {way.name} …", file=sys.stderr)
            slices[way.name].append(measure(way, sides, seconds / turns))
    return {name: figures(of) for name, of in slices.items()}


def report(found: dict[str, Figures], *, as_json: bool) -> None:
    """Prints the figures, and our delays as ratios to each other way's."""
    if as_json:
        print(msgspec.json.encode(found).decode())
        return
    print(f"{'ms':14s}" + "".join(f"{title:>13s}" for title, _ in _COLUMNS))
    for name, of in found.items():
        print(f"{name:14s}" + "".join(f"{getattr(of, field):13.2f}" for _, field in _COLUMNS))
    ours = found.get(Meeting.name)
    for name, of in found.items():
        if ours is not None and of is not ours:
            fields = [field for _, field in _COLUMNS[:4]]
            print(f"{'ratio to ' + name:22s}" + "".join(f"{getattr(ours, f) / getattr(of, f):13.2f}" for f in fields))


if __name__ == "__main__":
    sys.exit(main())
