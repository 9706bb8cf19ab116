"""All acts, by the name that the command takes."""

from tests.hostile.act import Act
from tests.hostile.acts import decode, talk

ACTS: dict[str, Act] = {
    "large_key_frames": Act(
        "key frames larger than announced", "participant", decode.oversized_key_frames, 100, "frames/s"
    ),
    "large_frames": Act("frames larger than announced", "participant", decode.oversized_frames, 100, "frames/s"),
    "key_frames": Act("only key frames", "participant", decode.many_key_frames, 100, "frames/s"),
    "frames": Act("frames without end", "participant", decode.many_frames, 1_850, "frames/s"),
    "messages": Act("messages without end", "participant", talk.messages, 60, "messages/s"),
    "subscribe": Act("other pictures wanted again and again", "participant", talk.subscribe, 60, "messages/s"),
}
