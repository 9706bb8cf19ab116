import type { PersonUsage, Stopped } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { Store } from '../store'

/** How often it is looked who uses how much, in milliseconds, while somebody looks. */
export const LOOK_EVERY = 2_000
/** Most lines about people who were stopped at a time; the oldest make room. */
export const STOPPED_SHOWN = 3

/** Who costs the others too much, and what everybody uses: for host and co-hosts, and for whoever was stopped. */
export class Spending {
  /** Until the person has read it; one line for each who was stopped, the latest about it. */
  readonly stopped = new Store<readonly Stopped[]>([])
  /** Who may not write in the notes now. */
  readonly noNotes = new Store<ReadonlySet<number>>(new Set())
  /** Those first who have most passed on; null: not known yet. */
  readonly usage = new Store<readonly PersonUsage[] | null>(null)
  readonly #ask: (request: NewRequest) => Promise<Answer>
  /** Of whom it was known on the connection before: that is told again, and no news. */
  #known: ReadonlySet<number> = new Set()

  constructor(ask: (request: NewRequest) => Promise<Answer>) {
    this.#ask = ask
  }

  told(stopped: Stopped): void {
    const { participant, what, lifted } = stopped
    const known = what === 'notes' && this.#known.has(participant)
    if (what === 'notes') {
      this.#known = without(this.#known, participant)
      const others = without(this.noNotes.get(), participant)
      this.noNotes.set(lifted ? others : new Set([...others, participant]))
    }
    if (lifted)
      this.stopped.update((shown) => shown.filter((one) => one.participant !== participant || one.what !== what))
    else if (!known) this.stopped.update((shown) => [...others(shown, stopped), stopped].slice(-STOPPED_SHOWN))
  }

  /** A new connection is told who may not write in the notes, if anybody may not. */
  forget(): void {
    this.#known = this.noNotes.get()
    this.noNotes.set(new Set())
  }

  dismiss(stopped: Stopped): void {
    this.stopped.update((shown) => others(shown, stopped))
  }

  /** Looks now and then who uses how much; returns how to stop. */
  watch(): () => void {
    const look = (): void => {
      this.#ask({ type: 'load_usage' }).then(
        (answer) => answer.type === 'usage' && this.usage.set(answer.people),
        // The link is lost, or the person is no moderator any more: what was known stays until it is known anew.
        () => undefined,
      )
    }
    look()
    const timer = setInterval(look, LOOK_EVERY)
    return () => clearInterval(timer)
  }
}

function others(shown: readonly Stopped[], stopped: Stopped): Stopped[] {
  return shown.filter(({ participant }) => participant !== stopped.participant)
}

function without(people: ReadonlySet<number>, one: number): Set<number> {
  return new Set([...people].filter((other) => other !== one))
}
