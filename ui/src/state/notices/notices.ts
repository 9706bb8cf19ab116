import type { Change, Entry, MeetingState, Participant, TrackUnpublished, TrackUpdated } from '../../wire/messages'
import type { Part, Step } from '../log/feed'
import { shownName, toldApart } from '../people/names'
import type { Person } from '../people/people'
import { moderates, PERMISSIONS, type Permission, permittedTo, roleOf } from '../people/rights'
import { Store } from '../store'
import { isReturnTogether, NOBODY_RETURNS, returnAfter, stillToReturn } from './return_together'

export type NoticeKind =
  | 'joined'
  | 'joined_many'
  | 'left'
  | 'left_many'
  | 'gone'
  | 'removed'
  | 'link_lost'
  | 'link_restored'
  | 'renamed'
  /** Others have the own name; `name`: how this person is shown. */
  | 'name_shared'
  | 'co_host'
  | 'you_co_host'
  | 'you_no_co_host'
  /** Whose computer carries the meeting on. */
  | 'host_changed'
  /** The same, to who hosted until now. */
  | 'host_changed_from_you'
  | 'you_host'
  | 'muted_by'
  | 'camera_stopped_by'
  | 'screen_stopped_by'
  | 'locked'
  | 'unlocked'
  | 'let_in'
  | 'private'
  | 'restarted'
  | 'crowded'
  | 'hand'
  | 'hand_lowered_by'
  | 'poll'
  | 'notes_again'
  | `${'allowed' | 'forbidden'}_${Permission}`

export interface Notice {
  id: number
  kind: NoticeKind
  /** Whom it is about; for `muted_by` and the like: who did it; for `restarted`: `audio` or `video`; for `joined_many`
   *  and `left_many`: how many. */
  name: string
  /** The name before, for `renamed`. */
  before: string
}

export type NewNotice = Omit<Notice, 'id'>

/** How long a notice is shown, in milliseconds. */
export const NOTICE_SHOWN = 5_000
/** Most notices at a time; older ones make room. */
export const NOTICES_SHOWN = 3
/** From so many at a time on they are counted: whole groups come and go at once. */
const COUNTED_FROM = 3
const COUNTED: Partial<Record<NoticeKind, NoticeKind>> = { joined: 'joined_many', left: 'left_many' }

/** What an entry means to the people in the meeting, who need not be told everything. `state`: before the entry. */
export function noticesOf(state: MeetingState, entry: Entry, me: number): NewNotice[] {
  const change = entry.change
  switch (change.change) {
    case 'joined':
      return change.participant.participant === me ? [] : [notice('joined', newName(state, change.participant))]
    case 'left':
    case 'link_lost':
    case 'link_restored':
    case 'renamed':
      return change.participant === me ? [] : [aboutOther(nameOf(state, change.participant), change)]
    case 'role_changed':
      if (change.participant === me) return [notice(change.role === 'co_host' ? 'you_co_host' : 'you_no_co_host')]
      return change.role === 'co_host' ? [notice('co_host', nameOf(state, change.participant))] : []
    case 'host_changed':
      return [hostChanged(nameOf(state, change.participant), change.participant === me, change.before === me)]
    case 'track_updated':
    case 'track_unpublished':
      return stopped(state, change, me)
    case 'permissions_changed':
      return change.by === me ? [] : permissionsChanged(state, change.permissions, me)
    case 'lock_switched':
      return change.by === me || !moderates(roleOf(state, me)) ? [] : [notice(change.on ? 'locked' : 'unlocked')]
    default:
      return []
  }
}

type AboutOther = Extract<Change, { change: 'left' | 'link_lost' | 'link_restored' | 'renamed' }>

function aboutOther(name: string, change: AboutOther): NewNotice {
  switch (change.change) {
    case 'left':
      return notice(change.reason === 'left' ? 'left' : change.reason === 'removed' ? 'removed' : 'gone', name)
    case 'renamed':
      return notice('renamed', change.name, name)
    default:
      return notice(change.change, name)
  }
}

