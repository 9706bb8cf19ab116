/** Somebody out of sight who speaks for this long (milliseconds) comes into sight. */
const COMES_FORWARD = 1_000

/**
 * In which order people are shown: as they joined, but for those who speak while they are out of sight, who change places
 * with whoever in sight has been silent for longest. Nobody else moves.
 */
export class Order {
  #order: number[] = []
  readonly #since = new Map<number, number>()
  readonly #spoke = new Map<number, number>()

  get people(): readonly number[] {
    return this.#order
  }

  /** Who is there now; whoever is new comes last. */
  present(people: readonly number[]): void {
    if (people.length === this.#order.length && people.every((one) => this.#order.includes(one))) return
    const there = new Set(people)
    const known = new Set(this.#order)
    for (const gone of this.#order) if (!there.has(gone)) this.#spoke.delete(gone)
    this.#order = [...this.#order.filter((one) => there.has(one)), ...people.filter((one) => !known.has(one))]
  }

  /**
   * `inSight`: those who can be seen and may make room. `speakers`: who of them, or out of sight, speaks now. Call it
   * whenever one of the two changes, and a few times a second while somebody speaks.
   */
  heard(speakers: readonly number[], inSight: readonly number[], now: number): void {
    for (const speaker of this.#since.keys()) if (!speakers.includes(speaker)) this.#since.delete(speaker)
    for (const speaker of speakers) {
      const since = this.#since.get(speaker) ?? now
      this.#since.set(speaker, since)
      this.#spoke.set(speaker, now)
      if (!inSight.includes(speaker) && now - since >= COMES_FORWARD) this.#bringForward(speaker, inSight)
    }
  }

  /** Puts this person first; who was first takes their place. */
  lead(participant: number): void {
    this.#swap(0, this.#order.indexOf(participant))
  }

  #bringForward(speaker: number, inSight: readonly number[]): void {
    const spoke = (participant: number): number => this.#spoke.get(participant) ?? Number.NEGATIVE_INFINITY
    const silent = inSight.filter((participant) => !this.#since.has(participant))
    const longest = Math.min(...silent.map(spoke))
    // Of those who never spoke the last one goes.
    const makesRoom = silent.findLast((participant) => spoke(participant) === longest)
    if (makesRoom !== undefined) this.#swap(this.#order.indexOf(makesRoom), this.#order.indexOf(speaker))
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#order[one], this.#order[other]]
    if (first === undefined || second === undefined || one === other) return
    this.#order = this.#order.with(one, second).with(other, first)
  }
}
