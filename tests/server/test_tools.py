"""Meeting tools over real sockets: what each connection carries."""

import asyncio
import base64
import json

from meetdesk.core import budget
from meetdesk.core.topics.people import Role
from tests.core.yjs_updates import text, typed
from tests.core.yjs_updates import update as yjs_update

from .people import Person, meeting


def told(person: Person, kind: str) -> list[dict[str, object]]:
    return [message for message in person.told if message["type"] == kind]


def updates(person: Person) -> list[bytes]:
    return [base64.b64decode(one["update"]) for message in told(person, "notes") for one in message["updates"]]  # type: ignore[attr-defined]


def encoded(update: bytes) -> str:
    return base64.b64encode(update).decode()


def test_who_was_stopped_in_the_notes_writes_again_when_the_host_lets_it() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben, cem = await held.join("Ben", media=False), await held.join("Cem", media=False)
            codes = [(await ben.ask("write_notes", update=encoded(b"no update")))["code"] for _ in range(5)]
            assert codes == ["notes_invalid"] * 4 + ["notes_stopped"]
            for one in (ann, ben):
                await one.expect("stopped", participant=ben.id, name="Ben", reason="notes_mistakes", what="notes")
            assert (await ben.ask("write_notes", update=encoded(typed("no"))))["code"] == "notes_stopped"
            assert (await ben.ask("lift_stop", participant=ben.id, what="notes"))["code"] == "not_allowed"
            assert (await ann.ask("lift_stop", participant=ben.id, what="notes"))["type"] == "done"
            await ben.expect("stopped", participant=ben.id, what="notes", lifted=True)
            assert (await ben.ask("write_notes", update=encoded(typed("yes"))))["type"] == "done"
            assert not told(cem, "stopped"), "is no concern of others"

    asyncio.run(scenario())


def test_notes_reach_who_looks_at_them_and_whoever_joins_later() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben = await held.join("Ben", media=False)
            cem = await held.join("Cem", media=False)
            for person in (ann, ben):
                await person.ask("read_notes", reading=True)
            written = [typed("one", 2), typed("\u597d", 2, 3), typed("x" * 9_000, 2, 4)]
            for update in written:
                assert (await ben.ask("write_notes", update=encoded(update)))["type"] == "done"
            await ann.until(lambda: len(updates(ann)) == 3, "three updates")
            assert updates(ann) == updates(ben) == written
            await cem.until(lambda: told(cem, "notes"), "that there is something")
            assert (updates(cem), len(told(cem, "notes"))) == ([], 1), "nothing of it goes to who does not look"
            late = await held.join("Late", media=False)
            assert (await late.ask("read_notes", reading=True))["type"] == "done"
            await late.until(lambda: updates(late), "the notes")
            assert updates(late) == written
            for wrong in ("", "no base64!", "x" * 60_000):
                assert (await ben.ask("write_notes", update=wrong))["code"] == "malformed_message"

    asyncio.run(scenario())


def test_who_writes_more_than_a_person_can_is_told_to_wait_and_what_is_told_to_the_others_is_bounded() -> None:
    """1.04 GB an hour came of this."""

    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben = await held.join("Ben", media=False)
            await ann.ask("read_notes", reading=True)
            codes = []
            for at in range(60):
                # What was just written is deleted, so that the text never gets too long.
                piece = text("x" * 9_000, left=(2, 9_000 * at - 1) if at else None)
                update = encoded(yjs_update(2, 9_000 * at, (piece,), ((2, 9_000 * at, 9_000),)))
                codes.append((await ben.ask("write_notes", update=update)).get("code"))
            assert codes[0] is None
            assert set(codes) <= {None, "too_fast", "notes_full"}
            assert codes[-1] in {"too_fast", "notes_full"}
            assert sum(map(len, updates(ann))) <= budget.TABLE[budget.Kind.NOTES_BYTES].at_once * 1.1
            assert (await ben.ask("raise_hand"))["type"] == "done", "nobody is put out for it"

    asyncio.run(scenario())


def test_a_ballot_is_told_to_its_voter_alone_and_a_reaction_to_all() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben, cem = [await held.join(name, media=False) for name in ("Ben", "Cem")]
            poll = {"question": "Well?", "options": ["Yes", "No"], "anonymous": True, "live": False}
            assert (await ann.ask("create_poll", **poll))["type"] == "done"
            number = (await ben.change("poll_created"))["poll"]["poll"]
            assert (await ben.ask("vote", poll=number, options=[1]))["type"] == "done"
            assert (await ben.ask("send_reaction", reaction="clap"))["type"] == "done"
            for person in (ann, ben, cem):
                assert (await person.expect("reacted"))["participant"] == ben.id
            assert told(ben, "ballots") == [
                {"type": "ballots", "ballots": [{"poll": number, "options": [1], "settled": False}]}
            ]
            assert not told(ann, "ballots")
            assert not told(cem, "ballots")
            for other in (ann, cem):
                assert '"options": [1]' not in json.dumps(other.told)
            ben.abort()
            await ann.change("link_lost", participant=ben.id)
            await ben.connect(media=False)
            await ben.until(lambda: len(told(ben, "ballots")) == 2, "its own ballot after coming back")

    asyncio.run(scenario())
