"""The process of a call: people with voice and small pictures, and one who only listens and says how late voice is."""

import asyncio
from multiprocessing.connection import Connection

from meetdesk.client.opening import channels_of
from meetdesk.joining.dial import JoinedHost
from meetdesk.selftest.people import Join, Measure, People
from meetdesk.selftest.person import Person
from meetdesk.selftest.received import Received
from meetdesk.selftest.settings import Setting


def listen(pipe: Connection, admitted: tuple[JoinedHost, ...]) -> None:
    """The process: for each True that comes begins to listen, for each False answers with the ages since, in s."""
    asyncio.run(_listen(pipe, admitted))


async def _listen(pipe: Connection, admitted: tuple[JoinedHost, ...]) -> None:
    people = People()
    running = asyncio.create_task(people.run())
    joined = await people.obey(Join(admitted[1:]))
    assert joined == len(admitted) - 1, joined
    await people.obey(Measure(Setting.SMALL, 0.1))
    voice = Received()
    ear = Person(len(admitted), channels_of(admitted[0]), voice)
    await ear.join()
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
