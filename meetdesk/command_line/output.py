"""What the command prints, for people or for scripts."""

import contextlib
import sys
from typing import TextIO

import msgspec

from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.joining.code import spoken_code
from meetdesk.messages import LANGUAGES, sentence, system_language
from meetdesk.wire.local import HostedMeeting, JoinedMeeting, MeetingMoved, Settings

_BAR = 40
"""Width of the progress bar in characters."""


class _Ready(msgspec.Struct, frozen=True, tag_field="event", tag="ready"):
    addresses: tuple[str, ...]
    port: int
    invitation: str
    meeting: str
    code: str
    guest_links: tuple[str, ...]
    """Empty unless browser guests may come."""


class _Moved(msgspec.Struct, frozen=True, tag_field="event", tag="moved"):
    meeting: str
    host: str
    """Name of the person whose app carries it on; empty: this one does."""
    addresses: tuple[str, ...]


class _Error(msgspec.Struct, frozen=True, tag_field="event", tag="error"):
    code: ErrorCode
    message: str


def language_of(settings: Settings) -> str:
    """What the person has chosen, or the system's."""
    return settings.language if settings.language in LANGUAGES else system_language()


class Output:
    """Sentences in one language on the terminal; with ``json`` a single line of JSON instead."""

    def __init__(self, language: str, *, json: bool = False) -> None:
        self._language = language
        self._json = json

    def sentence(self, key: str, **detail: str | int) -> str:
        """A sentence of the command line, to be a part of another."""
        return sentence(f"cli_{key}", self._language, **detail)

    def say(self, key: str, **detail: str | int) -> None:
        """A sentence of the command line on standard output."""
        if not self._json:
            _print(sys.stdout, sentence(f"cli_{key}", self._language, **detail))

    def warn(self, key: str, **detail: str | int) -> None:
        """A sentence of the command line on standard error."""
        _print(sys.stderr, sentence(f"cli_{key}", self._language, **detail))

    def ready(self, meeting: HostedMeeting) -> None:
        """The meeting is open: what to read out."""
        if self._json:
            links = meeting.guest_links if meeting.guests else ()
            self._line(
                _Ready(meeting.addresses, meeting.port, meeting.invitation, meeting.meeting, meeting.code, links)
            )
            return
        if meeting.addresses:
            self.say("hosting", title=meeting.title)
            self._addresses(meeting)
        else:
            self.say("hosting_no_network", title=meeting.title)
        self.say("end_hint")

    def attending(self, meeting: JoinedMeeting, *, stand_in: bool) -> None:
        """This computer is in the meeting, without a window. ``stand_in``: in order to carry it on."""
        self.say("attending", title=meeting.title, host=meeting.host, address=meeting.address)
        if stand_in:
            self.say("attending_stand_in")
        self.say("attending_end_hint")

    def addresses_changed(self, meeting: HostedMeeting) -> None:
        if meeting.addresses:
            self.say("addresses_changed")
            self._addresses(meeting)
        else:
            self.say("hosting_no_network", title=meeting.title)

    def code_changed(self, meeting: HostedMeeting) -> None:
        self.say("code_changed")
        self._addresses(meeting)

    def moved(self, event: MeetingMoved) -> None:
        """The meeting is carried on by another app than before."""
        if (here := event.hosting) is not None:
            self.event(_Moved(here.meeting, "", here.addresses))
            self.say("moved_here")
            if not self._json:
                self._addresses(here)
        elif (there := event.joined) is not None:
            self.event(_Moved(there.meeting, there.host, (there.address,)))
            self.say("moved", name=there.host, address=there.address)

    @property
    def language(self) -> str:
        return self._language

    @property
    def to_terminal(self) -> bool:
        """Whether warnings are read by whoever sits at a terminal, and kept nowhere."""
        return sys.stderr is not None and sys.stderr.isatty()

    def progress(self, done: float) -> None:
        """A bar on the terminal, while it is one; ``done`` is 0 to 1."""
        stream = sys.stderr
        if self._json or stream is None or not self.to_terminal:
            return
        filled = round(done * _BAR)
        end = "\r" if done < 1 else "\r" + " " * (_BAR + 8) + "\r"
        with contextlib.suppress(OSError, ValueError):
            stream.write(f"\r[{'#' * filled}{'-' * (_BAR - filled)}] {done:4.0%}{end}")
            stream.flush()

    def event(self, event: msgspec.Struct) -> None:
        """One line of JSON, if that was asked for."""
        if self._json:
            self._line(event)

    def failed(self, error: MeetDeskError) -> None:
        """Why the command cannot go on."""
        message = sentence(f"error_{error.code}", self._language, **error.detail)
        if self._json:
            self._line(_Error(error.code, message))
        else:
            self.warn("error", message=message)

    def failed_inside(self, log: str) -> None:
        """A mistake of the app itself."""
        self.failed(MeetDeskError(ErrorCode.INTERNAL))
        if log:
            self.warn("internal_log", log=log)

    def _addresses(self, meeting: HostedMeeting) -> None:
        if not self._json:
            for address in meeting.addresses:
                code = sentence("cli_code", self._language, code=spoken_code(meeting.code))
                _print(sys.stdout, f"    {address} · {code}")
        if meeting.invitation:
            self.say("invitation", invitation=meeting.invitation)
        if meeting.guests and meeting.guest_links:
            self.say("guests", link=meeting.guest_links[0], words=meeting.fingerprint_words)

    def _line(self, event: msgspec.Struct) -> None:
        _print(sys.stdout, msgspec.json.encode(event).decode())


def _print(stream: TextIO | None, text: str) -> None:
    """Whoever does not listen any more must not hurt the meeting; nor must a terminal without Chinese."""
    if stream is None:  # a windowed program on Windows has no terminal
        return
    with contextlib.suppress(OSError, ValueError):
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()
