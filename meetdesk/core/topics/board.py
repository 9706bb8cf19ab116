"""The whiteboard: pages on which one draws as on a shared screen (``strokes``), but without a screen.

A page has a number where a screen has that of its track, so whatever is drawn says it the same way. Whoever opened it
presides over it as a presenter does.
"""

from typing import Annotated, ClassVar, TypeAlias, assert_never

import msgspec

from meetdesk.core import limits, rights
from meetdesk.core.errors import ErrorCode, Refused
from meetdesk.core.topics.basics import Answered, Audience, Everybody, ParticipantId, TrackId, UnloggedBase

FIRST_PAGE = 2**50
"""Pages are numbered from here on: no log has as many entries, so no track has such a number."""

PageId: TypeAlias = Annotated[int, msgspec.Meta(ge=FIRST_PAGE, le=2**53 - 1)]


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page of the whiteboard."""

    page: PageId
    by: ParticipantId
    """Who opened it."""


class OpenPage(Answered, frozen=True, tag="open_page"):
    """Opens a page of the whiteboard, the first or another one. Answered with its number as ``track``."""

    row: ClassVar = rights.EVERYBODY


class ClosePage(Answered, frozen=True, tag="close_page"):
    """Takes a page away with all that is on it: whoever opened it, the host or a co-host."""

    row: ClassVar = rights.EVERYBODY
    page: PageId


BoardRequest: TypeAlias = OpenPage | ClosePage


class PageOpened(UnloggedBase, frozen=True, tag="page_opened"):
    """The number of this entry, from ``FIRST_PAGE`` on, is the page's."""

    by: ParticipantId

    @property
    def audience(self) -> Audience:
        """Whoever is in the meeting."""
        return Everybody()


class PageClosed(UnloggedBase, frozen=True, tag="page_closed"):
    """It is gone, and what was on it."""

    page: PageId
    by: ParticipantId

    @property
    def audience(self) -> Audience:
        """Whoever is in the meeting."""
        return Everybody()


BoardChange: TypeAlias = PageOpened | PageClosed


class Board:
    """The pages that are open."""

    def __init__(self, pages: tuple[Page, ...] = ()) -> None:
        self._pages = {page.page: page for page in pages}

    @property
    def pages(self) -> tuple[Page, ...]:
        """In the order in which they were opened."""
        return tuple(self._pages.values())

    def page(self, number: TrackId) -> Page | None:
        """None: there is none (any more)."""
        return self._pages.get(number)

    def check_room(self) -> None:
        """Raises Refused ``strokes_full`` where there are as many pages as there may be."""
        if len(self._pages) >= limits.BOARD_PAGES:
            raise Refused(ErrorCode.STROKES_FULL)

    def apply(self, change: BoardChange, number: int) -> None:
        """``number``: of the entry."""
        match change:
            case PageOpened(by=by):
                page = Page(FIRST_PAGE + number, by)
                self._pages[page.page] = page
            case PageClosed(page=gone):
                self._pages.pop(gone, None)
            case _:
                assert_never(change)
