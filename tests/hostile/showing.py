"""Pictures of somebody, as often as they are told to be sent."""

from meetdesk.core.topics.tracks import Layer
from meetdesk.relay.header import Header, Kind, pack
from tests.support.bot import Bot
from tests.support.bot_media import now_us
from tests.support.large_frames import large_frames


class Showing:
    """One layer of a track."""

    def __init__(self, who: Bot, track: int, layer: Layer) -> None:
        self._who, self._track, self._layer = who, track, layer.layer
        self._frames = large_frames(layer.width, layer.height)
        self._sent, self._asked = 0, -1

    async def send(self) -> int:
        """The next frame, if somebody wants one. Returns how many were sent."""
        if self._layer not in self._who.demand.get(self._track, ()):
            return 0
        asked = sum(one.track == self._track and one.layer == self._layer for one in self._who.key_frames_wanted)
        key, self._asked = asked > self._asked, asked
        header = Header(Kind.VIDEO, key, 0, self._layer, 0, self._track, self._sent, self._sent & 0xFFFF, 333, now_us())
        await self._who.send_frame("video", pack(header) + (self._frames.key if key else self._frames.delta))
        self._sent += 1
        return 1
