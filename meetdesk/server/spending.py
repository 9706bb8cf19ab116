"""What participants' media channels brought, taken from their budgets."""

from meetdesk.core.budget import Kind as Spent
from meetdesk.relay.header import Kind
from meetdesk.server.person import Person

_SPENT = {Kind.AUDIO: (Spent.SOUND_FRAMES, Spent.SOUND_BYTES), Kind.VIDEO: (Spent.VIDEO_FRAMES, Spent.VIDEO_BYTES)}


def spend_media(person: Person, now: float) -> bool:
    """Takes what came since the last call; returns whether it was within the budget. ``now``: seconds, monotonic.

    Frames of a track are limited as they come (``budget.TrackBudget``); this is for all of a person's channels
    together, with what belongs to no track.
    """
    within = True
    for channel in person.media.values():
        frames, size = _SPENT[channel.kind]
        within &= person.budget.spend(frames, channel.frames, now)
        within &= person.budget.spend(size, channel.bytes, now)
        channel.frames = channel.bytes = 0
    return within
