"""Does voice get later while a large file is handed on?

    python -m tests.bench.files [--megabytes 200] [--rounds 2] [--people 4]

A real host over TLS; people in a process of their own, who talk and show small pictures; another process sends the file
and fetches it again. Voice is measured in turn without and with the file, and the ratio and difference of p95 are
reported, and whether the file's hash is right. Exits with 1 if it is not.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from meetdesk.core.topics.people import Role
from meetdesk.selftest.hosting import hosting
from tests.bench.files.carrier import Carried, carry
from tests.bench.files.listener import listen

ANSWER_SECONDS = 120.0
QUIET_SECONDS = 12.0
"""How long voice is measured without the file, in each round."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--people", type=int, default=4)
    given = parser.parse_args()
    without: list[float] = []
    beside: list[float] = []
    carried: list[Carried] = []
    with (
        hosting() as host,
        process(listen, host.admitted(given.people + 1)) as ear,
        process(carry, *host.admitted(1, Role.HOST), given.megabytes * 1_000_000) as carrier,
    ):
        answer(ear)
        answer(carrier)
        for _ in range(given.rounds):
            ear.send(True)
            time.sleep(QUIET_SECONDS)
            ear.send(False)
            without += answer(ear)
            ear.send(True)
            carrier.send("go")
            carried.append(answer(carrier))
            ear.send(False)
            beside += answer(ear)
    for one in carried:
        print(f"{given.megabytes} MB sent in {one.put_seconds:.1f} s, fetched in {one.get_seconds:.1f} s, ", end="")
        print("intact" if one.intact else "DAMAGED")
    alone, busy = p95_ms(without), p95_ms(beside)
    print(f"voice p95 without a file {alone:.1f} ms ({len(without)} frames), beside it {busy:.1f} ms ({len(beside)})")
    print(f"ratio {busy / alone:.2f}, difference {busy - alone:+.1f} ms")
    return 0 if all(one.intact for one in carried) else 1


def p95_ms(ages: list[float]) -> float:
    return sorted(ages)[int(len(ages) * 0.95)] * 1e3


@contextmanager
def process(work: Any, *arguments: Any) -> Iterator[Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=work, args=(theirs, *arguments), daemon=True)
    child.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        child.join(2)
        child.terminate()
        child.join(2)


def answer(pipe: Connection) -> Any:
    """What the process says. Raises TimeoutError, so that nothing hangs."""
    if not pipe.poll(ANSWER_SECONDS):
        raise TimeoutError("no answer from a process of the bench")
    return pipe.recv()


if __name__ == "__main__":
    sys.exit(main())
