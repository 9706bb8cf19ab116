"""The one way to start an asyncio task."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_log = logging.getLogger(__name__)
_running: set["asyncio.Task[Any]"] = set()
"""The event loop itself keeps only weak references to tasks."""


def start_task(name: str, coroutine: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Runs ``coroutine`` in the running loop as a task of this name. An exception that leaves it is logged."""
    task = asyncio.get_running_loop().create_task(coroutine, name=name)
    _running.add(task)
    task.add_done_callback(_finished)
    return task


def _finished(task: "asyncio.Task[Any]") -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("task %s failed", task.get_name(), exc_info=error)
