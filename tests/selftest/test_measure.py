"""The self-test as it runs, shortened: the real host, over TLS, with people in a process of their own."""

import multiprocessing
import threading
from itertools import pairwise
from multiprocessing.connection import Connection

import pytest

from meetdesk.selftest import measure as course
from meetdesk.selftest.capacity import Sample
from meetdesk.selftest.settings import Setting


def test_people_get_what_the_host_forwards(monkeypatch: pytest.MonkeyPatch) -> None:
    progress: list[float] = []
    samples: list[Sample] = []
    take = course._sample

    def taking(pipe: Connection, setting: Setting, people: int, seconds: float) -> Sample:
        samples.append(take(pipe, setting, people, seconds))
        return samples[-1]

    monkeypatch.setattr(course, "_sample", taking)
    found = course.measure(progress.append, seconds=5.0, sizes=(3, 5))
    assert [one.setting for one in found] == list(Setting)
    assert [sample.people for sample in samples[:3]] == [3, 3, 3]
    for sample in samples:
        assert sample.delivered > 0
        assert 0 < sample.p50_ms <= sample.p99_ms
        assert sample.us_per_frame > 0
    # On a machine that does other work meanwhile some frames come too late to be forwarded.
    assert max(sample.delivered for sample in samples) > 0.5, f"hardly anything arrives: {samples}"
    assert all(one.people >= 2 for one in found)
    assert progress[-1] == 1.0
    assert all(before <= after for before, after in pairwise(progress))
    assert not multiprocessing.active_children(), "the people's process is still there"
    assert not [thread for thread in threading.enumerate() if thread.name == "meetdesk-selftest"]
