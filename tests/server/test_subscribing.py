"""What is kept of what people want to see, without a network."""

from typing import Any
from unittest.mock import Mock

from meetdesk.core import limits
from meetdesk.core.budget import Budget
from meetdesk.core.topics.tracks import DISPENSABLE, Subscribe
from meetdesk.server.meeting.control_output import ControlChannel
from meetdesk.server.meeting.subscribing import Subscribing


def test_codecs_that_somebody_makes_up_are_not_kept_and_change_nothing() -> None:
    asked: list[Any] = []
    subscribing = Subscribing(lambda _: None, lambda: 0.0)
    subscribing.apply = lambda _, request: asked.append(request)
    control = ControlChannel(None, None, 0.0)  # type: ignore[arg-type]
    person: Any = Mock(control=control, participant=1, budget=Budget())
    for number in range(1_000):
        made_up = tuple(f"{number} {one}" for one in range(limits.LACKS))
        subscribing.want(person, control, Subscribe((), made_up))
        subscribing.take_over()
    assert control.lacks == frozenset(), f"{len(control.lacks)} are kept"
    assert asked == []
    real = Subscribe((), ("made up", *DISPENSABLE))
    subscribing.want(person, control, real)
    subscribing.take_over()
    assert (control.lacks, asked) == (DISPENSABLE, [real])
