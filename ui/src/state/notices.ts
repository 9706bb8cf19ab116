import type { Entry, MeetingState } from '../wire/messages'
import { Store } from './store'

export type NoticeKind = 'joined' | 'left' | 'gone' | 'link_lost' | 'link_restored' | 'renamed' | 'restarted'

export interface Notice {
  id: number
  kind: NoticeKind
  /** Of the person; for `restarted`, `audio` or `video`. */
  name: string
  /** The name before, for `renamed`. */
  before: string
}

/** How long a notice is shown, in milliseconds. */
export const NOTICE_SHOWN = 5_000
/** Most notices at a time; older ones make room. */
export const NOTICES_SHOWN = 4

/** What an entry means to the people in the meeting; null if they need not be told. `state` is from before the entry. */
export function noticeOf(state: MeetingState, entry: Entry, me: number): Omit<Notice, 'id'> | null {
  const change = entry.change
  if (change.change === 'joined') {
    if (change.participant.participant === me) return null
    return { kind: 'joined', name: change.participant.name, before: '' }
  }
  if (!('participant' in change) || change.participant === me) return null
  const name = state.participants.find(({ participant }) => participant === change.participant)?.name ?? ''
  switch (change.change) {
    case 'left':
      return { kind: change.reason === 'left' ? 'left' : 'gone', name, before: '' }
    case 'link_lost':
    case 'link_restored':
      return { kind: change.change, name, before: '' }
    case 'renamed':
      return { kind: 'renamed', name: change.name, before: name }
    case 'role_changed':
      return null
  }
}

export class Notices {
  readonly shown = new Store<readonly Notice[]>([])
  #next = 1

  add(notice: Omit<Notice, 'id'>): void {
    const id = this.#next++
    this.shown.update((shown) => [...shown, { ...notice, id }].slice(-NOTICES_SHOWN))
    setTimeout(() => this.shown.update((shown) => shown.filter((other) => other.id !== id)), NOTICE_SHOWN)
  }
}
