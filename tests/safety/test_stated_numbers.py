"""The numbers that the documents promise are those of the code, and the tests that they name exist."""

import math
import re
from pathlib import Path

import pytest

from meetdesk.app.keeping import SWEEP_SECONDS
from meetdesk.command_line import rated
from meetdesk.core import limits
from meetdesk.core.succession import BEHIND_SECONDS, HELD_UP, NOTICED_SECONDS
from meetdesk.joining import browser_certificates, handshake, proof, refusals
from meetdesk.joining.code import LENGTHS, LONG_KINDS, SHORTEST_WORDS
from meetdesk.joining.discovery import heard
from meetdesk.joining.words import TELLING_LETTERS, WORDS
from meetdesk.net.carriage import line
from meetdesk.net.strangers import arrivals, bounded, newcomers, shut
from meetdesk.net.strangers import fair_turns as turns
from meetdesk.net.strangers.accepting import ACCEPTED, CONNECTION_SECONDS
from meetdesk.net.strangers.networks import NETWORK_BITS, WIDER_BITS
from meetdesk.net.strangers.newcomers import Stage
from meetdesk.net.websocket.connection import PINGS
from meetdesk.net.websocket.parser import FRAGMENTS
from meetdesk.server.lan import admission, lan
from meetdesk.server.lan.guesses import FIRST, LONG, SHORT, TOLD_FROM, Limit, Limits
from meetdesk.server.lan.lines import LINES_EACH
from meetdesk.server.lan.own_tries import OWN_APPS, OWN_TRIES
from meetdesk.server.meeting.attempts import LATE_SECONDS
from meetdesk.server.meeting.files.storage import SPARE_BYTES
from meetdesk.server.meeting.members import CALLERS
from meetdesk.server.meeting.stops import AGAIN_SECONDS, GRACE_SECONDS, STOPS
from meetdesk.server.meeting.succession.holding import GATHERED_SECONDS, NO_CHANNEL_SECONDS
from meetdesk.server.meeting.succession.link import UNREAD_SECONDS
from meetdesk.server.meeting.succession.succession import TRIERS
from meetdesk.server.meeting.succession.trust import LONGEST_PAUSE_SECONDS, PAUSE_SECONDS
from meetdesk.server.window import guard, loopback
from meetdesk.store.asked import PATIENCE as STORE_PATIENCE
from meetdesk.store.lifetime import ASIDE_DAYS, DAY_SECONDS, lifetime
from meetdesk.store.wall_clock import GONE_ON_DAYS, JUMP_DAYS
from meetdesk.wire.budget_table import table
from meetdesk.wire.codec import JOIN_BYTES
from meetdesk.wire.lines import BATCH_BYTES, SLOTS, LineName
from meetdesk.wire.local import CodeKind, KeepChats, Settings
from meetdesk.wire.past import UNDO_SECONDS
from meetdesk.wire.succession import ADDRESSES

ROOT = Path(__file__).parents[2]
_UI = ROOT / "ui" / "src"
WINDOW_LINKS = (_UI / "carriage" / "line.ts", _UI / "engine" / "control" / "heartbeat.ts")
PROTOCOL, SECURITY = (
    " ".join((ROOT / "docs" / name).read_text("utf-8").split()) for name in ("protocol.md", "security.md")
)
MINUTE, HOUR = 60.0, 3600.0


def most(limits: tuple[Limit, ...], seconds: float) -> int:
    return next(limit.guesses for limit in limits if limit.seconds == seconds)


def locked_by(limits: Limits) -> int:
    """From so many networks the guesses are used up: the first ones of each and those again."""
    return (most(limits.all, HOUR) - most(limits.again, HOUR)) // FIRST


