import type { EndReason, ErrorCode, HostedMeeting, HostMeeting, MeetingMoved, Problem } from '../../wire/messages'
import { CLOSE_CODES } from '../../wire/rules'
import type { Meeting } from '../meeting/meeting'
import type { Past } from '../past/past'

/** How to take part in the meeting that just ended once more; `meeting`: its id. */
export type Again = { kind: 'join'; address: string; code: string; meeting: string } | { kind: 'host'; wish: HostWish }

/** What the person wants of a meeting it hosts. */
export type HostWish = Omit<HostMeeting, 'name'> & { title: string }

export type Screen =
  | { name: 'starting' }
  | { name: 'broken'; problem: Problem }
  | { name: 'home' }
  | { name: 'past'; past: Past }
  /** `host`: who hosts, as far as it was told when joining; empty if it is this person. */
  | { name: 'meeting'; meeting: Meeting; again: Again; title: string; host: string }
  | { name: 'ended'; ending: Ending; again: Again; title: string; host: string }
  | { name: 'quit' }

type InMeeting = Extract<Screen, { name: 'meeting' }>

/** How a meeting that is hosted here is hosted once more. A code that was thought up is not kept for another meeting. */
export function hostingAgain({ title, code_kind: kind }: HostedMeeting): Again {
  return { kind: 'host', wish: { title, code: kind === 'own' ? 'digits_6' : kind } }
}

/** The same meeting on the screen, carried on by another app than before: by this computer's (`hosting`), or by that of
 * somebody else. Null: it is another meeting that has moved. `hosted`: as it was hosted here before, if it was. */
export function movedTo(
  now: InMeeting,
  hosted: HostedMeeting | null,
  { hosting, joined }: Pick<MeetingMoved, 'hosting' | 'joined'>,
): { screen: InMeeting; hosting: HostedMeeting | null } | null {
  const shown = hosted?.meeting ?? (now.again.kind === 'join' ? now.again.meeting : '')
  if (hosting && hosting.meeting === shown) {
    return { screen: { ...now, again: hostingAgain(hosting), host: '' }, hosting }
  }
  if (joined?.meeting !== shown) return null
  // It has the same code: who joined by a code comes back by it. An invitation leads to the host before.
  const code = now.again.kind === 'join' ? now.again.code : (hosted?.code ?? '')
  const { address, meeting, host } = joined
  return { screen: { ...now, again: { kind: 'join', address, code, meeting }, host }, hosting: null }
}

/** Which screens may come after each. Clicks lead along these alone; whoever reloads the page begins anew. */
const FOLLOWED_BY: Record<Screen['name'], readonly Screen['name'][]> = {
  starting: ['starting', 'broken', 'home', 'meeting', 'quit'],
  broken: ['starting', 'quit'],
  home: ['home', 'past', 'meeting', 'quit'],
  // An attempt to join goes on while somebody looks at past meetings.
  past: ['home', 'meeting', 'quit'],
  meeting: ['home', 'ended', 'quit'],
  ended: ['home', 'quit'],
  quit: [],
}

/** `next`, which comes after `now`. Throws an Error if nothing leads there: whoever asked for it is mistaken. */
export function following(now: Screen, next: Screen): Screen {
  if (FOLLOWED_BY[now.name].includes(next.name)) return next
  throw new Error(`the screen '${next.name}' does not come after '${now.name}'`)
}

/** Why a meeting is over for this window. */
export type Ending =
  | { kind: 'left' }
  | { kind: 'ended'; reason: EndReason }
  /** The link was gone for too long. */
  | { kind: 'lost' }
  | { kind: 'problem'; code: ErrorCode }

const BY_CLOSE_CODE: Partial<Record<number, ErrorCode>> = {
  [CLOSE_CODES.DISPLACED]: 'displaced',
  [CLOSE_CODES.REMOVED]: 'removed',
  [CLOSE_CODES.HEARTBEAT_LOST]: 'heartbeat_lost',
  [CLOSE_CODES.TOO_SLOW]: 'too_slow',
  [CLOSE_CODES.HOST_UNREACHABLE]: 'host_unreachable',
  [CLOSE_CODES.MALFORMED]: 'malformed_message',
  [CLOSE_CODES.NOT_ADMITTED]: 'not_admitted',
  [CLOSE_CODES.PROTOCOL_VERSION]: 'protocol_version',
  [CLOSE_CODES.NO_SESSION]: 'not_in_meeting',
  [CLOSE_CODES.TOO_LARGE]: 'message_too_large',
  [CLOSE_CODES.TOO_MANY_MISTAKES]: 'too_many_mistakes',
}

/** What a close of the control channel means. `isKnown` tells stable error codes from other reason texts. */
export function endingOf(
  code: number,
  reason: string,
  endReason: EndReason | null,
  isKnown: (text: string) => boolean,
): Ending {
  if (endReason !== null) return { kind: 'ended', reason: endReason }
  if (code === CLOSE_CODES.LEFT) return { kind: 'left' }
  if (code === CLOSE_CODES.MEETING_ENDED) return { kind: 'ended', reason: 'ended_by_host' }
  if (isKnown(reason)) return { kind: 'problem', code: reason as ErrorCode }
  return { kind: 'problem', code: BY_CLOSE_CODE[code] ?? 'internal' }
}
