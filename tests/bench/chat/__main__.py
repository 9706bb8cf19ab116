"""Does a long chat hold up the page, or the voice of a call?

    python -m tests.bench.chat [--messages 5000] [--rounds 3] [--seconds 6] [--only page call]

``page``: opens the chat of the gallery's meeting with a short and with a long history, in turn, and scrolls from the
newest message to the oldest, a screen at a time. Reports the long tasks of the main thread (over 50 ms), and the ratio
of the times to open.

``call``: two people in a real call, each in a Chromium with an app of their own, who hear each other's tone and clicks;
the chat is filled by others who join, write and leave. One of the two looks at the chat and, in turn, leaves it alone
and scrolls through all of it. Reports for both what was heard of the other's voice, and the long tasks.
"""

import argparse

from tests.bench.chat import call, page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each stretch of the call")
    parser.add_argument("--only", nargs="+", choices=["page", "call"], default=["page", "call"])
    given = parser.parse_args()
    if "page" in given.only:
        page.compare(given.messages, given.rounds)
    if "call" in given.only:
        call.compare(given.messages, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
