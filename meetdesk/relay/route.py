"""One track's compiled distribution: what the data plane looks up for every frame."""

from collections.abc import Callable

from meetdesk.core.budget import TrackBudget
from meetdesk.core.commands import Route as RouteCommand
from meetdesk.core.topics.basics import ParticipantId
from meetdesk.core.topics.tracks import Source, Want
from meetdesk.relay.allowance import STEPS, Cap
from meetdesk.relay.frame import Frame
from meetdesk.relay.header import Kind

Append = Callable[[Frame], None]

COPY_FRAMES = 250
"""An audio frame that is so many numbers behind the latest (5 s) is no copy of one that came: its sender began anew."""

_TEMPORALS = 3


class _Subscription:
    """What one receiver gets of a video track, and what it is to get."""

    __slots__ = ("append", "layer", "target", "temporal", "temporal_target")

    def __init__(self, append: Append) -> None:
        self.append = append
        self.layer: int | None = None
        """The layer being sent; None until the first key frame."""
        self.temporal = 0
        self.target = 0
        self.temporal_target = 0

    @property
    def awaited(self) -> int | None:
        """The layer that it waits for a key frame of."""
        return None if self.layer == self.target else self.target


class _Route:
    """What both kinds know of their track."""

    def __init__(self, command: RouteCommand, source: Source) -> None:
        self.command = command
        self.owner = command.owner
        self.screen = command.screen
        self.take = TrackBudget(source).take


class AudioRoute(_Route):
    """Audio: every frame to every receiver, once, although the sender may send it over two connections."""

    kind = Kind.AUDIO

    def __init__(self, command: RouteCommand) -> None:
        super().__init__(command, Source.SCREEN_AUDIO if command.screen else Source.MICROPHONE)
        self.receivers: tuple[Append, ...] = ()
        self._latest: int | None = None

    def is_new(self, sequence: int) -> bool:
        """Whether a frame of this number is the first copy and not overtaken by a later frame. Takes note of it."""
        if self._latest is not None and (self._latest - sequence) & 0xFFFFFFFF < COPY_FRAMES:
            return False
        self._latest = sequence
        return True


class VideoRoute(_Route):
    """Video: by layer and temporal id, each receiver switching at a key frame of the layer it is to get."""

    kind = Kind.VIDEO

    def __init__(self, command: RouteCommand) -> None:
        super().__init__(command, Source.SCREEN if command.screen else Source.CAMERA)
        self.lookup: list[tuple[Append, ...]] = [()] * (2 * _TEMPORALS)
        """Receivers of a frame, at ``layer * 3 + temporal``."""
        self.rising = False
        """Some receiver is to get more temporal ids than it does, from the next frame of temporal id 0 on."""
        self._subscriptions: dict[ParticipantId, _Subscription] = {}

    def update(
        self, targets: dict[ParticipantId, tuple[Append, Want, Cap]], layers: tuple[int, ...]
    ) -> list[tuple[ParticipantId, int]]:
        """Makes ``targets`` the receivers. ``layers``: those that the track has, lowest first, at least one.

        Returns who waits for a key frame of which layer now, and did not before."""
        waiting: list[tuple[ParticipantId, int]] = []
        for participant in [p for p in self._subscriptions if p not in targets]:
            del self._subscriptions[participant]
        for participant, (append, want, allowed) in targets.items():
            subscription = self._subscriptions.get(participant)
            before = None if subscription is None else subscription.awaited
            if subscription is None or subscription.append is not append:
                subscription = self._subscriptions[participant] = _Subscription(append)
            # A screen is read: frames of it are left out, but it is not sent smaller than wanted.
            cap = STEPS[0] if self.screen else allowed
            subscription.target = nearest(layers, min(want.layer, cap.layer))
            subscription.temporal_target = min(want.temporal, cap.temporal)
            if subscription.layer not in layers:
                subscription.layer = None
            subscription.temporal = min(subscription.temporal, subscription.temporal_target)
            if subscription.awaited is not None and subscription.awaited != before:
                waiting.append((participant, subscription.awaited))
        self._compile()
        return waiting

    def base_frame(self, layer: int) -> None:
        """A frame of temporal id 0 came: from it on, more temporal ids can be decoded."""
        for subscription in self._subscriptions.values():
            if subscription.layer == layer:
                subscription.temporal = subscription.temporal_target
        self._compile()

    def key_frame(self, layer: int) -> bool:
        """A key frame came: receivers that are to get this layer get it from now on. Returns whether ``demanded`` may
        have changed: what they got until now may be wanted by nobody any more."""
        changed = False
        for subscription in self._subscriptions.values():
            if subscription.target == layer and subscription.layer != layer:
                subscription.layer = layer
                changed = True
        if changed or self.rising:
            self.base_frame(layer)
        return changed

    def awaits(self, participant: ParticipantId, layer: int) -> bool:
        """Whether this receiver waits for a key frame of that layer."""
        subscription = self._subscriptions.get(participant)
        return subscription is not None and subscription.awaited == layer

    def demanded(self) -> set[int]:
        """Layers that receivers get or are to get: both while they wait for the key frame of another one."""
        found = {s.target for s in self._subscriptions.values()}
        return found | {s.layer for s in self._subscriptions.values() if s.layer is not None}

    def _compile(self) -> None:
        """In one pass: somebody who changes its mind has this done for each picture, with everybody who looks at it."""
        lookup: list[list[Append]] = [[] for _ in range(2 * _TEMPORALS)]
        self.rising = False
        for subscription in self._subscriptions.values():
            if subscription.layer is None:
                continue
            first = subscription.layer * _TEMPORALS
            for place in range(first, first + subscription.temporal + 1):
                lookup[place].append(subscription.append)
            if subscription.temporal < subscription.temporal_target:
                self.rising = True
        self.lookup = [tuple(receivers) for receivers in lookup]


def nearest(layers: tuple[int, ...], wanted: int) -> int:
    """The layer of ``layers`` nearest to the wanted one; the lower of two."""
    return min(layers, key=lambda layer: (abs(layer - wanted), layer))
