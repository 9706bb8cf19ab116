import type { PastApi } from '../state/api/past_api'
import { ProblemError } from '../state/problem'
import type { ErrorCode, FoundPast, PastMeeting, PastMessage } from '../wire/messages'
import type { GalleryOptions } from './options'

const DAY = 86_400
const NOW = 1_763_630_000

const TITLES = [
  'Weekly planning',
  '周会',
  'Budget 2026',
  '',
  'A meeting whose title is so long that it has no room',
  'تخطيط',
]
const HOSTS = ['', '李明', 'Ada Lovelace', 'Grace Hopper', '', 'محمد الفاتح']
const SAID = [
  'Good morning! Shall we start with the budget?',
  '我把会议纪要写好了，大家看一下。',
  'Yes. **Three points** today:\n1. budget\n2. rooms\n3. the release',
  'The numbers are in `plan.ods`, see https://example.org/plan',
  '预算部分我同意，周五前定下来。',
  'I shall book the large room for Friday.',
]
const PEOPLE = ['Ada Lovelace', '李明', 'Mira', 'Grace Hopper']

function meetings(): PastMeeting[] {
  return Array.from({ length: 14 }, (_, at) => ({
    meeting: `${at}`.padStart(32, '0'),
    title: TITLES[at % TITLES.length] ?? '',
    host: HOSTS[at % HOSTS.length] ?? '',
    hosted: at % 6 === 0,
    first: NOW - at * 2 * DAY - 3_600,
    last: NOW - at * 2 * DAY,
    messages: at === 3 ? 1 : 24 - at,
    private: at % 3 === 0 ? 2 : 0,
    kept: NOW - at * 2 * DAY,
    until: NOW - at * 2 * DAY + 30 * DAY,
  }))
}

function messagesOf(count: number): PastMessage[] {
  return Array.from({ length: count }, (_, at) => {
    const apart = at % 9 === 4 || at % 9 === 5
    const writer = at % 5 === 2 ? 0 : at % PEOPLE.length
    return {
      message: {
        entry: at + 1,
        participant: writer + 1,
        name: PEOPLE[writer] ?? '',
        ref: `${at}`,
        text: at === 7 ? '' : apart ? 'Between us: can you lead the second half?' : (SAID[at % SAID.length] ?? ''),
        at: NOW - 3_600 + at * 70,
        ...(at === 3 ? { reply_to: 1 } : {}),
        ...(at === 6 ? { edited_at: NOW, reactions: [{ emoji: '👍' as const, participants: [1, 2] }] } : {}),
        ...(at === 7 ? { file: { file: 1, name: 'Minutes of the week.pdf', size: 184_320, sha256: '' } } : {}),
        ...(at === 11 ? { text: '', removed_by: 2 } : {}),
      },
      participant: apart ? 2 : null,
      name: apart ? '李明' : '',
    }
  })
}

/** Past meetings that were never held. `none`: there are none; `unerased`: some deleted ones are still on the disk. */
export function fakePast(options: GalleryOptions): PastApi {
  let kept = options.fresh || options.states.includes('none') ? [] : meetings()
  let deleted: PastMeeting[] = []
  const checked = <Value>(value: Value): Promise<Value> =>
    options.fail ? Promise.reject(new ProblemError(options.fail as ErrorCode)) : Promise.resolve(value)
  return {
    meetings: () =>
      checked({ meetings: kept, now: NOW, unerased: options.states.includes('unerased') ? 1 : 0, problem: '' }),
    page: ({ meeting }) => {
      const count = options.messages || (kept.find((one) => one.meeting === meeting)?.messages ?? 0)
      return checked({ messages: messagesOf(count), next: null })
    },
    search: ({ words }) => {
      const found = kept.flatMap((meeting): FoundPast[] => {
        const all = messagesOf(meeting.messages).filter(({ message }) => message.text.includes(words))
        const messages = all.slice(0, 3).map(({ message, participant, name }) => {
          const at = message.text.indexOf(words)
          const pieces = [message.text.slice(0, at), words, message.text.slice(at + words.length)]
          const place = { at: message.at, participant: participant ?? 0, entry: message.entry }
          return { place, name: message.name, other: name, text: pieces }
        })
        return all.length > 0 ? [{ meeting: meeting.meeting, count: all.length, messages }] : []
      })
      return checked({ meetings: found, more: false })
    },
    forget: async ({ meetings: ids = [], everything = false }) => {
      await checked(null)
      deleted = kept.filter(({ meeting }) => everything || ids.includes(meeting))
      kept = kept.filter((one) => !deleted.includes(one))
      return { meetings: everything ? deleted.map(({ meeting }) => meeting) : ids, seconds: 20 }
    },
    restore: ({ meetings: ids }) => {
      kept = [...kept, ...deleted].sort((one, other) => other.last - one.last)
      return checked({ meetings: ids, seconds: 0 })
    },
  }
}
