"""Every rule that Python and the window both have, with a change of each side."""

from dataclasses import dataclass

STALE = "tests/wire/test_typescript.py::test_the_generated_files_are_up_to_date"
"""Holds what is generated to what it is generated from."""


@dataclass(frozen=True)
class Mutation:
    rule: str
    file: str
    old: str
    """Stands in the file exactly once, or the first time that counts."""
    new: str
    checks: tuple[str, ...]
    """Files of tests that may tell; ``svelte-check`` for the types."""


RULES = "ui/src/wire/rules.ts"
MUTATIONS = (
    Mutation(
        "fold",
        "meetdesk/core/state.py",
        "self._change_person(who, connected=False)",
        "self._change_person(who, connected=True)",
        ("tests/core/test_state.py",),
    ),
    Mutation(
        "fold",
        "ui/src/state/log/fold.ts",
        "connected: false }",
        "connected: true }",
        ("src/state/log/fold.test.ts",),
    ),
    Mutation(
        "frame header",
        "meetdesk/relay/header.py",
        "header.temporal << 1 | header.layer << 3",
        "header.temporal << 1 | header.layer << 4",
        ("tests/wire/test_header.py",),
    ),
    Mutation(
        "frame header",
        "ui/src/wire/header.ts",
        "t0,\n    duration100us: view.getUint16(14)",
        "t0,\n    duration100us: view.getUint16(12)",
        ("src/wire/header.test.ts",),
    ),
    Mutation(
        "what can be decoded",
        "meetdesk/relay/drop.py",
        "frame.temporal == 2 and frame.t0 == hole.t0",
        "frame.temporal == 1 and frame.t0 == hole.t0",
        ("tests/relay/test_drop.py",),
    ),
    Mutation(
        "what can be decoded",
        "ui/src/engine/video/gate.ts",
        "header.temporal === 2 && header.sequence",
        "header.temporal === 1 && header.sequence",
        ("src/engine/video/gate.test.ts",),
    ),
    Mutation(
        "private conversations",
        "meetdesk/core/topics/private.py",
        "self.names[other], self.last, chat",
        "self.names[other], self.last + 1, chat",
        ("tests/core/test_private.py",),
    ),
    Mutation(
        "private conversations",
        "ui/src/state/log/chat_fold.ts",
        "if (number <= conversation.entry) continue",
        "if (number < conversation.entry) continue",
        ("src/state/log/conversations.test.ts",),
    ),
    Mutation(
        "names",
        "meetdesk/core/texts.py",
        'unicodedata.normalize("NFC", _CONTROL.sub("", text))',
        'unicodedata.normalize("NFKC", _CONTROL.sub("", text))',
        ("tests/core/test_texts.py",),
    ),
    Mutation(
        "names",
        "ui/src/state/people/names.ts",
        r"\x1c-\x20\x85",
        r"\x20\x85",
        ("src/state/markdown/segments.test.ts", "src/state/people/names.test.ts"),
    ),
    Mutation(
        "who speaks",
        "meetdesk/relay/speakers.py",
        "TALKING_LEVEL = 50",
        "TALKING_LEVEL = 52",
        (STALE, "tests/relay/test_speakers.py"),
    ),
    Mutation(
        "who speaks",
        "ui/src/wire/level.ts",
        "level <= TALKING_LEVEL",
        "level < TALKING_LEVEL",
        ("src/engine/audio/level.test.ts",),
    ),
    Mutation(
        "who speaks",
        "ui/src/wire/level.ts",
        "share >= levelShare",
        "share > levelShare",
        ("src/state/media/speaking.test.ts",),
    ),
    Mutation(
        "permissions",
        "meetdesk/core/topics/polls.py",
        "permission: ClassVar = Permission.TOOLS",
        "permission: ClassVar = None",
        (STALE, "tests/core/test_roles.py"),
    ),
    Mutation("permissions", RULES, "  write_notes: 'notes',\n", "", (STALE,)),
    Mutation(
        "permissions",
        "ui/src/state/people/rights.ts",
        "right === 'if permitted' && (!permission || permits(state, role, permission))",
        "right === 'if permitted'",
        ("src/state/people/rights.test.ts",),
    ),
    Mutation("limits", "meetdesk/core/limits.py", "NAME_CHARACTERS = 64", "NAME_CHARACTERS = 65", (STALE,)),
    Mutation("limits", RULES, "name_characters: 64", "name_characters: 65", (STALE,)),
    Mutation("defaults", "meetdesk/wire/local.py", "notify: bool = True", "notify: bool = False", (STALE,)),
    Mutation("defaults", "ui/src/wire/defaults.ts", "notify: true", "notify: false", (STALE,)),
    Mutation(
        "required fields",
        "meetdesk/core/topics/tracks.py",
        "class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True)",
        "class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True)",
        (STALE,),
    ),
    Mutation("required fields", "ui/src/wire/messages.ts", "  lifted: boolean", "  lifted?: boolean", (STALE,)),
    Mutation(
        "points of a stroke",
        "meetdesk/core/topics/strokes.py",
        "POINT_BYTES = 6",
        "POINT_BYTES = 8",
        ("tests/core/test_strokes.py",),
    ),
    Mutation(
        "points of a stroke",
        "ui/src/state/drawing/points.ts",
        "view.setUint16(at * BYTES + 2, y)",
        "view.setUint16(at * BYTES + 2, x)",
        ("src/state/drawing/drawing.test.ts",),
    ),
    Mutation(
        "who draws",
        "meetdesk/core/decisions/strokes.py",
        "return moderates(person.role)",
        "return not moderates(person.role)",
        ("tests/core/test_strokes.py",),
    ),
    Mutation(
        "who draws",
        "ui/src/state/drawing/rules.ts",
        "who === 'co_hosts' && moderates(role)",
        "who === 'co_hosts'",
        ("src/state/drawing/drawing.test.ts",),
    ),
    Mutation("close codes", "meetdesk/wire/close_codes.py", "REMOVED = 4003", "REMOVED = 4004", (STALE,)),
    Mutation(
        "close codes",
        "ui/src/engine/control/comeback.ts",
        "  CLOSE_CODES.REMOVED,\n",
        "",
        ("src/engine/control/comeback.test.ts",),
    ),
    Mutation(
        "channel names",
        "meetdesk/wire/channels.py",
        'AUDIO_COPY = "audio-copy"',
        'AUDIO_COPY = "audio2"',
        (STALE, "tests/wire/test_channels.py"),
    ),
    Mutation(
        "channel names",
        "ui/src/engine/audio/double-socket.ts",
        "new MediaSocket('audio-copy'",
        "new MediaSocket('audio2'",
        ("svelte-check",),
    ),
    Mutation(
        "meanings of statuses", "meetdesk/wire/channels.py", "MEETING_ENDED = 410", "MEETING_ENDED = 411", (STALE,)
    ),
    Mutation("meanings of statuses", RULES, "NOTHING_HERE = 404", "NOTHING_HERE = 403", (STALE,)),
)
