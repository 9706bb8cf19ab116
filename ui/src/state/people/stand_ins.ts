/** Whose apps carry the meeting on if the host's is gone, as far as the meeting's state says it. Pure. */

import type { LinkState } from '../../engine/api'
import type { MeetingState, Role } from '../../wire/messages'
import type { Person } from './people'

/** So many attempts to come back take longer than a deputy needs. */
const TAKING_OVER = 5

/** Those of the deputies who can be reached now, the first one first. */
export function standIns(people: readonly Person[], deputies: readonly number[]): Person[] {
  return deputies.flatMap((id) => people.filter((person) => person.id === id && person.connected))
}

/** Why the meeting would be over without the host's computer: `browsers`, everybody else came without the app;
 * `unreached`, nobody reaches these people's computers; `unwilling`, theirs are not to be asked; `nobody`, it is not so far
 * yet. */
export interface Lacking {
  why: 'browsers' | 'unreached' | 'unwilling' | 'nobody'
  names: readonly string[]
}

/** As nobody but the host is told. Null: it would go on, or nobody else is there. */
export function lacksStandIn(
  me: Role,
  people: readonly Person[],
  { deputies, unreached, unwilling }: Pick<MeetingState, 'deputies' | 'unreached' | 'unwilling'>,
): Lacking | null {
  const others = people.filter((person) => !person.me && person.connected)
  if (me !== 'host' || others.length === 0 || standIns(people, deputies).length > 0) return null
  const apps = others.filter(({ role }) => role !== 'guest')
  if (apps.length === 0) return { why: 'browsers', names: [] }
  const namesOf = (them: readonly number[]) => apps.filter(({ id }) => them.includes(id)).map(({ name }) => name)
  const blocked = namesOf(unreached)
  if (blocked.length > 0) return { why: 'unreached', names: blocked }
  const refusing = namesOf(unwilling)
  return refusing.length === apps.length ? { why: 'unwilling', names: refusing } : { why: 'nobody', names: [] }
}

/** What has become of the host's wish that this one stands in; null: there is none, or it does. */
export function wishOf(
  person: Person,
  { wished_deputy, unreached, unwilling }: Pick<MeetingState, 'wished_deputy' | 'unreached' | 'unwilling'>,
): 'waits' | 'unreached' | 'unwilling' | null {
  if (wished_deputy !== person.id || person.deputy) return null
  if (unwilling.includes(person.id)) return 'unwilling'
  return unreached.includes(person.id) ? 'unreached' : 'waits'
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
