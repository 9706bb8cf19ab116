/** Measurements of the last seconds. */

/** Values with the time they were taken, forgotten after `span` (same unit as the times given). */
export class SlidingWindow {
  readonly #entries: { at: number; value: number }[] = []

  constructor(readonly span: number) {}

  /** `at`: no earlier than the latest before. Forgets what is older than the span by then. */
  add(at: number, value: number): void {
    this.#entries.push({ at, value })
    this.forget(at)
  }

  /** To be called before it is asked, if nothing was added lately. */
  forget(now: number): void {
    let old = 0
    while (old < this.#entries.length && this.#entries[old]!.at <= now - this.span) old++
    if (old > 0) this.#entries.splice(0, old)
  }

  /** How many values are in it. */
  get count(): number {
    return this.#entries.length
  }

  /** Of all values in it; 0 of none. */
  get sum(): number {
    let sum = 0
    for (const entry of this.#entries) sum += entry.value
    return sum
  }

  /** The value at `share` (0..1) of the sorted values, nearest rank; null if there is none. */
  percentile(share: number): number | null {
    if (this.#entries.length === 0) return null
    const sorted = this.#entries.map((entry) => entry.value).sort((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  }
}
