"""The server thread: one named daemon thread with an event loop of its own, and the only crossing into it."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from meetdesk.net.websocket.turns import new_loop

T = TypeVar("T")


class ServerThread:
    """Bind the sockets first, then ``start``; ``call`` is the one crossing; ``stop`` in the end."""

    def __init__(self, name: str = "meetdesk-server") -> None:
        self._loop = new_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._stopped = False

    def start(self, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Starts the thread, runs ``main()`` in it and returns its result. An exception of it is raised here, after the
        thread has been stopped."""
        self._thread.start()
        try:
            return self.call(main()).result()
        except BaseException:
            self.stop()
            raise

    def call(self, coroutine: Coroutine[Any, Any, T]) -> "concurrent.futures.Future[T]":
        """Runs ``coroutine`` in the server thread. Not to be waited for in that thread itself."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def stop(self, seconds: float = 5.0) -> bool:
        """Cancels what still runs, ends the loop and waits for the thread; harmless when repeated.

        Returns whether the thread has ended within ``seconds``.
        """
        if not self._stopped:
            self._stopped = True
            if self._thread.is_alive():
                self._loop.call_soon_threadsafe(self._loop.stop)
            elif self._thread.ident is None:
                self._loop.close()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