CERTIFICATE_DAYS = (browser_certificates.BEFORE + browser_certificates.PERIOD + browser_certificates.AFTER).days
STATED = [
    f"`code_answer` (or the refusal of its element) leaves {admission.ANSWER_SECONDS * 1000:.0f} ms after",
    f"`code_element` and `code_proof` leave at multiples of {handshake.STEP_SECONDS * 1000:.0f} ms",
    f"There may be {most(SHORT.address, MINUTE)} a minute and {most(SHORT.address, HOUR)} an hour from one address, "
    f"{most(SHORT.network, MINUTE)} a minute and {most(SHORT.network, HOUR)} an hour from one network, "
    f"and {most(SHORT.all, HOUR)} an hour from all together, of these {most(SHORT.again, HOUR)} from networks "
    f"that had {FIRST} within the hour before.",
    f"has {most(SHORT.known_each, HOUR)} an hour of its own, all of these {most(SHORT.known, HOUR)} together",
    f"there are {most(LONG.all, HOUR):,} for {most(SHORT.all, HOUR)}, and {most(LONG.again, HOUR):,} for "
    f"{most(SHORT.again, HOUR)} ({most(LONG.again, MINUTE)} and {most(LONG.all, MINUTE)} a minute)",
    f"told from {TOLD_FROM} wrong codes of one address within an hour on, or {3 * TOLD_FROM} of all",
    f"waits up to {admission.CROWD_SECONDS:.0f} s for them; at most {admission.CROWD} wait so, "
    f"{admission.CROWD_NETWORK} of one network",
    f"the host {admission.MESSAGE_SECONDS:.0f} s for each message and {lan.JOIN_SECONDS:.0f} s for all",
    f"is not whole after {newcomers.SILENT_SECONDS:.0f} s is closed. {newcomers.PLACES[Stage.SILENT]} connections may "
    f"be open that have said nothing, {newcomers.PLACES[Stage.SPEAKING]} that have begun, "
    f"{newcomers.PLACES[Stage.GREETED]} whose first message was there, {newcomers.PER_NETWORK} of one network each",
    f"{newcomers.KNOWN_PLACES} more may come from addresses from which somebody was admitted",
    f"begun for {turns.PER_SECOND:.0f} strangers a second after {turns.AT_ONCE} at once, and of those that lead to "
    f"nothing (no admission, no page) for {turns.VAIN.per_second:.0f} a second after {turns.VAIN.at_once} at once, for "
    f"{turns.VAIN_NETWORK.per_second:.0f} after {turns.VAIN_NETWORK.at_once} of one network, and for "
    f"{turns.VAIN_KNOWN.per_second:.0f} after {turns.VAIN_KNOWN.at_once} of an address",
    "({} and {} bits of IPv4, {} and {} of IPv6)".format(*WIDER_BITS[4], *WIDER_BITS[6]),
    f"A wrong code counts as {lan.WRONG_CODE:.0f}, one for which no guess is left and what can be no code as "
    f"{lan.REFUSED_GUESS:.0f} more, what is no request as {bounded.NO_REQUEST:.0f} more; where nothing is left, the "
    f"next turn comes {turns.DEBT_SECONDS} s later for it.",
    f"Pages and the like count as nothing up to {turns.PAGES.per_second:.0f} a second after {turns.PAGES.at_once:,} "
    f"at once, for {turns.PAGES_NETWORK.per_second:.0f} after {turns.PAGES_NETWORK.at_once} of one network or address; "
    f"the page itself for {turns.FIRST_PAGES.per_second:.0f} after {turns.FIRST_PAGES.at_once}, for "
    f"{turns.FIRST_PAGES_NETWORK.per_second:.0f} after {turns.FIRST_PAGES_NETWORK.at_once} of one network or address, "
    f"and then as {turns.FIRST_PAGE:.0f}",
    f"the first admission from an address gives back {turns.UNUSED}",
    f"Admissions count as nothing up to {turns.JOINS.per_second:.0f} a second after {turns.JOINS.at_once} of one "
    f"network or address, then as {turns.JOIN:.0f}",
    f"More than {arrivals.PER_SECOND:.0f} connections a second of one network after {arrivals.AT_ONCE:.0f} at once "
    f"are closed as they come, and of all together {ACCEPTED.per_second:,.0f} are taken a second after "
    f"{ACCEPTED.at_once:,}",
    f"more than {turns.WAITING} wait when it has had what it may ({turns.WAITING_FEW} while more than "
    f"{turns.WAITING_ALL} strangers wait), or a wider one of which more than {turns.WAITING_NETWORKS} networks wait",
    f"for {shut.SECONDS:.0f} s, each time within {shut.LATELY_SECONDS:.0f} s twice as long as the time before, up to "
    f"{shut.MOST_SECONDS:.0f} s",
    f"the first {NETWORK_BITS} bits of an IPv6 address",
    f"A message on this path has at most {JOIN_BYTES:,} bytes",
    f"A header has at most {lan.HEADER_BYTES:,} bytes",
    f"is itself closed with 4002 if it comes within {LATE_SECONDS:.0f} s of it",
    f"Of one ticket {CALLERS} control channels may be open that have said no `hello`; the oldest gives way",
    f"their secret has {8 * proof.SECRET_BYTES} bits",
    "A code is a number of {}, {} or {} digits".format(*LENGTHS.values()),
    f"at least {SHORTEST_WORDS} characters",
    f"its first {TELLING_LETTERS} letters",
    f"valid for {CERTIFICATE_DAYS} days. Periods of {browser_certificates.PERIOD.days} days are counted",
    f"from {browser_certificates.BEFORE.days} days before its period to {browser_certificates.AFTER.days} after it",
    f"the next one from {browser_certificates.RENEWED.days} days before the end of its own",
]

