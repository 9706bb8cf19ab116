"""The course of the self-test: ever more people, each setting in turn, until the computer or the time is at its end."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.limits import PARTICIPANTS
from meetdesk.selftest.capacity import Capacity, Sample, capacity
from meetdesk.selftest.hosting import hosting
from meetdesk.selftest.people import Answer, Join, Measure, Measured, Order, live
from meetdesk.selftest.settings import Setting

SIZES = (4, 8, 14, 25, 40, 60, PARTICIPANTS)
"""People in the meeting, one after the other."""
_MEASURE_SECONDS = 1.5
_ANSWER_SECONDS = 30.0


def measure(on_progress: Callable[[float], None], seconds: float, sizes: Sequence[int] = SIZES) -> list[Capacity]:
    """Takes ``seconds`` and the few of the last measurement; ``on_progress`` gets the share done, 0 to 1.

    Raises MeetDeskError ``internal`` if the people's process fails.
    """
    start = time.monotonic()
    samples: dict[Setting, list[Sample]] = {setting: [] for setting in Setting}
    with hosting() as host, _people() as pipe:
        there = 0
        for place, size in enumerate(sizes):
            open_settings = [one for one, seen in samples.items() if not seen or seen[-1].worth_going_on]
            elapsed = (time.monotonic() - start) / seconds
            if not open_settings or (there and elapsed >= 1):
                break
            _ask(pipe, Join(host.admitted(size - there)))
            there = size
            for number, setting in enumerate(open_settings):
                samples[setting].append(_sample(pipe, setting, size, seconds))
                done = (place + (number + 1) / len(open_settings)) / len(sizes)
                on_progress(min(0.99, max(done, (time.monotonic() - start) / seconds)))
    on_progress(1.0)
    return [capacity(seen) for seen in samples.values()]


def _sample(pipe: Connection, setting: Setting, people: int, seconds: float) -> Sample:
    cpu, start = time.process_time(), time.monotonic()
    measured = _ask(pipe, Measure(setting, min(_MEASURE_SECONDS, seconds / 10)))
    used, took = time.process_time() - cpu, time.monotonic() - start
    assert isinstance(measured, Measured)
    # The host's CPU was counted for a little longer than the frames were.
    used *= measured.seconds / took
    ages = measured.ages or (0.0,)
    return Sample(
        setting,
        people,
        cpu_share=used / measured.seconds,
        load_share=measured.cpu_seconds / measured.seconds,
        us_per_frame=used * 1e6 / max(1, measured.frames),
        delivered=min(1.0, measured.frames / max(1, measured.due)),
        p50_ms=ages[len(ages) // 2] * 1e3,
        p99_ms=ages[int(len(ages) * 0.99)] * 1e3,
    )


@contextmanager
def _people() -> Iterator[Connection]:
    """The people's process and the pipe to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=live, args=(theirs,), name="meetdesk-people", daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(2)
        process.terminate()
        process.join(2)


def _ask(pipe: Connection, order: Order) -> Answer:
    try:
        pipe.send(order)
        if not pipe.poll(_ANSWER_SECONDS):
            raise MeetDeskError(ErrorCode.INTERNAL)
        answer: Answer = pipe.recv()
    except (EOFError, OSError) as error:
        raise MeetDeskError(ErrorCode.INTERNAL) from error
    if isinstance(answer, OSError):
        raise MeetDeskError(ErrorCode.INTERNAL) from answer
    return answer
