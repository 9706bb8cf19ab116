"""The copy between two sockets where asyncio's own streams cannot play the other end: TLS with one half closed."""

import asyncio
import socket
import ssl
import threading

from meetdesk.joining.copying import Copying
from meetdesk.joining.reach import any_certificate
from tests.joining.hosts import host_identity

FAREWELL = b"all the best " * 20_000


def test_the_host_is_understood_after_the_windows_last_word() -> None:
    """The window's half is over; what the host still says must not arrive as TLS's raw records."""
    window, window_end = socket.socketpair()
    ours, theirs = socket.socketpair()
    heard: list[bytes] = []

    def host() -> None:
        with host_identity().server_context().wrap_socket(theirs, server_side=True) as tls:
            ended.wait(5)
            tls.sendall(FAREWELL)
            while data := tls.recv(100):
                heard.append(data)

    def person() -> None:
        window_end.sendall(b"bye")
        window_end.shutdown(socket.SHUT_WR)
        threading.Timer(0.2, ended.set).start()
        while data := window_end.recv(65_536):
            said.append(data)

    said: list[bytes] = []
    ended = threading.Event()
    threads = [threading.Thread(target=host, daemon=True), threading.Thread(target=person, daemon=True)]
    for thread in threads:
        thread.start()
    secured = any_certificate().wrap_socket(ours)
    for end in (window, secured):
        end.setblocking(False)

    async def run() -> None:
        async with asyncio.timeout(10):
            await Copying(window, secured).run(b"", b"")

    asyncio.run(run())
    window.close()
    secured.close()
    for thread in threads:
        thread.join(5)
    window_end.close()
    assert b"".join(heard) == b"bye"
    assert b"".join(said) == FAREWELL


def test_no_decrypted_byte_waits_unseen() -> None:
    """A TLS record is as large as it may be; the event loop sees only what waits in the kernel."""
    window, window_end = socket.socketpair()
    ours, theirs = socket.socketpair()
    sent = bytes(16_384) * 3
    outside: list[ssl.SSLSocket] = []

    def host() -> None:
        tls = host_identity().server_context().wrap_socket(theirs, server_side=True)
        outside.append(tls)
        tls.sendall(sent)

    thread = threading.Thread(target=host, daemon=True)
    thread.start()
    secured = any_certificate().wrap_socket(ours)
    for end in (window, window_end, secured):
        end.setblocking(False)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        copying = Copying(window, secured)
        running = asyncio.ensure_future(copying.run(b"", b""))
        received = 0
        async with asyncio.timeout(10):
            while received < len(sent):
                received += len(await loop.sock_recv(window_end, 65_536))
        copying.stop()
        await running

    asyncio.run(run())
    thread.join(5)
    for end in (window, window_end, secured, *outside):
        end.close()