TURNS_OF_A_CORE = turns.VAIN.per_second * turns.TURN_SECONDS
MOST_OF_A_CORE = ACCEPTED.per_second * CONNECTION_SECONDS + TURNS_OF_A_CORE
"""What strangers who get nowhere can cost the host for long, where the system keeps nobody away."""
PAGES_OF_A_CORE = turns.PAGES.per_second * turns.TURN_SECONDS

PROMISED = [
    f"valid for {CERTIFICATE_DAYS} days (at most {browser_certificates.MOST_DAYS} may be)",
    f"is told how it went, after {STORE_PATIENCE:.0f} s at the latest",
    f"{SPARE_BYTES // 1_000_000} MB of the host's disk stay free",
    f"more than {limits.FILES_EACH} files or {limits.FILES_BYTES_EACH // 1_000_000:,} MB in a meeting",
    f"**The whiteboard** has at most {limits.BOARD_PAGES} pages at a time",
    f"guessed {most(SHORT.address, HOUR)} times an hour from one address, {most(SHORT.network, HOUR)} times from one "
    f"network of IPv6, {most(SHORT.all, HOUR)} times by all strangers together and {most(SHORT.known, HOUR)} times by "
    "all who were in before",
    f"each app that came in by the code has {OWN_TRIES} tries of its own until it comes in again",
    f"at most {OWN_APPS} of them when the host makes a new one: {OWN_TRIES * OWN_APPS} guesses in all",
    f"At six digits that is 1 chance in {10 ** LENGTHS[CodeKind.DIGITS_6] / (OWN_TRIES * OWN_APPS):,.0f} more",
    f"guesses from {locked_by(SHORT)} addresses or more can use up the guesses",
    f"(that takes {locked_by(LONG)} addresses)",
    f"TLS for at most {turns.PER_SECOND:.0f} strangers a second, and for {turns.VAIN.per_second:.0f} a second where "
    "nothing comes of it",
    f"More than {ACCEPTED.per_second:,.0f} connections a second are not taken",
    f"cost no more than {math.ceil(100 * MOST_OF_A_CORE)} % of a core for long, whatever comes; on Linux, where the "
    f"system drops what comes from up to {shut.MOST} shut networks, {math.ceil(100 * TURNS_OF_A_CORE)} %, and while "
    f"guests are allowed {math.ceil(100 * PAGES_OF_A_CORE)} % more for pages",
    f"At most {loopback.OTHERS} connections of other programs wait at the window's own server",
    f"nothing comes ends after {limits.FILE_BEGIN_SECONDS:.0f} s, a paused one after {limits.FILE_PAUSE_SECONDS:.0f} s",
]


@pytest.mark.parametrize("sentence", PROMISED)
def test_the_promises_say(sentence: str) -> None:
    assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


@pytest.mark.parametrize("sentence", STATED)
def test_the_protocol_says(sentence: str) -> None:
    assert sentence in PROTOCOL, f"docs/protocol.md should say: {sentence}"


def test_the_chance_of_guessing() -> None:
    """By strangers and by those who were in before, an hour, for eight hours, of as many as there are of a kind."""
    short, long = (most(limits.all, HOUR) + most(limits.known, HOUR) for limits in (SHORT, LONG))
    assert f"six digits with a chance of 1 in {10 ** LENGTHS[CodeKind.DIGITS_6] / (8 * short):,.0f}." in SECURITY
    assert f"may be tried {long:,} times an hour" in SECURITY
    nine = 10 ** LENGTHS[CodeKind.DIGITS_9] / (8 * long)
    assert f"nine digits are found with a chance of 1 in {nine:,.0f}" in SECURITY
    assert f"three words of 1 in {round(2048**WORDS / (8 * long), -4):,.0f}" in SECURITY
    millions = 10 ** LENGTHS[CodeKind.DIGITS_12] / (8 * long) / 1e6
    assert f"twelve digits of 1 in {millions:,.0f} million" in SECURITY
    assert all(count >= 10**9 for count in (10 ** LENGTHS[CodeKind.DIGITS_9], 2048**WORDS))
    assert LONG_KINDS.isdisjoint({CodeKind.DIGITS_6, CodeKind.OWN})


