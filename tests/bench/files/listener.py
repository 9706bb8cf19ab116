"""The process of a call: people with voice and small pictures, and one who only listens and says how late voice is."""

import asyncio
from multiprocessing.connection import Connection

from meetdesk.selftest.channel import Received
from meetdesk.selftest.people import Join, Measure, People
from meetdesk.selftest.person import Person
from meetdesk.selftest.settings import Setting


def listen(pipe: Connection, port: int, tickets: tuple[str, ...]) -> None:
    """The process: for each True that comes begins to listen, for each False answers with the ages since, in s."""
    asyncio.run(_listen(pipe, port, tickets))


async def _listen(pipe: Connection, port: int, tickets: tuple[str, ...]) -> None:
    people = People()
    running = asyncio.create_task(people.run())
    joined = await people.obey(Join(port, tickets[1:]))
    assert joined == len(tickets) - 1, joined
    await people.obey(Measure(Setting.SMALL, 0.1))
    voice = Received()
    ear = Person(len(tickets), voice)
    await ear.join(port, tickets[0], people._tls)
    beating = asyncio.create_task(_beat(ear))
    pipe.send("ready")
    while True:
        try:
            begins = await asyncio.to_thread(pipe.recv)
        except EOFError:
            break
        if begins:
            voice.ages.clear()
        else:
            pipe.send(sorted(voice.ages))
    running.cancel()
    beating.cancel()


async def _beat(person: Person) -> None:
    while True:
        person.beat()
        await asyncio.sleep(1.0)
