"""What the window and its own app say to each other over the loopback server, besides the meeting itself.

Bodies of the HTTP requests and answers under ``/api`` (``docs/protocol.md``, "The window and its app"), and the
events pushed to the window. The TypeScript types are generated together with those of ``wire.messages``.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.chat import ChatMessage

Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=1_000)]
"""A name, a title or a device id as it was typed or reported; what it means is checked later."""
Link: TypeAlias = Annotated[str, msgspec.Meta(max_length=8_192)]


AUTOMATIC = "automatic"
"""The language of the system."""


class Theme(StrEnum):
    """Colours of the window; ``automatic`` follows the system's, also while it changes."""

    AUTOMATIC = "automatic"
    LIGHT = "light"
    DARK = "dark"


class CodeKind(StrEnum):
    """What the code of a meeting looks like."""

    DIGITS_6 = "digits_6"
    DIGITS_9 = "digits_9"
    DIGITS_12 = "digits_12"
    WORDS = "words"
    """Three words drawn by chance."""
    OWN = "own"
    """The host thought it up."""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class LayoutMode(StrEnum):
    """How tiles are arranged where there is room: all alike, or who speaks large."""

    GRID = "grid"
    SPEAKER = "speaker"


class SoundMode(StrEnum):
    """What is done to the own voice before it is encoded."""

    SPEECH = "speech"
    """Echo, noise and loudness are dealt with."""
    NOISY = "noisy"
    """Speech from a noisy place: a network trained for it removes the noise, which takes some time and work."""
    MUSIC = "music"
    """As it is, and finer."""


class BackgroundKind(StrEnum):
    """What is seen behind the person."""

    OFF = "off"
    """What there is."""
    BLUR = "blur"
    DUSK = "dusk"
    LEAVES = "leaves"
    WALL = "wall"
    OWN = "own"
    """A picture that the person has chosen."""


class KeepChats(StrEnum):
    """How long the chats of a meeting are kept after the last message."""

    NOTHING = "nothing"
    """They are not kept at all."""
    DAYS_7 = "days_7"
    DAYS_30 = "days_30"
    DAYS_365 = "days_365"
    FOREVER = "forever"
    """Until the person deletes them."""


class Settings(_Body, frozen=True):
    """Remembered between starts. Device ids and labels are the browser engine's; a missing device falls back. Ids are
    new ones at every start: a device is known again by its label (empty: not known)."""

    name: Line = ""
    language: Line = AUTOMATIC
    """Tag of a language; one that there is not is shown in the system's."""
    theme: Theme = Theme.AUTOMATIC
    camera: Line = ""
    camera_label: Line = ""
    microphone: Line = ""
    microphone_label: Line = ""
    speaker: Line = ""
    speaker_label: Line = ""
    join_muted: bool = False
    join_camera_off: bool = False
    notify: bool = True
    """The desktop shows who writes or waits at the door while the window is not in front."""
    stand_in: bool = True
    """This computer may be asked to carry a meeting on whose host's is gone."""
    host_hidden: bool = False
    """Meetings hosted here do not appear on other people's start screens."""
    host_lobby: bool = False
    """Meetings hosted here begin with the waiting room on."""
    layout: LayoutMode = LayoutMode.GRID
    hide_self_view: bool = False
    sound: SoundMode = SoundMode.SPEECH
    audio_only: bool = False
    """No picture is sent or received."""
    timer_sound: bool = True
    """A sound when a meeting's timer is over."""
    background: BackgroundKind = BackgroundKind.OFF
    single_keys: bool = True
    """Keys do something in a meeting without Ctrl and Alt, too."""
    captions: bool = False
    """Who speaks and what happens is written below the pictures, for people who do not hear it."""
    keep_chats: KeepChats = KeepChats.DAYS_30


PICTURE_BYTES = 1_000_000
"""Largest picture that is kept as a background; windows make a chosen one smaller."""


class BackgroundPicture(_Body, frozen=True):
    """The picture that the person has chosen as a background."""

    picture: Annotated[bytes, msgspec.Meta(max_length=PICTURE_BYTES)] = b""
    """A JPEG file; empty: none."""


class RecentMeeting(_Body, frozen=True):
    """A meeting hosted or joined before, newest first in lists."""

    meeting: str
    title: str
    address: str
    """What to join again; empty for a meeting that was hosted here."""
    hosted: bool
    last_used: float
    invitation: str = ""
    """The invitation it was joined with, which asks for no code; empty if it was joined by address and code."""


