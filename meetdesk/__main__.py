"""The command ``meetdesk``, also as ``python -m meetdesk``."""

import multiprocessing
import sys

TRIAL = "--try-the-display"
"""The frozen app's own: see ``meetdesk/desktop/trials.py``."""


def main() -> int:
    """Runs the command line and returns the exit status."""
    multiprocessing.freeze_support()  # a frozen app's own child processes end here
    if sys.argv[1:] == [TRIAL]:
        from meetdesk.desktop.qt import trial  # noqa: PLC0415  (in a process of its own)

        trial.main()
    # The child processes of frozen apps need no more.
    from meetdesk.command_line.command import run  # noqa: PLC0415
    from meetdesk.desktop.leaving import leave  # noqa: PLC0415

    status = run(sys.argv[1:])
    leave(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
