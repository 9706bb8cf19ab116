import { FOLD_VERSION } from '../state/log/fold'
import { DEFAULTS } from '../wire/defaults'
import type { ChatMessage, ChatReaction, Conversation, MeetingState, Participant, Track } from '../wire/messages'
import { toolsOf } from './fake_tools'
import type { GalleryOptions } from './options'

const NAMES = [
  'Ada Lovelace',
  '李明',
  'Zoë Saldaña-Wintergreen von Habsburg',
  'محمد الفاتح',
  '🦊 Fox',
  'Grace Hopper',
  '王小红',
  'Kwame',
  '<b>Bob</b>',
  'Ólafur Arnalds',
  'さくら',
  'דנה כהן',
]
/** Entry of the first chat message. */
const FIRST = 900
export const STARTED = Date.UTC(2026, 10, 20, 9, 0) / 1_000

const TEXTS = [
  'Good morning! Can everybody see the plan?',
  'Yes. The newest version is at https://wiki.example.org/plan?rev=12#today, right?',
  '早上好，我也看到了。',
  '**Two points** from me:\n1. the room on *Thursday*\n2. who brings the [projector](https://wiki.example.org/p)',
  '👍',
  'صباح الخير',
  '> who brings it?\n\nI do. `make run` starts it:\n```\nmake run ARGS="--title Planning"\n```',
  '<script>alert("text stays text")</script> and http://192.168.1.20:8080/status',
]

/** Messages in a page of chat. */
const PAGE = 100

/** The page of chat before this entry. */
export function pageBefore({ participants }: MeetingState, before: number): ChatMessage[] {
  const end = before - FIRST
  const start = Math.max(0, end - PAGE)
  return Array.from({ length: end - start }, (_, at) => messageOf(participants, start + at))
}

/** A meeting with this many people; the own person is number 1 and hosts, unless it is forbidden everything. */
export function meetingOf(options: GalleryOptions): MeetingState {
  const { people, messages, screens, states } = options
  const forbidden = states.includes('forbidden')
  const participants: Participant[] = Array.from({ length: people }, (_, at) => ({
    participant: at + 1,
    name: at === 0 ? 'Mira' : `${NAMES[(at - 1) % NAMES.length]}${at > NAMES.length ? ` ${at}` : ''}`,
    role: at === (forbidden ? 1 : 0) ? 'host' : at === 3 ? 'co_host' : at === 4 ? 'guest' : 'participant',
    joined_at: STARTED + at,
    connected: people < 9 || at !== 6,
  }))
  const tracks: Track[] = participants.slice(1).flatMap(({ participant }) => [
    {
      track: participant * 2,
      participant,
      source: 'microphone',
      codec: 'opus',
      muted: participant % 4 === 0,
      layers: [],
    },
    {
      track: participant * 2 + 1,
      participant,
      source: 'camera',
      codec: 'vp8',
      muted: participant % 3 === 0,
      layers: [
        { layer: 0, width: 320, height: 180 },
        { layer: 1, width: 1280, height: 720 },
      ],
    },
  ])
  for (let screen = 0; screen < screens; screen++) {
    const layers = [{ layer: 0, width: 1920, height: 1080 }]
    const participant = 2 + screen
    tracks.push({ track: 500 + screen, participant, source: 'screen', codec: 'vp8', muted: false, layers })
  }
  // The second and the fourth person.
  const deputies = states.includes('deputy') ? [2, 4].filter((one) => one <= people) : []
  const chat: ChatMessage[] = Array.from({ length: messages }, (_, at) => messageOf(participants, at))
  const state: MeetingState = {
    ...DEFAULTS.MeetingState,
    version: FOLD_VERSION,
    meeting: '0123456789abcdef0123456789abcdef',
    title: 'Weekly planning',
    started_at: STARTED,
    entry: 1_000 + messages,
    participants,
    tracks,
    chat: states.includes('older') ? chat.slice(-PAGE) : chat,
    deputies,
    // The third person.
    unreached: states.includes('unreached') ? [3] : [],
    wished_deputy: states.includes('wished') ? 3 : null,
    chat_before: messages >= 100,
    permissions: {
      ...DEFAULTS.Permissions,
      chat: !forbidden,
      screen: !forbidden,
      rename: !forbidden,
      microphone: !forbidden,
      camera: !forbidden,
      tools: !forbidden,
      notes: !forbidden,
    },
  }
  return { ...state, ...toolsOf(state, options) }
}

/** What two of them and the own person wrote to each other. */
export function conversationsOf({ participants }: MeetingState): Conversation[] {
  const [me, ...others] = participants
  return others.slice(0, 2).map((other) => ({
    participant: other.participant,
    name: other.name,
    entry: 3,
    chat: ['Can you take over after the break?', 'Sure, *which* part?', 'The **last** one. Thanks!'].map(
      (text, at) => ({
        ...messageOf([at === 1 && me ? me : other], at),
        entry: at + 1,
        text,
      }),
    ),
    chat_before: false,
  }))
}

export function messageOf(participants: readonly Participant[], at: number): ChatMessage {
  const sender = participants[Math.floor(at / 2) % participants.length]
  return {
    entry: FIRST + at,
    participant: sender?.participant ?? 1,
    name: sender?.name ?? '',
    ref: `message-${at}`,
    text: TEXTS[at % TEXTS.length] ?? '',
    at: STARTED + at * 3_600,
    ...changesOf(participants, at),
  }
}

/** Which message answers which; the last one answers one of another page. */
const ANSWERS: Record<number, number> = { 27: 25, 97: 0, 297: 147 }

/** Some are edited, some removed, some reacted to, some answer another one. */
function changesOf(participants: readonly Participant[], at: number): Partial<ChatMessage> {
  const ids = participants.map(({ participant }) => participant)
  if (at % 13 === 2) return { text: '', file: { file: at, name: 'Plan 会议.png', size: 2_345_678, sha256: '' } }
  if (at % 9 === 4) return { edited_at: STARTED + at * 3_600 + 60 }
  if (at % 11 === 6) return { text: '', removed_by: ids[Math.floor(at / 2) % ids.length] ?? 1 }
  const answered = ANSWERS[at]
  if (answered !== undefined) return { reply_to: FIRST + answered }
  const given: ChatReaction[] = [
    { emoji: '👍', participants: ids.slice(0, 3) },
    { emoji: '🎉', participants: ids.slice(1, 2) },
  ]
  return at % 7 === 1 ? { reactions: given.filter((one) => one.participants.length > 0) } : {}
}