def test_the_table_of_what_each_person_may_cost() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    for row in table().splitlines():
        assert row in page.splitlines(), f"docs/security.md lacks {row!r}: meetdesk.wire.budget_table prints it"


def of_the_window(file: str, constant: str) -> int:
    found = re.search(
        rf"^export const {constant} = ([\d_]+)$", (ROOT / "ui/src" / file).read_text("utf-8"), re.MULTILINE
    )
    assert found, f"ui/src/{file} has no {constant}"
    return int(found[1])


def test_what_a_picture_may_cost() -> None:
    limits = {
        name: of_the_window("pictures/limits.ts", name)
        for name in (
            "PICTURE_BYTES",
            "PICTURE_PIXELS",
            "ENLARGED_PIXELS",
            "MOVING_PIXELS",
            "ANIMATION_FRAMES",
            "JPEG_SCANS",
            "OWN_PICTURE_PIXELS",
        )
    }
    for sentence in (
        "{PICTURE_PIXELS:,} pixels, {ANIMATION_FRAMES:,} frames and {JPEG_SCANS} scans of a JPEG at most",
        "in a file of {PICTURE_BYTES:,} bytes",
        "move at a time have {MOVING_PIXELS:,} pixels together",
        "is drawn in the same way, with {ENLARGED_PIXELS:,} pixels",
        "may have {OWN_PICTURE_PIXELS:,} pixels",
    ):
        assert sentence.format(**limits) in SECURITY, f"docs/security.md should say: {sentence.format(**limits)}"


def test_what_large_pictures_may_take_together() -> None:
    most, place = (of_the_window("engine/video/standing.ts", name) for name in ("STANDING_PIXELS", "SMALL_PLACE"))
    assert f"no more than {most:,} pixels together (one of 3840×2160)" in SECURITY
    assert most == 3840 * 2160
    assert f"in places narrower than {place} pixels" in SECURITY


def test_what_may_wait_for_a_worker_of_the_page() -> None:
    carried, frames = "carriage/port_channel.ts", "engine/element_frames.ts"
    sound, pictures = (of_the_window(carried, f"UNREAD_{each}_BYTES") for each in ("SOUND", "PICTURE"))
    for sentence in (
        f"at most {sound:,} bytes wait for the worker of the sound and {pictures:,} for that of the pictures",
        f"at most {of_the_window(frames, 'UNDER_WAY')} frames are under way",
    ):
        assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


def test_what_happens_at_a_limit() -> None:
    assert STOPS == 3
    for sentence in (
        f"What still comes within {GRACE_SECONDS:.0f} s of it is not held against anybody",
        f"for the third time within {AGAIN_SECONDS:.0f} s",
        f"may send {PINGS.at_once} at once and {PINGS.per_second} a second, of pieces {FRAGMENTS} a message",
    ):
        assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


def test_what_the_notes_may_cost() -> None:
    window = "state/tools/edits.ts"
    for sentence in (
        f"{limits.NOTES_UPDATE_BYTES:,} bytes at most, within the writer's budget",
        f"with {limits.NOTES_WRITER_BYTES:,} bytes of one writer kept",
        f"the text has {limits.NOTES_TEXT_CHARACTERS:,} characters at most",
        f"a window lets its person write {limits.NOTES_OWN_CHARACTERS:,}",
        f"in {limits.NOTES_PIECES:,} pieces",
        f"when it is busy for {of_the_window(window, 'PAD_PATIENCE')} s",
    ):
        assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


