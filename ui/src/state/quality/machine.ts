/** How busy this computer is, as far as the browser engine says. */

import { Store } from '../store'

/** The Compute Pressure API's states (W3C), least first. */
export type Pressure = 'nominal' | 'fair' | 'serious' | 'critical'

export interface MachineView {
  /** Null: this engine does not say. */
  pressure: Pressure | null
  /** Times within the last minute at which the page could not react for more than 50 ms ("long tasks"). */
  longTasks: number
}

interface PressureRecord {
  state: Pressure
}

declare const PressureObserver:
  | (new (
      callback: (records: PressureRecord[]) => void,
    ) => { observe(source: 'cpu', options: { sampleInterval: number }): Promise<void> })
  | undefined

const MINUTE = 60_000

export class Machine {
  readonly view = new Store<MachineView>({ pressure: null, longTasks: 0 })
  readonly #now: () => number
  #long: number[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  get pressed(): boolean {
    return this.view.get().pressure === 'critical'
  }

  /** Watches from now on for as long as the page lives. */
  watch(): void {
    if (typeof PressureObserver !== 'undefined') {
      const observer = new PressureObserver((records) => this.pressure(records.at(-1)?.state ?? null))
      // An engine may have the interface and nothing behind it.
      observer.observe('cpu', { sampleInterval: 1_000 }).catch(() => undefined)
    }
    if (typeof PerformanceObserver !== 'undefined' && PerformanceObserver.supportedEntryTypes.includes('longtask')) {
      new PerformanceObserver((list) => this.stalled(list.getEntries().length)).observe({ type: 'longtask' })
    }
  }

  pressure(pressure: Pressure | null): void {
    this.view.update((view) => (view.pressure === pressure ? view : { ...view, pressure }))
  }

  /** So many long tasks just ended. */
  stalled(times: number): void {
    for (let time = 0; time < times; time++) this.#long.push(this.#now())
    this.refresh()
  }

  /** Forgets what is older than a minute. */
  refresh(): void {
    const now = this.#now()
    this.#long = this.#long.filter((at) => at > now - MINUTE)
    const longTasks = this.#long.length
    this.view.update((view) => (view.longTasks === longTasks ? view : { ...view, longTasks }))
  }
}
