"""Meeting tools over real sockets: what each connection carries."""

import asyncio
import base64
import json

from meetdesk.core import limits
from meetdesk.core.entries import Role

from .people import Person, meeting


def told(person: Person, kind: str) -> list[dict[str, object]]:
    return [message for message in person.told if message["type"] == kind]


def updates(person: Person) -> list[bytes]:
    return [base64.b64decode(one["update"]) for message in told(person, "notes") for one in message["updates"]]  # type: ignore[attr-defined]


def test_notes_reach_all_and_whoever_joins_later_whatever_bytes_they_have() -> None:
    async def scenario() -> None:
        async with meeting() as held:
            ann = await held.join("Ann", role=Role.HOST, media=False)
            ben = await held.join("Ben", media=False)
            written = [bytes(range(256)), b"\x00", b"x" * limits.NOTES_UPDATE_BYTES]
            for update in written:
                answer = await ben.ask("write_notes", update=base64.b64encode(update).decode())
                assert answer["type"] == "done"
            await ann.until(lambda: len(updates(ann)) == 3, "three updates")
            assert updates(ann) == updates(ben) == written
            whole = base64.b64encode(b"d" * limits.NOTES_DOCUMENT_BYTES).decode()
            assert (await ann.ask("compact_notes", until=2, update=whole))["type"] == "done"
            late = await held.join("Late", media=False)
            await late.until(lambda: told(late, "notes"), "the notes")
            assert updates(late) == [b"d" * limits.NOTES_DOCUMENT_BYTES, written[2]]
            for wrong in ("", "no base64!", "x" * 60_000):
                assert (await ben.ask("write_notes", update=wrong))["code"] == "malformed_message"

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
