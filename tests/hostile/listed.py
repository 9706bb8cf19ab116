"""All acts, by the name that the command takes."""

from tests.hostile.act import Act
from tests.hostile.acts import decode, door, files, honest, lies, media, notes, pictures, talk

ACTS: dict[str, Act] = {
    "large_key_frames": Act(
        "key frames larger than announced", "participant", decode.oversized_key_frames, 100, "frames/s"
    ),
    "large_frames": Act("frames larger than announced", "participant", decode.oversized_frames, 100, "frames/s"),
    "key_frames": Act("only key frames", "participant", decode.many_key_frames, 100, "frames/s"),
    "frames": Act("frames without end", "participant", decode.many_frames, 1_850, "frames/s"),
    "messages": Act("messages without end", "participant", talk.messages, 60, "messages/s"),
    "subscribe": Act("other pictures wanted again and again", "participant", talk.subscribe, 60, "messages/s"),
    "no-answers": Act(
        "each message without an id, in turns", "participant", talk.everything_without_an_answer, 60, "messages/s"
    ),
    "sound": Act("sound without end, as loud as can be", "participant", media.sound, 1_000, "frames/s"),
    "muted_frames": Act(
        "frames of a muted camera without end", "participant", media.frames_of_nothing, 1_850, "frames/s"
    ),
    "others_key_frames": Act(
        "key frames asked of everybody again and again", "participant", media.key_frames_of_others, 20, "times/s"
    ),
    "silent_connections": Act(
        "connections that say nothing, each from another address",
        "stranger",
        door.silent_connections,
        550,
        "connections/s",
    ),
    "silent_connections_from_one": Act(
        "connections that say nothing, from one address",
        "stranger",
        door.silent_connections_from_one,
        550,
        "connections/s",
    ),
    "handshakes": Act("TLS begun, from 40 addresses", "stranger", door.handshakes, 1_140, "connections/s"),
    "handshakes_from_one": Act(
        "TLS begun, from one address", "stranger", door.handshakes_from_one, 1_140, "connections/s"
    ),
    "requests_without_tls": Act(
        "requests without TLS, from 40 addresses", "stranger", door.requests_without_tls, 1_140, "requests/s"
    ),
    "impossible_codes": Act(
        "what can be no code, by guests", "stranger", door.impossible_codes, 30, "requests/s", ("--guests",)
    ),
    "guessing": Act("wrong codes from one address", "stranger", door.guessing_from_one_address, 1, "at a time"),
    "guessing_together": Act(
        "wrong codes, each from another address", "stranger", door.guessing_from_many_addresses, 1, "at a time"
    ),
    "idle_offers": Act("files offered and not sent", "participant", files.idle_offers, 4, "offers/s"),
    "pictures": Act(
        "chat pictures whose small files unfold to much, all looked at",
        "participant",
        pictures.unfolding,
        26,
        "megapixels",
        looked_at=True,
    ),
    "notes": Act("long text written and deleted in the notes", "participant", notes.long_text, 10, "updates/s"),
    "no-notes": Act("what is no update of the notes", "participant", notes.no_updates, 10, "updates/s"),
    "long_requests": Act("requests that are none, to fill the log", "stranger", lies.long_requests, 60, "requests/s"),
    "fast-typist": Act("somebody types fast", "honest", honest.fast_typist, 4, "messages/s"),
    "pasted-text": Act("somebody pastes a long text", "honest", honest.pasted_text, 100, "kB"),
    "slow-computer": Act("somebody's computer stands still", "honest", honest.slow_computer, 3, "s"),
    "turned-pages": Act("somebody turns pages of people", "honest", honest.turned_pages, 4, "pages/s"),
    "large-screen": Act("somebody shares a large screen", "honest", honest.large_screen, 10, "frames/s"),
    "class": Act("a class behind one address comes", "honest", honest.a_class_comes, 30, "people"),
}
