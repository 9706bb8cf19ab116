"""Which of the meeting's decisions may be told: none before the deputy has it, too."""


class Held:
    """By the number of the event that led to it, from 1 upwards."""

    def __init__(self) -> None:
        self._safe: int | None = None

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

    def may_tell(self, number: int) -> bool:
        """Whether what this event led to may be carried out."""
        return self._safe is None or number <= self._safe
