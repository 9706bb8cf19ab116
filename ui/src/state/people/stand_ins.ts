/** Whose apps carry the meeting on if the host's is gone, as far as the meeting's state says it. Pure. */

import type { LinkState } from '../../engine/api'
import type { Role } from '../../wire/messages'
import type { Person } from './people'

/** So many attempts to come back take longer than a deputy needs. */
const TAKING_OVER = 5

/** Those of the deputies who can be reached now, the first one first. */
export function standIns(people: readonly Person[], deputies: readonly number[]): Person[] {
  return deputies.flatMap((id) => people.filter((person) => person.id === id && person.connected))
}

/** Why the meeting would be over without the host's computer, which nobody but the host is told: `browsers`, everybody else
 * came without the app; `nobody`, it is not so far yet. Null: it would go on, or nobody else is there. */
export function lacksStandIn(
  me: Role,
  people: readonly Person[],
  deputies: readonly number[],
): 'browsers' | 'nobody' | null {
  const others = people.filter((person) => !person.me && person.connected)
  if (me !== 'host' || others.length === 0 || standIns(people, deputies).length > 0) return null
  return others.every(({ role }) => role === 'guest') ? 'browsers' : 'nobody'
}

/** How many cannot follow by themselves: a browser trusts the one address that its person has opened. */
export function leftBehind(people: readonly Person[]): number {
  return people.filter(({ role, connected }) => role === 'guest' && connected).length
}

/** Who takes the meeting over, as this link has just been lost; null: nobody, or it takes longer than that can. */
export function takingOver(link: LinkState, people: readonly Person[], deputies: readonly number[]): Person | null {
  if (link.state !== 'lost' || link.attempt > TAKING_OVER) return null
  // The host's own window has lost its own app.
  if (people.some(({ me, host }) => me && host)) return null
  // One that would be alone does not: as likely it is its own link that is lost.
  const apps = people.filter(({ connected, host, role }) => connected && !host && role !== 'guest')
  return apps.length < 2 ? null : (standIns(people, deputies)[0] ?? null)
}
