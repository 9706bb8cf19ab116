"""What happens to a request whose answer was lost, if it is asked once more. ``docs/killed.md`` says so of each."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from meetdesk.core.commands import Refuse
from meetdesk.core.meeting import SavedMeeting
from meetdesk.core.request import Request
from meetdesk.core.topics.people import Role
from meetdesk.core.topics.timer import StartTimer

from .script import START, Script, asks
from .test_roles import EVERY, PEOPLE, a_meeting

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "killed.md").read_text("utf-8")
HOST = PEOPLE[Role.HOST]


def _listed(heading: str) -> set[str]:
    """The requests that the page names in the row that begins so."""
    (row,) = re.findall(rf"^\| {heading} \|(.*)\|$", PAGE, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", row))


def asked_again(kind: type[Request]) -> str:
    """Asks as the host, again two seconds later: ``nothing`` more happens, it is ``refused``, or happens ``again``."""
    script, there = a_meeting()
    request = EVERY[kind](HOST, there)
    (script >> asks(HOST, StartTimer(1, 60))).and_so_on()
    (script >> asks(HOST, request)).and_so_on()
    before = kept(script)
    refused = any(isinstance(one, Refuse) for one in script.meeting.handle(asks(HOST, request, START + 2)))
    if kept(script) != before:
        assert not refused, "a refusal changes nothing"
        return "again"
    return "refused" if refused else "nothing"


def kept(script: Script) -> SavedMeeting:
    """All that the meeting keeps, without the numbers of what comes next."""
    saved = script.meeting.save(START + 2)
    return replace(saved, unlogged=replace(saved.unlogged, numbers=()))


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: str(kind.__name__))
def test_what_is_asked_once_more(kind: type[Request]) -> None:
    tag = kind.__struct_config__.tag
    found = asked_again(kind)
    listed = {what: _listed(what) for what in ("again", "refused")}
    for what, requests in listed.items():
        assert (tag in requests) == (found == what), f"docs/killed.md: {tag!r}, asked once more, is {found!r}"


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:tests|ui)/[\w/.]+)(?:::(\w+))?`", PAGE)
    assert len(named) > 20
    for file, test in named:
        assert (ROOT / file).exists(), file
        assert f"def {test}(" in (ROOT / file).read_text("utf-8") if test else True, f"{file}::{test}"
