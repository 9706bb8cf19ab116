import type { HostMeeting, Problem } from '../wire/messages'
import type { Ending } from './closing'
import type { Meeting } from './meeting'
import type { Past } from './past/past'

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
