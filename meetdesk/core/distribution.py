"""Who gets which track: compiles what people want into routes for the data plane and demands for the publishers."""

from collections.abc import Collection, Iterable

import msgspec

from meetdesk.core.commands import Route, TellDemand
from meetdesk.core.state import Fold
from meetdesk.core.topics.basics import ParticipantId, TrackId
from meetdesk.core.topics.tracks import DISPENSABLE, RULES, Track, Want, is_audio

_HIGHEST_TEMPORAL = 2


class SavedDistribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What everybody wants to see, and what publishers were told. Routes follow from it."""

    wants: dict[ParticipantId, tuple[Want, ...]]
    told: dict[TrackId, tuple[tuple[int, ...], tuple[str, ...]]]
    """The layers of each picture that its publisher was told are wanted, and the codecs that not all can decode."""
    lacks: dict[ParticipantId, tuple[str, ...]]
    """Codecs that somebody said not to decode."""


class Distribution:
    """Keeps everybody's wants and what was last said about each track, so that only changes are said."""

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self._wants: dict[ParticipantId, dict[TrackId, Want]] = {}
        self._wanted: dict[TrackId, dict[ParticipantId, Want]] = {}
        """The same wants by track."""
        self._routes: dict[TrackId, Route] = {}
        self._told: dict[TrackId, tuple[tuple[int, ...], tuple[str, ...]]] = {}
        self._lacks: dict[ParticipantId, frozenset[str]] = {}

    def save(self) -> SavedDistribution:
        """Wants and what publishers were told. Routes are left out: they follow from the wants and the fold."""
        wants = {who: tuple(wanted.values()) for who, wanted in self._wants.items()}
        lacks = {who: tuple(sorted(codecs)) for who, codecs in self._lacks.items()}
        return SavedDistribution(wants, dict(self._told), lacks)

    @classmethod
    def restore(cls, saved: SavedDistribution, fold: Fold) -> "Distribution":
        """``fold``: as it was when it was saved. The routes follow from it and from the wants."""
        one = cls(fold)
        for who, wants in saved.wants.items():
            one.subscribe(who, wants)
        one._routes = {number: one._route(track) for number, track in fold.tracks.items()}
        one._told = dict(saved.told)
        one._lacks = {who: frozenset(codecs) for who, codecs in saved.lacks.items()}
        return one

    @property
    def routes(self) -> list[Route]:
        """As they were last said, of every track."""
        return list(self._routes.values())

    def subscribe(self, participant: ParticipantId, wants: Iterable[Want]) -> set[TrackId]:
        """Replaces the participant's wants; those for other than somebody else's video tracks and the own screen are
        ignored. Returns the tracks this can change."""
        usable = {want.track: want for want in wants if self._can_want(participant, want.track)}
        before = self._wants.pop(participant, {})
        if usable:
            self._wants[participant] = usable
        changed = {track for track in before.keys() | usable.keys() if before.get(track) != usable.get(track)}
        for track in changed:
            if track in usable:
                self._wanted.setdefault(track, {})[participant] = usable[track]
            else:
                del self._wanted[track][participant]
        return changed

    def cannot_decode(self, participant: ParticipantId, codecs: Iterable[str]) -> set[TrackId]:
        """The participant's engine has no decoder for these, besides those that were said before; what no track can be
        sent without is ignored. Returns the tracks this can change."""
        known = self._lacks.get(participant, frozenset())
        news = DISPENSABLE & set(codecs) - known
        if not news:
            return set()
        self._lacks[participant] = known | news
        return self._encodable_with(news)

    def left(self, participant: ParticipantId) -> set[TrackId]:
        """The participant wants nothing, and nobody goes by what it decodes. Returns the tracks this changes."""
        changed = self.subscribe(participant, ())
        return changed | self._encodable_with(self._lacks.pop(participant, frozenset()))

    def _encodable_with(self, codecs: Collection[str]) -> set[TrackId]:
        tracks = self._fold.tracks.values()
        return {one.track for one in tracks if not set(RULES[one.source].codecs).isdisjoint(codecs)}

    def reached_by(self, participant: ParticipantId) -> set[TrackId]:
        """The tracks that this participant receives, or would if it were connected."""
        audio = {track.track for track in self._fold.tracks.values() if is_audio(track)}
        return audio | self._wants.get(participant, {}).keys()

    def ask_again(self, participant: ParticipantId) -> set[TrackId]:
        """The participant's publisher forgot what it was told: the demand of its tracks is to be told again."""
        own = {track.track for track in self._fold.tracks_of(participant)}
        for track in own:
            self._told.pop(track, None)
        return own

    def changes(self, touched: Iterable[TrackId]) -> tuple[list[Route], list[TellDemand]]:
        """What is new to say about these tracks."""
        routes: list[Route] = []
        demands: list[TellDemand] = []
        for number in sorted(touched):
            track = self._fold.tracks.get(number)
            if track is None:
                routes += self._withdraw(number)
                continue
            route = self._route(track)
            if self._routes.get(number) != route:
                self._routes[number] = route
                routes.append(route)
            demands += self._demand(route, track)
        return routes, demands

    def _can_want(self, participant: ParticipantId, number: TrackId) -> bool:
        track = self._fold.tracks.get(number)
        if track is None or is_audio(track):
            return False
        return track.participant != participant or RULES[track.source].screen

    def _withdraw(self, number: TrackId) -> list[Route]:
        for participant in self._wanted.pop(number, {}):
            wants = self._wants[participant]
            del wants[number]
            if not wants:
                del self._wants[participant]
        self._told.pop(number, None)
        gone = self._routes.pop(number, None)
        return [] if gone is None else [Route(number, None, gone.audio, (), {}, gone.screen)]

    def _route(self, track: Track) -> Route:
        layers = tuple(layer.layer for layer in track.layers)
        receivers: dict[ParticipantId, Want | None] = {}
        if track.muted:
            pass
        elif is_audio(track):
            # Connected or not: sound goes on over a deputy while a link is lost, and nowhere if there is no channel.
            receivers = dict.fromkeys(self._fold.participants)
            receivers.pop(track.participant, None)
        else:
            wanted = self._wanted.get(track.track, {})
            receivers = {who: _fitted(want, layers) for who, want in wanted.items() if self._is_connected(who)}
        rule = RULES[track.source]
        return Route(track.track, track.participant, rule.audio, layers, receivers, rule.screen)

    def _demand(self, route: Route, track: Track) -> list[TellDemand]:
        if route.audio or route.owner is None or not self._is_connected(route.owner):
            return []
        layers = tuple(sorted({want.layer for want in route.receivers.values() if want is not None}))
        lacked = frozenset[str]().union(*self._lacks.values())
        undecodable = tuple(codec for codec in RULES[track.source].codecs if codec in lacked)
        if self._told.get(route.track) == (layers, undecodable):
            return []
        self._told[route.track] = layers, undecodable
        return [TellDemand(route.owner, route.track, layers, undecodable)]

    def _is_connected(self, participant: ParticipantId) -> bool:
        person = self._fold.participants.get(participant)
        return person is not None and person.connected


def _fitted(want: Want, layers: tuple[int, ...]) -> Want:
    """The nearest thing that exists: of two layers equally near, the smaller."""
    nearest = min(layers, key=lambda layer: (abs(layer - want.layer), layer))
    return Want(want.track, nearest, max(0, min(want.temporal, _HIGHEST_TEMPORAL)))
