"""Who is let in."""

from typing import TypeAlias

from meetdesk.core.entries import Count
from meetdesk.core.requests.basics import Numbered


class Admit(Numbered, frozen=True, tag="admit"):
    """Lets in one who waits, by its number in ``lobby``."""

    waiting: Count


class AdmitAll(Numbered, frozen=True, tag="admit_all"):
    """Lets in everybody who waits, those first who came first, as far as there is room."""


class RefuseEntry(Numbered, frozen=True, tag="refuse_entry"):
    waiting: Count
    keep_out: bool = False
    """Whether it may not even ask again."""


class LetBack(Numbered, frozen=True, tag="let_back"):
    """One who was kept out may come again, by its number in ``lobby``."""

    kept_out: Count


LobbyRequest: TypeAlias = Admit | AdmitAll | RefuseEntry | LetBack
