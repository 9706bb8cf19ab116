"""The data plane: follows the routes that the control plane compiled."""

import asyncio
from collections import Counter
from collections.abc import Callable

from meetdesk.core.budget import ASKED_OF_ONE, Bucket
from meetdesk.core.budget import Kind as Spent
from meetdesk.core.commands import Route as RouteCommand
from meetdesk.core.entry import Change
from meetdesk.core.errors import ErrorCode, MeetDeskError
from meetdesk.core.latest import Latest
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.tracks import TrackPublished, TrackUpdated
from meetdesk.relay.allowance import Allowance
from meetdesk.relay.drop import LayerKey
from meetdesk.relay.frame import Frame
from meetdesk.relay.header import Kind, fields
from meetdesk.relay.key_frames import KeyFrameRequests
from meetdesk.relay.outbox import Joined, Outbox
from meetdesk.relay.route import Append, AudioRoute, VideoRoute
from meetdesk.relay.size_watch import SizeWatch
from meetdesk.relay.speakers import SLOTS, SpeakerSelection

_SPEAKERS_SECONDS = 0.1
"""How often it is looked who speaks, while somebody does."""
_GONE_TRACKS = 64
"""Tracks unpublished lately whose late frames are no mistake: they were on their way."""


Spend = Callable[[ParticipantId, Spent, float, float], bool]
"""Whether this participant may spend so much of this kind now (seconds, monotonic); then it is spent."""


def _freely(*_: object) -> bool:
    return True


class _Receiver:
    """One participant's receiving side. ``video_append`` is kept: a route tells a new outbox from the old by it."""

    __slots__ = ("allowance", "asked", "audio", "postponed", "video", "video_append")

    def __init__(self) -> None:
        self.asked: dict[LayerKey, Bucket] = {}
        """What is left of the key frames that it may have made."""
        self.postponed: set[LayerKey] = set()
        """Those that were too many, and are asked for as soon as they are not."""
        self.audio: list[Outbox] = []
        """Every frame goes to each of them."""
        self.video: Outbox | None = None
        self.video_append: Append | None = None
        self.allowance = Allowance()


