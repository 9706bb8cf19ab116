"""Nothing is measured by a clock that can be set: where it is read, it is for people to read."""

import ast
import re
from pathlib import Path

from tests.test_architecture import ROOT, trees

TIME_OF_DAY = {
    "meetdesk/app/application.py": "when a meeting was held, on the start screen, and its last message came",
    "meetdesk/app/keeping.py": "how many days ago that was",
    "meetdesk/client/participant.py": "where a participant's own clock begins",
    "meetdesk/desktop/trials.py": "when a display was tried: across starts of the computer no other clock goes on",
    "meetdesk/doctor/checks/clock.py": "compares the two clocks",
    "meetdesk/joining/browser_certificates.py": "dates in the certificates that browsers are shown",
    "meetdesk/joining/identity.py": "dates in the certificate",
    "meetdesk/server/meeting/clock.py": "where the meeting's clock begins, and the time of day besides it",
    "meetdesk/store/opening.py": "the name of a database that is put aside",
    "ui/src/state/chat/export.ts": "writes down when a message was written",
    "ui/src/state/meeting/meeting.ts": "when an own message was written, until the host has said so",
    "ui/src/view/chat/Message.svelte": "shows when a message was written",
    "ui/src/view/chat/ExportMenu.svelte": "the day in the name of a file",
    "ui/src/view/past/SavePast.svelte": "the day of the meeting in the name of a file",
    "ui/src/view/times.ts": "the day of a message",
}
"""Each file that may read it, and what for. A duration, an age, a deadline or an order is none of these, but across
starts of the computer, where being wrong costs little."""
SETTABLE = {
    ("time", name)
    for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "CLOCK_REALTIME")
} | {(owner, name) for owner in ("datetime", "date") for name in ("now", "utcnow", "today")}
IN_THE_PAGE = re.compile(r"\bDate\.now\b|\bnew Date\b|\bDate\(\)|\bTemporal\.Now\b")


def reads_it(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in SETTABLE:
                return True
        if isinstance(node, ast.ImportFrom) and any((node.module, one.name) in SETTABLE for one in node.names):
            return True
    return False


def page_sources() -> list[Path]:
    """Of the product: neither tests nor the gallery, which has no meeting behind it."""
    source = ROOT / "ui" / "src"
    files = [path for suffix in ("ts", "svelte") for path in source.rglob(f"*.{suffix}")]
    left_out = (source / "gallery", source / "i18n" / "generated")
    return [path for path in files if ".test." not in path.name and not any(map(path.is_relative_to, left_out))]


def test_only_times_of_day_are_read_from_a_clock_that_can_be_set() -> None:
    found = {str(path) for path, tree in trees() if reads_it(tree)}
    found |= {str(path.relative_to(ROOT)) for path in page_sources() if IN_THE_PAGE.search(path.read_text("utf-8"))}
    assert found - TIME_OF_DAY.keys() == set(), (
        "these read a clock that can be set; durations are measured by time.monotonic, the loop's time, the meeting's "
        "clock or performance.now; a time of day that people read is named in TIME_OF_DAY"
    )
    assert TIME_OF_DAY.keys() - found == set(), "these do not read it any more"
