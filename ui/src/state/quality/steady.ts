/** A value that changes only once it has been seen to be so for a while: worse sooner than better. */
export class Steady<Value> {
  #value: Value
  #rank: (value: Value) => number
  #seen = 0
  #candidate: Value

  /**
   * `rank`: 0 is best. `worse`, `better`: how many observations in a row it takes. The value moves to the mildest of what
   * was seen in that time, so that a rise to two different heights counts as one.
   */
  constructor(
    start: Value,
    rank: (value: Value) => number,
    private readonly takes: { worse: number; better: number },
  ) {
    this.#value = start
    this.#candidate = start
    this.#rank = rank
  }

  get value(): Value {
    return this.#value
  }

  observe(value: Value): Value {
    const now = this.#rank(this.#value)
    const next = this.#rank(value)
    const candidate = this.#rank(this.#candidate)
    if (next === now) {
      this.#seen = 0
      this.#candidate = this.#value
      return this.#value
    }
    const sameWay = this.#seen > 0 && Math.sign(next - now) === Math.sign(candidate - now)
    this.#seen = sameWay ? this.#seen + 1 : 1
    if (!sameWay || Math.abs(next - now) < Math.abs(candidate - now)) this.#candidate = value
    if (this.#seen >= (next > now ? this.takes.worse : this.takes.better)) {
      this.#value = this.#candidate
      this.#seen = 0
    }
    return this.#value
  }
}
