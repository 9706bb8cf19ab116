/** Links that come back after the host has changed: everybody's was lost with it, which one notice has said. Pure. */

import type { Entry, MeetingState } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'

/** Whose link comes back without a word, and from when on; in seconds since the Unix epoch, by the host's clock. */
export interface ReturnTogether {
  readonly since: number
  readonly participants: ReadonlySet<number>
}

export const NOBODY_RETURNS: ReturnTogether = { since: 0, participants: new Set() }

/** Who was connected, which `before` tells, until the host changed. */
export function returnAfter(before: MeetingState, since: number): ReturnTogether {
  const connected = before.participants.filter((one) => one.connected).map(({ participant }) => participant)
  return { since, participants: new Set(connected) }
}

/** Those who are still to come after this entry. `before`: the state before it. */
export function stillToReturn(now: ReturnTogether, before: MeetingState, { change, at }: Entry): ReturnTogether {
  switch (change.change) {
    case 'host_changed':
      // Two in a row: who had no time to come back in between was not lost before.
      return { since: at, participants: new Set([...returnAfter(before, at).participants, ...now.participants]) }
    case 'link_restored':
    case 'left':
      if (!now.participants.has(change.participant)) return now
      return { ...now, participants: new Set([...now.participants].filter((one) => one !== change.participant)) }
    default:
      return now
  }
}

/** Whether this entry is no news: somebody is back who was never gone, or loses the link that is not back yet. */
export function isReturnTogether(now: ReturnTogether, { change, at }: Entry): boolean {
  if (change.change !== 'link_restored' && change.change !== 'link_lost') return false
  if (!now.participants.has(change.participant)) return false
  return change.change === 'link_lost' || at - now.since <= LIMITS.return_seconds
}
