"""The command ``meetdesk``, also as ``python -m meetdesk``."""

import multiprocessing
import sys


def main() -> int:
    """Runs the command line and returns the exit status."""
    multiprocessing.freeze_support()  # a frozen app's own child processes end here
    from meetdesk.command_line.command import run  # noqa: PLC0415  (the child processes of frozen apps need no more)

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
