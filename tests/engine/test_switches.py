"""Camera, background, size and layer switched again and again: the picture always comes, in its shape.

The first few of what ``python -m tests.bench.switches`` does for longer.
"""

from collections.abc import Callable

import pytest

from meetdesk.core.topics.people import Role
from tests.bench.switches.in_engine import InEngine
from tests.bench.switches.switching import Switching
from tests.engine.person import EnginePage

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]


def test_the_picture_comes_after_every_switch(join: Join) -> None:
    ada = join("Ada", role=Role.HOST)
    rig = InEngine(ada, join("Bob"))
    told: list[str] = []
    result = Switching(rig, seed=7, busy=1).run(24, told.append)
    assert result.switches >= 24
    assert not told, "\n".join(told)
    assert ada.events("stalled") == []
