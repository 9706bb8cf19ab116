"""Many people write in the notes at the same time: ``python -m tests.bench.notes --help``.

The host's server with real sockets in this process, and in another one the windows' own notes (`ui/src/state/tools`),
each on a connection of its own. Everybody types into a line of its own, key by key, and looks at what the others type.

Reported: whether all end with the same text and every key of everybody is in it, how long after the last key; what the
host's processor had to do, as share of one core, besides what the same people cost who only look; what each was told.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from meetdesk.core.topics.people import Role
from tests.server.people import Meeting, meeting
from tests.support.page_build import UI, node


def build(folder: Path) -> Path:
    """The writers' program, bundled."""
    program = folder / "writers.mjs"
    rolldown = UI / "node_modules" / "rolldown" / "bin" / "cli.mjs"
    source = Path(__file__).parent / "writers.ts"
    command = [str(node()), str(rolldown), str(source), "--file", str(program), "--platform", "node", "--format", "esm"]
    done = subprocess.run(command, cwd=UI, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{source} does not build:\n{done.stdout}\n{done.stderr}"
    return program


async def run(held: Meeting, program: Path, people: int, seconds: float, keys: float, readers: int) -> dict[str, Any]:
    tickets = [held.session.members.admit(Role.HOST if at == 0 else Role.PARTICIPANT) for at in range(people)]
    arguments = [str(program), str(held.port), str(seconds), str(keys), str(readers)]
    pipe = asyncio.subprocess.PIPE
    writers = await asyncio.create_subprocess_exec(str(node()), *arguments, stdin=pipe, stdout=pipe, limit=2**22)
    try:
        assert writers.stdin is not None
        assert writers.stdout is not None
        writers.stdin.write("\n".join(tickets).encode())
        writers.stdin.close()
        assert await writers.stdout.readline() == b"writing\n"
        began, used = time.monotonic(), time.process_time()
        found: dict[str, Any] = json.loads(await writers.stdout.readline())
        found["cpu"] = (time.process_time() - used) / (time.monotonic() - began)
        return found
    finally:
        if writers.returncode is None:
            writers.kill()
        await writers.wait()


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        program = build(Path(folder))
        people = options.writers + options.readers
        async with meeting() as held:
            quiet = await run(held, program, people, 10, options.keys, people)
        async with meeting() as held:
            busy = await run(held, program, people, options.seconds, options.keys, options.readers)
    return busy | {"quiet": quiet["cpu"]}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.notes", description=__doc__)
    parser.add_argument("--writers", type=int, default=25)
    parser.add_argument("--readers", type=int, default=0, help="who only look")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keys", type=float, default=5, help="a second, of each")
    options = parser.parse_args()
    found = asyncio.run(measure(options))
    seconds = options.seconds
    told = [amount / seconds / 1000 for amount in sorted(found["bytes"])]
    refused = {code: found["refused"].count(code) for code in set(found["refused"])}
    sys.stdout.write(
        f"{options.writers} writers, {options.readers} readers, {options.keys:g} keys a second each, {seconds:g} s: "
        f"{found['keys']} keys, {found['characters']} characters, {found['updates']} updates\n"
        f"the same text for all: {found['same']}; every key in it: {found['whole']}; "
        f"{found['settled'] / 1000:.1f} s after the last key\n"
        f"host's processor: {found['cpu']:.1%} of a core, {found['quiet']:.1%} while all only look\n"
        f"told to one window: {told[len(told) // 2]:.1f} kB/s (most: {told[-1]:.1f})\n"
        f"refused: {refused or 'nothing'}\n"
    )
    return 0 if found["same"] and found["whole"] and not refused else 1


if __name__ == "__main__":
    sys.exit(main())
