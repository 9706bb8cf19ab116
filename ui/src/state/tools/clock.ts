/** The host's clock, as far as this window knows it, and the times that are shown by it. */

export class MeetingClock {
  /** Host's clock minus own clock, in milliseconds. */
  #offset = 0
  readonly #now: () => number

  /** `now`: own clock, in milliseconds since the Unix epoch. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** What was measured; replaces the first guess, which a welcome gives. */
  measured(offset: number): void {
    this.#offset = offset
  }

  /** `hostUs`: what the host's clock showed in a welcome that came just now. */
  welcomed(hostUs: number): void {
    if (hostUs > 0) this.#offset = hostUs / 1_000 - this.#now()
  }

  /** Seconds since the Unix epoch by the host's clock. */
  get host(): number {
    return (this.#now() + this.#offset) / 1_000
  }
}

/** `4:05`, `1:02:03`: a duration in seconds, as all languages here write it. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3_600)
  const minutes = Math.floor((whole % 3_600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
