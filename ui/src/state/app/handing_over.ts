import type { HostedMeeting, Problem } from '../../wire/messages'
import type { Meeting, MeetingView } from '../meeting/meeting'
import { shownName } from '../people/names'
import { roleOf } from '../people/rights'
import { asProblem } from '../problem'
import { type Readable, Store } from '../store'

/** How long the meeting may take to go on in the other app with this window in it; in milliseconds. */
export const HAND_OVER_LIMIT = 10_000

/** The hosted meeting is to go on in a deputy's app, because its host wants that. */
export class HandingOver {
  /** What this one is called to whom it is being handed over; null: to nobody now. */
  readonly to = new Store<string | null>(null)
  /** Why the latest was in vain. `problem`: null if it was asked for, and has not happened in time. */
  readonly failed = new Store<{ name: string; problem: Problem | null } | null>(null)
  readonly #hosting: Readable<HostedMeeting | null>

  constructor(hosting: Readable<HostedMeeting | null>) {
    this.#hosting = hosting
  }

  /** Whether this window is back in the meeting that is carried on elsewhere; why not is in `failed`, unless it is over.
   * False at once while another attempt is under way. */
  async start(meeting: Meeting, participant: number): Promise<boolean> {
    const { state } = meeting.view.get()
    if (state === null || this.to.get() !== null) return false
    const name = shownName(state.participants, participant)
    this.failed.set(null)
    this.to.set(name)
    const moved = this.#moved(meeting.view, state.term, participant)
    try {
      await meeting.handOver(participant)
    } catch (error) {
      const problem = asProblem(error)
      // The link goes with the host: the answer may have been on its way.
      if (problem.code !== 'heartbeat_lost') {
        moved.stop()
        this.to.set(null)
        this.failed.set({ name, problem })
        return false
      }
    }
    const outcome = await moved.outcome
    this.to.set(null)
    if (outcome === 'late') this.failed.set({ name, problem: null })
    return outcome === 'moved'
  }

  #moved(
    view: Readable<MeetingView>,
    term: number,
    participant: number,
  ): { outcome: Promise<'moved' | 'late' | 'over'>; stop(): void } {
    let stop: () => void = () => undefined
    const outcome = new Promise<'moved' | 'late' | 'over'>((resolve) => {
      const look = (): void => {
        if (view.get().link.state === 'closed') resolve('over')
        else if (this.#hosting.get() === null && isBack(view.get(), term)) resolve('moved')
        else if (isGivenUp(view.get(), term, participant)) resolve('late')
      }
      const late = setTimeout(() => resolve('late'), HAND_OVER_LIMIT)
      const stops = [view.subscribe(look), this.#hosting.subscribe(look), () => clearTimeout(late)]
      stop = () => {
        for (const one of stops.splice(0)) one()
      }
    })
    void outcome.then(stop)
    return { outcome, stop }
  }
}

/** Whether the app of this one, that was to take over, does not even stand in any more, under the same host. */
function isGivenUp({ state }: MeetingView, term: number, participant: number): boolean {
  return state !== null && state.term === term && !state.deputies.includes(participant)
}

/** Whether this window takes part in the meeting under a host after the one of `term`. */
function isBack({ state, me, link }: MeetingView, term: number): boolean {
  if (state === null || me === null || link.state !== 'open' || state.term <= term) return false
  const own = state.participants.find(({ participant }) => participant === me)
  return own?.connected === true && roleOf(state, me) !== 'host'
}
