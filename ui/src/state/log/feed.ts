import type { LinkState } from '../../engine/api'
import type { EndReason, Entry, MeetingState, Problem, Welcome } from '../../wire/messages'
import { Store } from '../store'
import { applyEntry, FOLD_VERSION } from './fold'

export interface MeetingView {
  /** The own participant id; null until welcomed. */
  me: number | null
  /** Null until welcomed. */
  state: MeetingState | null
  link: LinkState
  /** In the lobby, until the host lets this person in; also while the link of one who waits is lost. */
  waiting: boolean
  endReason: EndReason | null
  /** The latest fault that is not about one request. */
  problem: Problem | null
}

/** The meeting's log as it comes from the host: folded into the state that the window shows, and told to its parts. */
export class Feed {
  readonly view = new Store<MeetingView>({
    me: null,
    state: null,
    link: { state: 'connecting' },
    waiting: false,
    endReason: null,
    problem: null,
  })
  readonly #parts: readonly Part[]
  readonly #onChange: (now: MeetingView, before: MeetingView) => void

  constructor(parts: readonly Part[], onChange: (now: MeetingView, before: MeetingView) => void) {
    this.#parts = parts
    this.#onChange = onChange
  }

  change(change: Partial<MeetingView>): void {
    const before = this.view.get()
    this.view.set({ ...before, ...change })
    this.#onChange(this.view.get(), before)
  }

  /** Takes the snapshot, if there is one, and the entries after it. Null: it is of a version that this page does not know,
   * or there was no snapshot ever. */
  welcome(welcome: Welcome, onSnapshot: (state: MeetingState) => void): MeetingState | null {
    const { state } = welcome
    if (state && state.version !== FOLD_VERSION) {
      this.change({ problem: { code: 'protocol_version', detail: { host: welcome.protocol, app: FOLD_VERSION } } })
      return null
    }
    if (state) {
      // Older chat that was loaded before is dropped with the rest: it may have been edited or removed meanwhile.
      this.change({ me: welcome.participant, state })
      onSnapshot(state)
    }
    this.entries(welcome.entries ?? [])
    return this.view.get().state
  }

  /** Entries that were applied already are skipped; where one is missing that is said, and nothing after it is applied. */
  entries(entries: readonly Entry[]): void {
    const { me, endReason: endedBefore } = this.view.get()
    let { state } = this.view.get()
    if (state === null || me === null) return
    let endReason = endedBefore
    const steps: Step[] = []
    for (const entry of entries) {
      if (entry.number <= state.entry) continue
      if (entry.number !== state.entry + 1) {
        this.change({ problem: { code: 'unexpected_message' } })
        break
      }
      const step: Step = { entry, before: state, after: applyEntry(state, entry), me }
      for (const part of this.#parts) part.entered?.(step)
      if (entry.change.change === 'ended') endReason = entry.change.reason
      state = step.after
      steps.push(step)
    }
    this.change({ state, endReason })
    for (const part of this.#parts) part.settled?.(state, me, steps)
  }
}

/** One entry of the log: the state before and after it, and who reads it. */
export interface Step {
  entry: Entry
  before: MeetingState
  after: MeetingState
  me: number
}

/** A part of the meeting in this window: the chat, the tools, the own devices. `Meeting` lists them once; all are told the
 * same, in the order of that list, and each takes what concerns it. */
export interface Part {
  /** The host answered this window's hello, or the link went. */
  setJoined?(joined: boolean): void
  /** An entry was applied; what the window shows has the state before it. */
  entered?(step: Step): void
  /** These entries were applied, and what the window shows has the state that they lead to. */
  settled?(state: MeetingState, me: number, steps: readonly Step[]): void
  /** The meeting is over for this window. */
  close?(): void | Promise<void>
}

/** Chat comes often, and concerns neither people nor pictures. */
export function sameApartFromChat(state: MeetingState, before: MeetingState | null): boolean {
  const rest = ({ entry: _entry, chat: _chat, chat_before: _more, ...others }: MeetingState) => others
  return before !== null && shallowEqual(rest(state), rest(before))
}

function shallowEqual(one: object, other: object): boolean {
  const known = new Map(Object.entries(other))
  const fields = Object.entries(one)
  return fields.length === known.size && fields.every(([name, value]) => Object.is(value, known.get(name)))
}
