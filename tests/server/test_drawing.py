"""Drawing on a shared screen over real sockets: what each connection carries, and what is too much."""

import asyncio
import base64
import time

from meetdesk.core import budget
from meetdesk.core.topics.people import Role

from .people import Person, meeting

SHARED = {"source": "screen", "codec": "vp8", "layers": [{"layer": 0, "width": 320, "height": 180}]}
POINT = b"\x10\x00\x20\x00\x80\x00"


def points(number: int) -> str:
    return base64.b64encode(POINT * number).decode()


def told(person: Person, kind: str) -> list[dict[str, object]]:
    return [message for message in person.told if message["type"] == kind]


def test_strokes_are_seen_while_they_are_drawn_and_by_who_comes_later_and_too_many_by_nobody() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben = await held.join("Ben", media=False)
            track = (await ann.ask("publish_track", **SHARED))["track"]
            await ben.expect("drawers_set", track=track, who="all", by=None)
            stroke = {"track": track, "ref": 7, "tool": "pen"}
            await ben.say({"type": "draw_part", **stroke, "first": 0, "points": points(2)})
            seen = await ann.expect("drawing", participant=ben.id, ref=7, first=0)
            assert base64.b64decode(seen["points"]) == POINT * 2
            assert (await ben.ask("draw_stroke", **stroke, points=points(3)))["type"] == "done"
            for person in (ann, ben):
                assert (await person.expect("drawn", track=track))["strokes"][0]["ref"] == 7
            await ben.say({"type": "point_at", "track": track, "place": {"x": 1, "y": 65535}})
            await ann.expect("pointing", participant=ben.id, place={"x": 1, "y": 65535})
            assert told(ben, "drawing") == told(ben, "pointing") == [], "one sees what one does oneself at once"

            late = await held.join("Late", media=False)
            (kept,) = (await late.expect("drawn", track=track))["strokes"]
            assert (kept["participant"], base64.b64decode(kept["points"])) == (ben.id, POINT * 3)
            await late.expect("drawers_set", track=track, who="all", by=None)

            for wrong in ({"x": -1, "y": 0}, {"x": 65536, "y": 0}, {"x": 0.5, "y": 0}, {"x": None, "y": 0}):
                answers = len(told(ben, "error"))
                await ben.say({"type": "point_at", "track": track, "place": wrong})
                await ben.until(lambda count=answers: len(told(ben, "error")) > count, f"what is wrong with {wrong}")
                assert told(ben, "error")[-1]["code"] == "malformed_message"

            # Faster than any pen: it reaches nobody, and is no mistake, as the window sends it again.
            allowed = budget.TABLE[budget.Kind.STROKE_POINTS]
            many, begun = allowed.at_once // 1_000 + 3, time.monotonic()
            codes = [
                (await late.ask("draw_stroke", track=track, ref=ref, tool="pen", points=points(1_000), fades=True)).get(
                    "code"
                )
                for ref in range(many)
            ]
            passed = codes.count(None)
            assert "too_fast" in codes, codes
            assert 1_000 * passed <= allowed.at_once + allowed.per_second * (time.monotonic() - begun)
            await ann.until(lambda: len(told(ann, "drawn")) == 1 + passed, "what was not too much")

    asyncio.run(scenario())
