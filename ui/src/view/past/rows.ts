import type { PastMessage } from '../../wire/messages'
import { dayKey } from '../times'

export type PastRow =
  | { kind: 'day'; key: string; at: number }
  /** `first`: shows who, when and to whom; the messages after it by the same person to the same people do not.
   *  `index`: which one of the messages. */
  | { kind: 'message'; key: string; past: PastMessage; first: boolean; index: number }

/** Messages of one person within this time (seconds) stand together. */
const TOGETHER = 240

/** Entries are numbered for each conversation. */
export function keyOf({ participant, message }: PastMessage): string {
  return `${participant ?? 0} ${message.entry}`
}

export function pastRowsOf(messages: readonly PastMessage[]): PastRow[] {
  const rows: PastRow[] = []
  let day = ''
  let before: PastMessage | null = null
  for (const [index, past] of messages.entries()) {
    const { message } = past
    const today = dayKey(message.at * 1_000)
    const newDay = today !== day
    if (newDay) rows.push({ kind: 'day', key: `day ${today} ${keyOf(past)}`, at: message.at * 1_000 })
    day = today
    const first =
      newDay ||
      before === null ||
      (message.reply_to ?? 0) !== 0 ||
      (before.participant ?? null) !== (past.participant ?? null) ||
      before.message.participant !== message.participant ||
      before.message.name !== message.name ||
      message.at - before.message.at > TOGETHER
    rows.push({ kind: 'message', key: keyOf(past), past, first, index })
    before = past
  }
  return rows
}
