"""All acts, by the name that the command takes."""

from tests.hostile.act import Act
from tests.hostile.acts import talk

ACTS: dict[str, Act] = {
    "messages": Act("messages without end", "participant", talk.messages, 60, "messages/s"),
    "subscribe": Act("other pictures wanted again and again", "participant", talk.subscribe, 60, "messages/s"),
}
