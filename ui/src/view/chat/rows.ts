import type { ChatMessage } from '../../wire/messages'
import { dayKey } from '../times'

export type Row =
  | { kind: 'day'; key: string; at: number }
  /** `first`: shows who and when; the messages after it by the same person within minutes do not. `index`: which one of
   *  the messages. */
  | { kind: 'message'; key: string; message: ChatMessage; first: boolean; index: number }

/** Messages of one person within this time (seconds) stand together. */
const TOGETHER = 240

export function rowsOf(messages: readonly ChatMessage[]): Row[] {
  const rows: Row[] = []
  let day = ''
  let before: ChatMessage | null = null
  for (const [index, message] of messages.entries()) {
    const at = message.at * 1_000
    const today = dayKey(at)
    const newDay = today !== day
    if (newDay) rows.push({ kind: 'day', key: `day ${today} ${message.entry}`, at })
    day = today
    const first =
      newDay ||
      before === null ||
      // The tools would cover what it quotes.
      (message.reply_to ?? 0) !== 0 ||
      before.participant !== message.participant ||
      before.name !== message.name ||
      message.at - before.at > TOGETHER
    rows.push({ kind: 'message', key: `${message.entry}`, message, first, index })
    before = message
  }
  return rows
}

/** How many rows came in front of those that were there before; negative: so many at the front are gone. */
export function cameInFront(before: readonly Row[], after: readonly Row[]): number {
  const places = new Map(after.map(({ key }, at) => [key, at]))
  for (const [at, { kind, key }] of before.entries()) {
    const now = kind === 'message' ? places.get(key) : undefined
    if (now !== undefined) return now - at
  }
  return 0
}