class FoundMeeting(_Body, frozen=True):
    """A meeting that somebody on the network says they host. Anybody can say anything: it is a label, no proof."""

    key: str
    """Tells it from others, as long as it is there."""
    title: str
    """May be empty."""
    host: str
    """Name of the person hosting."""
    people: int
    address: str
    """What one would type to join it."""


class Problem(_Body, frozen=True):
    """Body of every answer that is not 2xx."""

    code: ErrorCode
    detail: dict[str, str | int] = {}


class HostMeeting(_Body, frozen=True):
    """Asks the app to hold a meeting. Answered with ``HostedMeeting``."""

    name: Line
    title: Line = ""
    port: int | None = None
    """None: the default port, or the next free one."""
    guests: bool = False
    """Whether people may come in with a browser."""
    hidden: bool = False
    """The network is not told of it."""
    lobby: bool = False
    """It begins with the waiting room on."""
    code: CodeKind = CodeKind.DIGITS_6
    own_code: Line = ""
    """As typed, for ``own``."""


class AllowGuests(_Body, frozen=True):
    """Whether people without the app may come in with a browser. Whoever is in stays in."""

    allowed: bool


class HostedMeeting(_Body, frozen=True):
    """What the host's window shows of its meeting, for others to join it: the code and the links are secrets."""

    meeting: str
    title: str
    addresses: tuple[str, ...]
    """What to read out, best first: an IP address, with the port only if it is not the default."""
    port: int
    invitation: str
    """``meetdesk://`` link. It lets in whoever has it."""
    invitation_qr: str
    """The same as a QR code: the ``data:`` URI of a picture; empty if there is no invitation."""
    code: str
    """Digits, to be shown and read out in groups of three; or words, as they are to be shown."""
    code_kind: CodeKind
    fingerprint_words: str
    """Of this app's identity; whoever was warned, or has a browser, can compare them with what they were shown."""
    guests: bool
    """Whether people may come in with a browser."""
    guest_links: tuple[str, ...]
    """What they open, best first: ``https://192.168.1.20:47800``; also while they may not come."""
    guest_fingerprints: tuple[str, ...]
    """Of the certificate that browsers are shown at each of these, as they show it: SHA-256 in hexadecimal pairs."""
    guest_qr: str
    """The first of them as a QR code: the ``data:`` URI of a picture; empty if there is none."""
    hidden: bool = False


class NewCode(_Body, frozen=True):
    """Asks for another code of the hosted meeting. The old one and the invitations sent so far are void then."""

    code: CodeKind = CodeKind.DIGITS_6
    own_code: Line = ""
    """As typed, for ``own``."""


class JoinMeeting(_Body, frozen=True):
    """Asks the app to join a meeting; answered with ``JoinedMeeting`` once it has a ticket, before any lobby."""

    address: Link
    """As typed: IP, IP and port, host name, or a pasted invitation. The code may stand behind it."""
    name: Line
    code: Line = ""
    """As typed; empty with an invitation, or when it is not known yet whether there is a meeting."""
    accept: Line = ""
    """After ``host_changed`` or ``host_another``: the ``fingerprint`` of its detail, if the person goes on."""
    found: Line = ""
    """Key of the found meeting that was chosen: its other addresses are tried as well."""
    meeting: Line = ""
    """Id of the meeting to come back to; where another one is held meanwhile, it is ``meeting_replaced``."""


class JoinedMeeting(_Body, frozen=True):
    """The meeting that was joined, as its host says after it has proved itself."""

    meeting: str
    title: str
    host: str
    """Name of the person hosting."""
    address: str


class OpenedLink(_Body, frozen=True):
    """A link, or a second start of the app, that leads to a meeting. Anybody can make one, so the person is asked."""

    address: str
    """An address or an invitation, to be joined by."""
    code: str = ""
    where: str = ""
    """The first address that it names, one that is not ASCII also as Punycode; empty if it names none, and cannot be
    joined."""
    others: int = 0
    """How many more addresses it names."""
    host: Line = ""
    """Who was joined there before: by the certificate, or if it names none by the address; empty: nobody."""
    words: Line = ""
    """Of the certificate that it names; empty: it names none."""


class AppState(_Body, frozen=True):
    """Answer to ``GET /api/state``: all that the window needs to draw its first screen."""

    version: str
    settings: Settings
    system_language: Line
    recent: tuple[RecentMeeting, ...]
    found: tuple[FoundMeeting, ...] = ()
    hosting: HostedMeeting | None = None
    joined: JoinedMeeting | None = None
    join_address: str = ""
    """From ``meetdesk join ADDRESS``, typed by the person: fill it in, and join at once if the name is known."""
    join_code: str = ""
    """Given together with it."""
    link: OpenedLink | None = None
    """Opened before the window was there: as in ``LinkOpened``."""
    native_window: bool = True
    """False when the UI runs in the default browser."""
    system_name: Line = ""
    """What the system calls the person: to be suggested where ``settings`` has no name."""


