/** How long chats are kept. Pure. */

import type { KeepChats, PastMeeting } from '../../wire/messages'

export const KEEP_CHATS: readonly KeepChats[] = ['nothing', 'days_7', 'days_30', 'days_365', 'forever']

const DAY = 86_400

/** In days; null: until they are deleted. */
export function daysOf(keep: KeepChats): number | null {
  if (keep === 'forever') return null
  return keep === 'nothing' ? 0 : Number(keep.slice('days_'.length))
}

/** How many of these meetings would be deleted at once. `now`: in seconds, by the clock of their `kept`. */
export function endedBy(keep: KeepChats, meetings: readonly PastMeeting[], now: number): number {
  const days = daysOf(keep)
  return days === null ? 0 : meetings.filter(({ kept }) => kept + days * DAY <= now).length
}