function hostChanged(name: string, toMe: boolean, fromMe: boolean): NewNotice {
  return toMe ? notice('you_host') : notice(fromMe ? 'host_changed_from_you' : 'host_changed', name)
}

/** Somebody else stopped an own track. */
function stopped(state: MeetingState, change: TrackUpdated | TrackUnpublished, me: number): NewNotice[] {
  // By the host's app: `stopped` says why.
  if (typeof change.by !== 'number' || change.by === 0) return []
  const id = typeof change.track === 'number' ? change.track : change.track.track
  const track = state.tracks.find((known) => known.track === id)
  if (track?.participant !== me) return []
  if (track.source === 'screen_audio') return [] // its screen's notice says it
  const kinds = { microphone: 'muted_by', camera: 'camera_stopped_by', screen: 'screen_stopped_by' } as const
  return [notice(kinds[track.source], nameOf(state, change.by))]
}

/** Those whom permissions bind are told what is different for them. */
function permissionsChanged(state: MeetingState, permissions: MeetingState['permissions'], me: number): NewNotice[] {
  const before = permittedTo(state, me)
  const after = permittedTo({ ...state, ...(permissions ? { permissions } : {}) }, me)
  return PERMISSIONS.filter((one) => before[one] !== after[one]).map((one) =>
    notice(`${after[one] ? 'allowed' : 'forbidden'}_${one}`),
  )
}

export function notice(kind: NoticeKind, name = '', before = ''): NewNotice {
  return { kind, name, before }
}

/** What somebody who comes is called. */
function newName(state: MeetingState, { participant, name }: Participant): string {
  const others = state.participants.filter((one) => one.participant !== participant)
  return toldApart([...others.map((one) => one.name), name]).at(-1) ?? name
}

function nameOf(state: MeetingState, participant: number): string {
  return shownName(state.participants, participant)
}

/** What is shown when one more is added. */
function together(shown: readonly Notice[], added: Notice): Notice[] {
  const many = COUNTED[added.kind]
  const alike = shown.filter(({ kind }) => kind === added.kind || kind === many)
  const count = alike.reduce((sum, { kind, name }) => sum + (kind === many ? Number(name) : 1), 1)
  if (many === undefined || count < COUNTED_FROM) return [...shown, added]
  return [...shown.filter((one) => !alike.includes(one)), { ...added, kind: many, name: String(count) }]
}

export class Notices implements Part {
  readonly shown = new Store<readonly Notice[]>([])
  #returning = NOBODY_RETURNS
  #next = 1

  add(notice: NewNotice): void {
    const id = this.#next++
    this.shown.update((shown) => together(shown, { ...notice, id }).slice(-NOTICES_SHOWN))
    setTimeout(() => this.shown.update((shown) => shown.filter((other) => other.id !== id)), NOTICE_SHOWN)
  }

  entered({ entry, before, me }: Step): void {
    const silent = isReturnTogether(this.#returning, entry)
    this.#returning = stillToReturn(this.#returning, before, entry)
    if (!silent) for (const notice of noticesOf(before, entry, me)) this.add(notice)
  }

  /** This window was not told what happened since `before`, but how it is `now`: another host may be part of it. `at`: in
   * seconds since the Unix epoch. */
  caughtUp(before: MeetingState, now: MeetingState, me: number, at: number): void {
    const host = now.participants.find(({ role }) => role === 'host')
    if (now.term <= before.term || !host) return
    this.#returning = returnAfter(before, at)
    this.add(hostChanged(nameOf(now, host.participant), host.participant === me, roleOf(before, me) === 'host'))
  }
}

/** Tells this person when others have the same name, as what it is shown then. Gives what ends it. */
export function tellNameShared(people: Store<readonly Person[]>, notices: Pick<Notices, 'add'>): () => void {
  let shared = false
  return people.subscribe((everybody) => {
    const own = everybody.find(({ me }) => me)
    if (!own) return
    const now = own.name !== own.ownName
    if (now && !shared) notices.add(notice('name_shared', own.name))
    shared = now
  })
}
