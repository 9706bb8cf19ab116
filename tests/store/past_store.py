"""A store with past meetings in it, and what is left of them on the disk."""

from pathlib import Path

from meetdesk.core.topics.chat import ChatMessage
from meetdesk.store.lifetime import DAY_SECONDS
from meetdesk.store.meetings import Heading
from meetdesk.store.store import Store
from meetdesk.wire.local import RecentMeeting

NOW = 1_795_000_000.0
DAY = DAY_SECONDS


def message(entry: int, text: str, at: float = NOW) -> ChatMessage:
    return ChatMessage(entry=entry, participant=1, name="Anna", ref=f"r{entry}", text=text, at=at)


def ended(number: int) -> str:
    """Id of a meeting."""
    return f"{number:032x}"


def hold(store: Store, number: int, *texts: str, at: float = NOW, private: str = "", title: str = "") -> str:
    """A meeting with these messages to all, and perhaps a private one to Ben, that was held at ``at``."""
    meeting = ended(number)
    store.add_recent(RecentMeeting(meeting, title or f"Nr {number}", f"10.0.0.{number}", False, at))
    store.transcripts.entered(Heading(meeting, title or f"Nr {number}", "Ada", False))
    texts_at = [message(entry, text, at + entry) for entry, text in enumerate(texts, 1)]
    kept = store.transcripts.keep(meeting, texts_at, at)
    if private:
        kept = store.transcripts.keep(meeting, [message(1, private, at + 0.5)], at, 7, "Ben")
    if kept is not None:
        kept.result()
    return meeting


def where_it_is(folder: Path, word: str) -> list[str]:
    """The files in which the word is, anywhere in the bytes."""
    return sorted(file.name for file in folder.iterdir() if word.encode() in file.read_bytes())
