"""What each thing that a stranger can ask for costs the host: ``python -m tests.bench.strangers --help``.

A real host without limits is asked the same again and again, one after the other. Reported are milliseconds of the
processor that its process used for each, which other programs on the machine hardly change: the least of some rounds.
The limits of ``docs/security.md`` are counted in turns of ``fair_turns.TURN_SECONDS``.
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from meetdesk.joining.reach import any_certificate
from tests.hostile.acts.door import client_hello
from tests.support.bot_channels import ask_to_join

Ask = Callable[[int, str], None]
"""Port and code of the host."""
_ADDRESS = "127.0.0.1"
_SECONDS = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.strangers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of these (else all): {'; '.join(KINDS)}")
    parser.add_argument("--times", type=int, default=50, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", type=Path, help="of the server thread, for python -m pstats; it slows the host")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.strangers.host", folder]
        command += [str(options.profile)] if options.profile else []
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as host:
            assert host.stdin is not None
            assert host.stdout is not None
            port, code = host.stdout.readline().split()
            print(f"| what | ms of the host's processor |\n{'|---' * 2}|")
            for kind in options.kinds or KINDS:
                used = measure(KINDS[kind], host.pid, int(port), code, options.times, options.rounds)
                print(f"| {kind} | {1000 * used:.2f} |", flush=True)
            host.stdin.close()


def measure(ask: Ask, pid: int, port: int, code: str, times: int, rounds: int) -> float:
    """Seconds of the processor for one."""
    ask(port, code)
    least = float("inf")
    for _ in range(rounds):
        before = _used(pid)
        for _ in range(times):
            ask(port, code)
        least = min(least, (_used(pid) - before) / times)
    return least


def _used(pid: int) -> float:
    """Seconds of the processor that the threads of a process have used; more exact than the ticks of ``stat``."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _tcp(port: int) -> socket.socket:
    return socket.create_connection((_ADDRESS, port), _SECONDS)


def _to_the_end(connection: socket.socket) -> bytes:
    heard = b""
    with suppress(OSError):
        while data := connection.recv(65_536):
            heard += data
    return heard


def _says(words: bytes) -> Ask:
    """Without TLS."""

    def ask(port: int, _: str) -> None:
        with _tcp(port) as connection:
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            _to_the_end(connection)

    return ask


def _leaves(port: int, _: str) -> None:
    with _tcp(port) as plain, any_certificate().wrap_socket(plain) as secure, suppress(OSError):
        secure.unwrap()


def _requests(status: int, method: str, path: str, body: bytes = b"", *headers: str) -> Ask:
    def ask(port: int, _: str) -> None:
        host = f"{_ADDRESS}:{port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Origin: https://{host}", *headers]
        lines += [f"Content-Length: {len(body)}"] if body else []
        with _tcp(port) as plain, any_certificate().wrap_socket(plain) as secure:
            secure.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            heard = _to_the_end(secure)
        assert heard.startswith(f"HTTP/1.1 {status} ".encode()), f"{path}: {heard[:200]!r}"

    return ask


def _garbage(port: int, _: str) -> None:
    with _tcp(port) as plain, any_certificate().wrap_socket(plain) as secure:
        secure.sendall(b"NONE /" + b"0a" * 3_000 + b" HTTP/9\r\nHost: \x1b[2J\r\nbad\r\n\r\n")
        _to_the_end(secure)


def _joins(right: bool) -> Ask:
    def ask(port: int, code: str) -> None:
        with suppress(*([] if right else [Exception])):
            asyncio.run(ask_to_join(_ADDRESS, port, code if right else "000001"))

    return ask


def _code(code: str) -> bytes:
    return json.dumps({"code": code}).encode()


_TYPE = "Content-Type: application/json"
KINDS: dict[str, Ask] = {
    "TLS begun": _says(client_hello()),
    "TLS, and nothing": _leaves,
    "a request without TLS": _says(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    "no request": _garbage,
    "what is not there": _requests(404, "GET", "/nothing"),
    "a line without a ticket": _requests(401, "PUT", "/meetdesk/2/up/voice/0123456789abcdef0123456789abcdef", b"x"),
    "a channel without a ticket": _requests(401, "GET", "/meetdesk/2/control"),
    "the page": _requests(200, "GET", "/"),
    "the state for guests": _requests(200, "GET", "/meetdesk/guest"),
    "leaving without being there": _requests(204, "DELETE", "/meetdesk/guest"),
    "no code": _requests(409, "POST", "/meetdesk/guest", _code("12345"), _TYPE),
    "a guest's wrong code": _requests(409, "POST", "/meetdesk/guest", _code("000001"), _TYPE),
    "an app's wrong code": _joins(right=False),
    "the right code": _joins(right=True),
}

if __name__ == "__main__":
    main()
