"""The command ``meetdesk bench``."""

import msgspec

from meetdesk.command_line.output import Output
from meetdesk.messages import sentence
from meetdesk.selftest.capacity import Capacity
from meetdesk.selftest.measure import measure


class _Bench(msgspec.Struct, frozen=True, tag_field="event", tag="bench"):
    settings: tuple[Capacity, ...]


def run(output: Output, seconds: float) -> None:
    """Tests this computer for about ``seconds`` and prints what it can host. Raises MeetDeskError."""
    output.say("bench_begin")
    capacities = measure(output.progress, seconds)
    output.event(_Bench(tuple(capacities)))
    output.say("bench_result")
    for one in capacities:
        limit = sentence(f"cli_bench_limit_{one.limit}", output.language)
        output.say(f"bench_{one.setting}", people=one.people, limit=limit)
        output.say(
            "bench_detail",
            measured=one.measured,
            cost=f"{one.us_per_frame:.1f}",
            median=f"{one.p50_ms:.1f}",
            worst=f"{one.p99_ms:.0f}",
            megabits=f"{one.megabits:.0f}",
        )