class Router:
    """All methods are called in the loop's own thread. ``forward`` is the only one called per frame."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        framed: Callable[[bytes], bytes],
        on_key_frame_wanted: Callable[[ParticipantId, TrackId, int], None],
        on_demand: Callable[[ParticipantId, TrackId], None],
        on_speakers: Callable[[tuple[ParticipantId, ...]], None],
        slots: int = SLOTS,
        at_end_of_turn: Callable[[Callable[[], None]], object] | None = None,
        spend: Spend = _freely,
        on_overspent: Callable[[ParticipantId, TrackId, Spent], None] = lambda *_: None,
    ) -> None:
        """``framed`` puts a payload into the frame that receivers are sent.

        ``on_key_frame_wanted``: publisher, track, layer. ``on_demand``: ``demanded_layers`` of this publisher's track
        may have changed. ``on_speakers``: who speaks, loudest first. ``slots``: audio tracks forwarded at a time.
        ``at_end_of_turn`` calls something once when all that came in has been forwarded; the loop's ``call_soon``.
        ``spend``: takes from a participant's budget. ``on_overspent``: more came of this publisher's track than its
        budget has; such frames go no further.
        """
        self._loop = loop
        self._framed = framed
        self._on_key_frame_wanted = on_key_frame_wanted
        self._on_demand = on_demand
        self._on_speakers = on_speakers
        self._routes: dict[TrackId, AudioRoute | VideoRoute] = {}
        self._sizes: dict[TrackId, SizeWatch] = {}
        """Of the video tracks that were announced."""
        self._gone: Latest[TrackId, ParticipantId | None] = Latest(_GONE_TRACKS)
        self._receivers: dict[ParticipantId, _Receiver] = {}
        self._outboxes: tuple[Outbox, ...] = ()
        self._key_frames = KeyFrameRequests()
        self._asking: asyncio.TimerHandle | None = None
        self._selection = SpeakerSelection(slots)
        self._looking: asyncio.TimerHandle | None = None
        self._speakers: tuple[ParticipantId, ...] = ()
        self._flushing = False
        self._at_end_of_turn = at_end_of_turn or loop.call_soon
        self._spend = spend
        self._on_overspent = on_overspent
        self.frames_in = 0
        self.frames_out = 0
        self.key_frames: Counter[ParticipantId] = Counter()
        """Key frames that came, by sender, until somebody takes them out."""
        self.passed_on: Counter[ParticipantId] = Counter()
        """Frames that were handed to receivers, by sender: what it costs the host to have this one in the meeting."""

    # Per frame

    def forward(self, sender: ParticipantId, kind: Kind, payload: bytes, now: float) -> None:
        """Sends one frame of ``sender``, received on the channel of ``kind``, on its way.

        Raises MeetDeskError: ``malformed_frame``, ``frame_too_large``, ``track_unknown``, ``track_not_yours``.
        """
        _, said_kind, flags, level, track, sequence, t0, _, _ = fields(payload)
        route = self._routes.get(track)
        if route is None or route.owner != sender:
            self._check_gone(sender, track)
            return
        if said_kind != kind or said_kind != route.kind:
            raise MeetDeskError(ErrorCode.MALFORMED_FRAME)
        self.frames_in += 1
        layer, temporal, key_frame = flags >> 3, flags >> 1 & 3, flags & 1 == 1
        too_much = route.take(len(payload), key_frame, now)
        if too_much is not None:
            self._on_overspent(sender, track, too_much)
            return
        if isinstance(route, AudioRoute):
            if not route.is_new(sequence):
                return
            receivers = route.receivers if route.screen or self._is_heard(track, level, now) else ()
        else:
            if (sizes := self._sizes.get(track)) is not None and sizes.exceeds(payload, layer, key_frame, now):
                self._on_overspent(sender, track, Spent.DECODED_PIXELS)
                return
            if key_frame:
                self.key_frames[sender] += 1
                self._key_frame_came(sender, route, (track, layer))
            elif temporal == 0 and route.rising:
                route.base_frame(layer)
            receivers = route.lookup[layer * 3 + temporal]
        if not receivers:
            return
        frame = Frame(
            self._framed(payload),
            now,
            said_kind == 1,
            track,
            layer,
            temporal,
            key_frame,
            sequence,
            t0,
            route.screen,
        )
        for append in receivers:
            append(frame)
        self.frames_out += len(receivers)
        self.passed_on[sender] += len(receivers)
        if not self._flushing:
            self._flushing = True
            self._at_end_of_turn(self._flush)

    def _check_gone(self, sender: ParticipantId, track: TrackId) -> None:
        """A frame of a track that was the sender's until a moment ago is no mistake; any other is."""
        if track in self._routes:
            raise MeetDeskError(ErrorCode.TRACK_NOT_YOURS, track=track)
        if self._gone.get(track, -1) != sender:
            raise MeetDeskError(ErrorCode.TRACK_UNKNOWN, track=track)

    def _is_heard(self, track: TrackId, level: int, now: float) -> bool:
        """Takes note of a voice; returns whether it is among the loudest."""
        if self._looking is None:
            self._watch_speakers()
        return self._selection.heard(track, level, now)

    def _key_frame_came(self, sender: ParticipantId, route: VideoRoute, layer: LayerKey) -> None:
        self._key_frames.arrived(layer)
        if route.key_frame(layer[1]):
            self._on_demand(sender, layer[0])

    def _flush(self) -> None:
        """Ends a turn of the event loop: one joined write for each receiver."""
        self._flushing = False
        now = self._loop.time()
        joined = Joined()
        for outbox in self._outboxes:
            if outbox.pending:
                outbox.flush(now, joined)

    # When something changes

    def changed(self, change: Change) -> None:
        """Follows what publishers say of their tracks: pictures that go on being larger are ``on_overspent``."""
        if isinstance(change, TrackPublished | TrackUpdated) and (track := change.track).layers:
            self._sizes.setdefault(track.track, SizeWatch()).announce(track, self._loop.time())

    def route(self, command: RouteCommand) -> None:
        """Follows a change of one track's distribution."""
        track = command.track
        if command.owner is None:
            gone = self._routes.pop(track, None)
            if gone is not None:
                self._gone[track] = gone.owner
            self._sizes.pop(track, None)
            self._selection.forget(track)
            self._key_frames.forget(track)
            for receiver in self._receivers.values():
                for layer in [layer for layer in receiver.asked if layer[0] == track]:
                    del receiver.asked[layer]
            return
        route = self._routes.get(track)
        if route is None:
            route = self._routes[track] = AudioRoute(command) if command.audio else VideoRoute(command)
        route.command = command
        self._compile(route)

    def attach(self, participant: ParticipantId, kind: Kind, outbox: Outbox) -> None:
        """From now on ``participant`` is sent media of ``kind`` through ``outbox``. For video it takes the place of the
        one attached before, for audio it comes besides."""
        receiver = self._receivers.setdefault(participant, _Receiver())
        if kind == Kind.AUDIO:
            receiver.audio.append(outbox)
        else:
            receiver.video, receiver.video_append = outbox, outbox.pending.append
            receiver.allowance = Allowance()
            outbox.on_key_frame_needed = lambda layer: self._needs_key_frame(participant, receiver, layer)
            outbox.on_thinned = lambda: self._pressed(participant, receiver)
        self._receivers_changed(participant, kind)

    def detach(self, participant: ParticipantId, kind: Kind, outbox: Outbox) -> None:
        """``outbox`` is no more; nothing happens if another one took its place."""
        outbox.clear()
        receiver = self._receivers.get(participant)
        if receiver is None or outbox not in (*receiver.audio, receiver.video):
            return
        if kind == Kind.AUDIO:
            receiver.audio.remove(outbox)
        else:
            receiver.video = receiver.video_append = None
        if not receiver.audio and receiver.video is None:
            del self._receivers[participant]
        self._receivers_changed(participant, kind)

    def request_key_frame(self, participant: ParticipantId, track: TrackId, layer: int) -> None:
        """A receiver cannot decode. Ignored for a track or layer it does not get."""
        route = self._routes.get(track)
        if isinstance(route, VideoRoute) and participant in route.command.receivers and layer in route.demanded():
            receiver = self._receivers.get(participant)
            if receiver is not None:
                self._needs_key_frame(participant, receiver, (track, layer))

    def demanded_layers(self, track: TrackId) -> set[int]:
        """Layers of a video track that the relay needs, those for receivers that cannot take all they want included."""
        route = self._routes.get(track)
        return route.demanded() if isinstance(route, VideoRoute) else set()

    def second_passed(self) -> None:
        """To be called about once a second: receivers that were sent less may get more again."""
        now = self._loop.time()
        for participant, receiver in self._receivers.items():
            if receiver.allowance.passed(now):
                self._receivers_changed(participant, Kind.VIDEO)
            postponed, receiver.postponed = receiver.postponed, set()
            for track, layer in postponed:
                self.request_key_frame(participant, track, layer)

    def close(self) -> None:
        """Cancels what is still to happen."""
        for timer in (self._asking, self._looking):
            if timer is not None:
                timer.cancel()
        self._routes.clear()
        self._outboxes = ()

    def _receivers_changed(self, participant: ParticipantId, kind: Kind) -> None:
        receivers = self._receivers.values()
        audio = [outbox for receiver in receivers for outbox in receiver.audio]
        self._outboxes = tuple(audio + [r.video for r in receivers if r.video is not None])
        for route in self._routes.values():
            if isinstance(route, AudioRoute) == (kind == Kind.AUDIO) and participant in route.command.receivers:
                self._compile(route)

    def _compile(self, route: AudioRoute | VideoRoute) -> None:
        command = route.command
        if isinstance(route, AudioRoute):
            receivers = (self._receivers[p] for p in command.receivers if p in self._receivers)
            route.receivers = tuple(outbox.pending.append for receiver in receivers for outbox in receiver.audio)
            return
        targets = {
            participant: (receiver.video_append, want, receiver.allowance.cap)
            for participant, want in command.receivers.items()
            if want is not None
            and command.layers
            and (receiver := self._receivers.get(participant)) is not None
            and receiver.video_append is not None
        }
        waiting = route.update(targets, command.layers)
        if not targets:
            self._key_frames.unwanted(command.track)
        for participant, layer in waiting:
            self._needs_key_frame(participant, self._receivers[participant], (command.track, layer))
        if route.owner is not None:
            self._on_demand(route.owner, command.track)

    # Key frames, pressure and speakers

    def _needs_key_frame(self, participant: ParticipantId, receiver: _Receiver, layer: LayerKey) -> None:
        """A key frame costs its sender and everybody who looks: each receiver may have only so many made."""
        now = self._loop.time()
        bucket = receiver.asked.get(layer)
        if bucket is None:
            bucket = receiver.asked[layer] = Bucket(ASKED_OF_ONE)
        if bucket.take(1, now) and self._spend(participant, Spent.KEY_FRAMES_ASKED, 1, now):
            self._key_frames.want(layer, now)
            self._ask()
        else:
            receiver.postponed.add(layer)

    def _ask(self) -> None:
        """Sends the key-frame requests that are due, and sets the timer for the next."""
        now = self._loop.time()
        for track, layer in self._key_frames.due(now):
            route = self._routes.get(track)
            if route is None or route.owner is None:
                self._key_frames.forget(track)
            else:
                self._on_key_frame_wanted(route.owner, track, layer)
        if self._asking is not None:
            self._asking.cancel()
        next_due = self._key_frames.next_due
        self._asking = None if next_due is None else self._loop.call_at(next_due, self._ask)

    def _pressed(self, participant: ParticipantId, receiver: _Receiver) -> None:
        if receiver.allowance.pressed(self._loop.time()):
            self._loop.call_soon(self._receivers_changed, participant, Kind.VIDEO)

    def _watch_speakers(self) -> None:
        if self._looking is None:
            self._looking = self._loop.call_later(_SPEAKERS_SECONDS, self._look_who_speaks)

    def _look_who_speaks(self) -> None:
        self._looking = None
        owners = [self._routes[t].owner for t in self._selection.talking(self._loop.time()) if t in self._routes]
        speakers = tuple(dict.fromkeys(owner for owner in owners if owner is not None))
        if speakers:
            self._watch_speakers()
        if speakers != self._speakers:
            self._speakers = speakers
            self._on_speakers(speakers)