@pytest.mark.parametrize(
    "sentence",
    [
        f"do not resolve ({heard.MOST_UNRESOLVED} are kept, the oldest gives way) do not count among the "
        f"{heard.MOST_MEETINGS} meetings, one address has {heard.MOST_AT_ONE_ADDRESS},",
        f"a waiting time (at most {refusals.LONGEST_WAIT_SECONDS:,} s)",
        f"{rated.OF_ONE_KIND.at_once} lines at once and {rated.OF_ONE_KIND.per_second * HOUR:.0f} an hour come from "
        f"one place in the code, {rated.OF_ONE_NETWORK.at_once} at once and "
        f"{rated.OF_ONE_NETWORK.per_second * HOUR:.0f} an hour of these because of one address or /64, "
        f"then lines that say how many were left out "
        f"({rated.TOLD.per_second * HOUR:.0f} an hour)",
        f"a line has at most {rated.LINE_CHARACTERS} characters",
        f"who comes from there within {limits.WAITING_AFTER_SECONDS:,.0f} s only waits",
        f"for {limits.WAITING_AFTER_SECONDS:,.0f} s whoever comes from the same address",
        f"good once, and for {guard.TOKEN_SECONDS:.0f} s",
    ],
)
def test_what_strangers_may_say(sentence: str) -> None:
    assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


def test_what_lines_of_requests_may_cost() -> None:
    for sentence in (
        f"one line may have {line.BATCHES.at_once} at once and {line.BATCHES.per_second} a second",
        f"{line.UPLOADS} uploads may be under way on a line, none of them longer than {newcomers.SILENT_SECONDS:.0f} "
        f"s, and one guest may have {LINES_EACH} lines",
        f"no more than {line.UNREAD_BYTES:,} bytes beyond what it has read",
    ):
        assert sentence in SECURITY, f"docs/security.md should say: {sentence}"
    for page in WINDOW_LINKS:
        text = page.read_text("utf-8")
        for limit in ("LIMITS.beat_seconds * 1_000", "LIMITS.silence_seconds * 1_000"):
            assert limit in text, f"{page.name} has its own number where the generated {limit} should stand"
    for sentence in (
        f"has at most {BATCH_BYTES[LineName.VOICE]:,} bytes on `voice` and {BATCH_BYTES[LineName.PICTURES]:,} on",
        f"hears nothing of the other for {limits.SILENCE_SECONDS} s takes the line for lost",
        f"is unread for {line.UNREAD_SECONDS} s, or {line.UNREAD_BYTES:,} bytes are",
        f"A line without a channel is ended after {line.EMPTY_SECONDS:.0f} s",
        f"Of more than {line.UPLOADS} uploads under way the oldest is cut off",
    ):
        assert sentence in PROTOCOL, f"docs/protocol.md should say: {sentence}"
    for name in LineName:
        slots = [(slot, channel) for slot, (whose, channel) in SLOTS.items() if whose == name]
        assert f"| `{name}` | {slots[0][0]} `{slots[0][1]}`, {slots[1][0]} " in PROTOCOL, name


def test_how_long_a_deputy_may_have_others_wait() -> None:
    for words in (
        f"for no more than {BEHIND_SECONDS:g} s at a time and {HELD_UP.at_once} s in sum ({HELD_UP.per_second:g} s a"
        f" second come back; {NOTICED_SECONDS * 1000:g} ms each time",
        f"not asked again for {PAUSE_SECONDS:g} s, twice as long each time, up to {LONGEST_PAUSE_SECONDS:,.0f} s",
        f"holds the host for {GATHERED_SECONDS:g} s",
        f"who reads nothing for {UNREAD_SECONDS:g} s is disconnected",
        f"no single one can say no for all ({TRIERS} are asked)",
    ):
        assert words in SECURITY
    for words in (f"at most {ADDRESSES} addresses", f"no such channel for {NO_CHANNEL_SECONDS:g} s while its window"):
        assert words in PROTOCOL


def test_how_long_chats_are_kept() -> None:
    days = {keep: f"{seconds / DAY_SECONDS:.0f} days" for keep in KeepChats if (seconds := lifetime(keep))}
    for sentence in (
        f"for {days[Settings().keep_chats]} after the last message of a meeting if nothing else is chosen "
        f"({', '.join(days.values())}, until they are deleted, or not at all)",
        f"can be had back for {UNDO_SECONDS} s",
        f"they end after {ASIDE_DAYS} days anyway",
        f"at the start and every {SWEEP_SECONDS / MINUTE:.0f} minutes",
        f"more than {JUMP_DAYS} days from where it was",
        f"gone on for {GONE_ON_DAYS} day from there",
    ):
        assert sentence in SECURITY, f"docs/security.md should say: {sentence}"


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", SECURITY)
    assert len(named) > 10
    for file, function in named:
        path = ROOT / file
        assert path.is_file(), file
        assert f"def {function}" in path.read_text("utf-8"), f"{file} has no {function}"
