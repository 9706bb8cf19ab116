import type { EngineEvent, TrackStats } from '../engine/api'
import type { Machine } from './machine'
import type { Person } from './people'
import { Quality } from './quality/quality'
import { Store } from './store'

export interface StatisticsView {
  /** Everything that is sent and received, as of the last second. */
  tracks: readonly TrackStats[]
  /** To the host and back, in milliseconds; null: not known yet. */
  roundTrip: number | null
}

/** The call in figures, and what they mean. */
export class Statistics {
  readonly view = new Store<StatisticsView>({ tracks: [], roundTrip: null })
  readonly quality = new Quality()
  readonly machine: Machine

  constructor(machine: Machine) {
    this.machine = machine
  }

  handle(
    event: Extract<EngineEvent, { type: 'stats' | 'round-trip' }>,
    now: { people: readonly Person[]; frozen: ReadonlySet<number>; connected: boolean },
  ): void {
    if (event.type === 'round-trip') {
      this.view.update((view) => ({ ...view, roundTrip: event.milliseconds }))
      return
    }
    this.view.update((view) => ({ ...view, tracks: event.stats }))
    this.machine.refresh()
    const { roundTrip } = this.view.get()
    const stalls = this.machine.view.get().longTasks
    this.quality.observe({ ...now, stats: event.stats, roundTrip, pressed: this.machine.pressed, stalls })
  }
}
