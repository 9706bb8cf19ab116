"""Every limit of a meeting, in one place. ``docs/protocol.md`` states them; a test compares the two."""

NAME_CHARACTERS = 64
"""Longest display name, in Unicode code points after normalisation."""
TITLE_CHARACTERS = 100
CHAT_CHARACTERS = 4_000
"""Longest chat text, in Unicode code points."""
CHAT_PAGE = 100
"""Chat messages in a snapshot or in one page of history."""
CHAT_REACTIONS = 5
"""Different reactions of one person to one message."""
CHAT_KEPT = 5_000
"""Chat messages a running meeting keeps for late joiners; older ones are only in transcripts."""
PRIVATE_PAGE = 20
"""Messages of each private conversation in a snapshot."""
PRIVATE_KEPT = 5_000
"""Private messages of one sender, in all conversations together, that a running meeting keeps."""
PRIVATE_ENTRIES_KEPT = 100
"""Entries of each conversation kept for the two if they come back."""
PRIVATE_ENDED = 200
"""Conversations kept after one of the two has left, for the other one."""
ENTRIES_KEPT = 2_000
"""Entries kept for participants who come back; somebody further behind gets a snapshot instead."""
FILE_LIMIT = 100_000_000
"""Largest file in bytes, until the host sets another limit."""
FILE_LIMIT_MOST = 2_000_000_000
"""Highest limit that can be set, in bytes."""
FILES_BYTES = 4_000_000_000
"""Bytes of all files of a meeting together, those on their way counted whole."""
FILES = 500
"""Files of a meeting together: each is kept open by the host's app."""
FILES_BYTES_EACH = 2_000_000_000
"""Bytes of the files of one participant together, those on their way counted whole: the largest file that can be
allowed, and half of what all have."""
FILES_EACH = 100
"""Files of one participant together."""
FILES_ON_THEIR_WAY = 4
"""Files that one participant may send at the same time."""
FILE_BEGIN_SECONDS = 60.0
"""An offer of which nothing has come by then ends."""
FILE_PAUSE_SECONDS = 600.0
"""One that has begun ends when nothing more has come for so long."""
FILE_GIVES_WAY_SECONDS = 10.0
"""One of which nothing has come for so long ends as soon as its room is needed for another."""
FILE_NAME_BYTES = 180
"""Longest name of a file, in bytes of UTF-8: file systems take 255, and a reader may add to it."""
PARTICIPANTS = 100
WAITING = 100
"""People in the lobby at a time."""
WAITING_SECONDS = 3_600.0
"""How long somebody is kept waiting in the lobby."""
KEPT_OUT = 200
"""People who are kept out; beyond that the one removed first may come again."""
WAITING_AFTER_SECONDS = 1_800.0
"""How long newcomers from the address of somebody who was just put out, and is kept out, wait to be let in."""
SPOTLIGHT = 9
"""People in the spotlight at a time: more are no larger than in a grid."""
TRACKS_PER_PARTICIPANT = 8
LAYERS_PER_TRACK = 2
WANTS = 256
"""Pictures that one participant may want at the same time."""
LACKS = 8
"""Codecs that one participant says at a time not to decode: more than there are in any track."""
RETURN_SECONDS = 30.0
"""How long a participant whose link is lost is kept in the meeting, or in the lobby, before it counts as left."""
LAYER_PIXELS = 7_680
"""Largest width and height of a layer, in pixels: a window may be very wide."""
CAMERA_AREA = 1_920 * 1_080
SCREEN_AREA = 3_840 * 2_160
"""Pixels of the largest layer of a camera and of a screen: who sees it keeps several decoded pictures in memory."""
PARTICIPANT_AREA = 20_000_000
"""Pixels of all layers that one participant publishes, together: a camera and two screens of 3840x2160, or eight
screens of 1920x1080, with their small layers."""
CHAT_REF_CHARACTERS = 64
"""Longest ``ref`` of a chat message, in ASCII characters."""
POLLS = 20
"""Polls in a meeting at a time, open or closed."""
POLL_QUESTION_CHARACTERS = 300
POLL_OPTION_CHARACTERS = 120
POLL_OPTIONS = 10
"""Options of a poll; there are at least 2."""
REACTIONS = 6
"""Reactions of one person within ``REACTION_SECONDS``."""
REACTION_SECONDS = 5.0
TIMER_SECONDS = 86_400
"""What the timer can be set to at most: a day."""
NOTES_UPDATE_BYTES = 32_000
"""Largest single change of the notes."""
NOTES_DOCUMENT_BYTES = 48_000
"""Largest document that can be compacted: with base64 it still fits into a control message."""
NOTES_KEPT_BYTES = 512_000
"""Updates of the notes that are kept, all together; more are refused until they are compacted."""
NOTES_WRITER_BYTES = 256_000
"""Updates of one writer that are kept, until they are compacted."""
NOTES_TEXT_CHARACTERS = 20_000
"""Longest text of the notes that is taken, in UTF-16 units: twice what a window lets its person write, since
two may paste a whole text at the same moment."""
NOTES_OWN_CHARACTERS = 10_000
"""Longest text of the notes that a window lets its person write, in UTF-16 units."""
NOTES_PIECES = 50_000
"""Pieces of text and deletions that a window has to keep, until they are compacted: what a class writes in an hour."""
NOTES_DOCUMENTS = 20
"""Documents that one participant writes with: each loading of its page is one."""
NOTES_COMPACT_UPDATES = 100
"""So many updates are compacted, or so many bytes, by the host's clock."""
NOTES_COMPACT_BYTES = 64_000
NOTES_COMPACT_SECONDS = 30.0
"""The shortest time between two compactions."""
STROKE_POINTS = 1_000
"""Points of one stroke, and of one part of it: a window begins another stroke then."""
STROKE_TEXT_CHARACTERS = 200
"""Longest text that is written on a screen, in Unicode code points after normalisation."""
STROKES = 2_000
"""Strokes kept on all screens together, until a screen is shared no more."""
STROKES_EACH = 500
"""Strokes of one participant kept on all screens together."""
STROKE_POINTS_KEPT = 80_000
"""Points of all strokes kept: 640 kB as a newcomer is told them."""
STROKE_POINTS_EACH = 20_000
"""Points of one participant's strokes kept."""
BOARD_PAGES = 12
"""Pages of the whiteboard at a time: what is on them counts as strokes do."""
BEAT_SECONDS = 1.0
"""How often either side of a link says something at least."""
SILENCE_SECONDS = 2.5
"""A link of which nothing is heard for so long is taken for gone. Two beats may be lost or late, a third is not waited
for."""
LINE_RECORD_BYTES = 64_000_000
"""Longest record on a line of requests: what a newcomer is told at once, with room to spare."""