class Milestone(StrEnum):
    """How far the window got in ``meetdesk --self-test``."""

    PAGE = "page"
    """The page runs."""
    PICTURE_SENT = "picture_sent"
    """A test picture was encoded and sent to the meeting."""
    SOUND_SENT = "sound_sent"
    PICTURE_SHOWN = "picture_shown"
    """It came back through the relay, was decoded, and is shown as it was."""
    SOUND_HEARD = "sound_heard"


class SelfTestReport(_Body, frozen=True):
    """What the window of ``meetdesk --self-test`` says whenever it got further."""

    reached: tuple[Milestone, ...] = ()
    fault: Line = ""
    """What went wrong in the page, for the log."""


class OpenLink(_Body, frozen=True):
    """Asks the app to open a link that somebody clicked. Anything else than is said here is ``not_allowed``."""

    url: Link
    """``http:`` or ``https:``, opened in the system browser; or ``meetdesk:``, shown to the person as if it came from
    outside. Nothing else."""


class Say(_Body, frozen=True):
    """Asks the app to tell screen readers, where the engine does not tell them what the page has to say: on Linux."""

    text: Line
    """For screen readers, said once."""


class Package(_Body, frozen=True):
    """Something of others that MeetDesk is made with."""

    name: str
    version: str
    licence: str
    """As the package says: an SPDX expression or a few words."""


class About(_Body, frozen=True):
    """What this copy of MeetDesk is made of, and where its files are."""

    version: str
    packages: tuple[Package, ...]
    """Those of the app; the page knows its own."""
    log_folder: str
    licence_folder: str = ""
    """With the licence texts of everything in the app; empty where they are not with it: it runs from source."""


class Transcript(_Body, frozen=True):
    """Chat messages to keep; a message that is already kept is not kept twice."""

    meeting: Line
    messages: tuple[ChatMessage, ...]
    participant: ParticipantId | None = None
    """The other one of a private conversation; None: the chat of all."""
    name: Line = ""
    """The other one's name."""


class _Event(msgspec.Struct, frozen=True, tag_field="event", forbid_unknown_fields=True):
    pass


class CloseRequested(_Event, frozen=True, tag="close_requested"):
    """The person tried to close the window while hosting: ask, then ``POST /api/quit`` if they mean it."""


class AddressesChanged(_Event, frozen=True, tag="addresses_changed"):
    """The addresses of this machine changed while hosting."""

    hosting: HostedMeeting


class CodeChanged(_Event, frozen=True, tag="code_changed"):
    """The hosted meeting has another code and another invitation."""

    hosting: HostedMeeting


class CodeGuessed(_Event, frozen=True, tag="code_guessed"):
    """Somebody seems to guess the code of the hosted meeting. Counts are of the last hour."""

    address: str
    """From which most wrong codes came."""
    times: int
    """How many, from there."""
    total: int
    """How many from all together."""
    addresses: int
    """From so many addresses."""


class LinkOpened(_Event, frozen=True, tag="link_opened"):
    """Ask the person whether to join it."""

    link: OpenedLink


class GuestsChanged(_Event, frozen=True, tag="guests_changed"):
    """People may come in with a browser now, or not any more."""

    hosting: HostedMeeting


class MeetingMoved(_Event, frozen=True, tag="meeting_moved"):
    """The meeting that this app is in goes on in another one's app. One of the two is there: it is hosted here from now
    on, or joined where it is hosted now."""

    hosting: HostedMeeting | None
    joined: JoinedMeeting | None


class MeetingsFound(_Event, frozen=True, tag="meetings_found"):
    """All meetings that are on the network now."""

    meetings: tuple[FoundMeeting, ...]


class CurrentState(_Event, frozen=True, tag="current_state"):
    """Always the first: what events change, as it is now. What happened since the page asked for the state, or while it
    was not connected, is in it."""

    found: tuple[FoundMeeting, ...] = ()
    hosting: HostedMeeting | None = None
    link: OpenedLink | None = None
    """What was opened last and led to no attempt to join yet."""


AppEvent: TypeAlias = (
    CurrentState
    | CloseRequested
    | AddressesChanged
    | CodeChanged
    | CodeGuessed
    | GuestsChanged
    | MeetingMoved
    | MeetingsFound
    | LinkOpened
)
