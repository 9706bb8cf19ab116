/** Somebody louder than the active speaker, who goes on speaking, takes over after this long (milliseconds). */
const OVERTAKES = 1_500
/** Somebody speaks while the active speaker is silent: a cough must not turn every head. */
const TAKES_OVER = 400
/** Nobody is shown for less than this, unless they leave. */
const STAYS = 2_000

/** Who is shown as the one who speaks, from who speaks at each moment. */
export class ActiveSpeaker {
  #current: number | null = null
  #since = Number.NEGATIVE_INFINITY
  /** Since when each of the others has been ahead of the active speaker without a pause. */
  readonly #ahead = new Map<number, number>()

  get current(): number | null {
    return this.#current
  }

  /**
   * `speakers`: who speaks now, loudest first, short pauses already bridged. `present`: everybody who can be shown. The
   * answer stays the same while everybody is silent; null until somebody has spoken. Call it whenever either changes,
   * and a few times a second while somebody speaks.
   */
  update(speakers: readonly number[], present: ReadonlySet<number>, now: number): number | null {
    if (this.#current !== null && !present.has(this.#current)) this.#current = null
    const heard = speakers.filter((speaker) => present.has(speaker))
    const place = this.#current === null ? -1 : heard.indexOf(this.#current)
    const ahead = place < 0 ? heard : heard.slice(0, place)
    for (const speaker of this.#ahead.keys()) if (!ahead.includes(speaker)) this.#ahead.delete(speaker)
    for (const speaker of ahead) if (!this.#ahead.has(speaker)) this.#ahead.set(speaker, now)
    const wait = this.#current === null ? 0 : place < 0 ? TAKES_OVER : OVERTAKES
    const next = ahead.find((speaker) => now - (this.#ahead.get(speaker) ?? now) >= wait)
    if (next !== undefined && (this.#current === null || now - this.#since >= STAYS)) {
      this.#current = next
      this.#since = now
      this.#ahead.clear()
    }
    return this.#current
  }
}
