"""What the meeting has decided and is not told anybody yet: not before the deputy has it, too."""

from collections import deque
from collections.abc import Iterable

from meetdesk.core.commands import Command


class Held:
    """Commands, in the order in which they were decided, each to be carried out once its event is safe."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Command]] = deque()
        self._safe: int | None = None

    def put(self, number: int, commands: Iterable[Command]) -> None:
        """``number``: of the event that led to them, from 1 upwards."""
        self._waiting.extend((number, command) for command in commands)

    def hold_from(self, number: int) -> None:
        """There is a deputy, and it has all up to this number."""
        self._safe = number

    def safe(self, number: int) -> None:
        """The deputy has all up to this number. Nothing, if there is none."""
        if self._safe is not None:
            self._safe = max(self._safe, number)

    def let_go(self) -> None:
        """There is no deputy (any more): nothing is held."""
        self._safe = None

    @property
    def ready(self) -> bool:
        """Whether the next command may be carried out."""
        return bool(self._waiting) and (self._safe is None or self._waiting[0][0] <= self._safe)

    def take(self) -> Command:
        """The next command, which is ``ready``."""
        return self._waiting.popleft()[1]
