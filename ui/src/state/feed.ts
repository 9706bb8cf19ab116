import type { LinkState } from '../engine/api'
import type { EndReason, Entry, MeetingState, Problem, Welcome } from '../wire/messages'
import { applyEntry, FOLD_VERSION } from './fold'
import type { Part, Step } from './part'
import { Store } from './store'

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
