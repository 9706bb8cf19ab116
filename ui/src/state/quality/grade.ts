import type { TrackStats } from '../../engine/api'

/** How well somebody is seen and heard. Pure. */

export type Grade = 'good' | 'fair' | 'poor'

export const RANK: Record<Grade, number> = { good: 0, fair: 1, poor: 2 }

/** From mouth to ear, in milliseconds: above 400 nobody can talk naturally (ITU-T G.114), from 250 on one notices. */
const LATE = { fair: 250, poor: 400 }
/** Share of the sound that had to be made up. */
const MADE_UP = { fair: 0.02, poor: 0.08 }
/** Share of the pictures that came and could not be shown. */
const DROPPED = { fair: 0.2, poor: 0.5 }
/** To the host and back, in milliseconds. */
const ROUND_TRIP = { fair: 150, poor: 400 }

/** What is received of one person: their tracks, whether a picture stands still, whether their own link is up. */
export interface Received {
  tracks: readonly TrackStats[]
  frozen: boolean
  connected: boolean
}

/** Null: nothing of them is received, so there is nothing to say. */
export function gradeOf({ tracks, frozen, connected }: Received): Grade | null {
  if (!connected || frozen) return 'poor'
  const live = tracks.filter(({ framesPerSecond }) => framesPerSecond > 0)
  if (live.length === 0) return null
  return worst(live.map(gradeOfTrack))
}

function gradeOfTrack(track: TrackStats): Grade {
  const late = grade(track.latencyP95 ?? 0, LATE)
  if (track.kind === 'audio') return worst([late, grade(track.concealed, MADE_UP)])
  return worst([late, grade(track.dropped / (track.dropped + track.framesPerSecond), DROPPED)])
}

/** What of the own sound and picture leaves this computer. `roundTrip`: milliseconds; null: not known yet. */
export function ownGrade(sent: readonly TrackStats[], roundTrip: number | null, connected: boolean): Grade | null {
  if (!connected) return 'poor'
  if (roundTrip === null) return null
  const reduced: Grade[] = sent.map(({ reduced }) => (reduced === null ? 'good' : 'fair'))
  return worst([grade(roundTrip, ROUND_TRIP), ...reduced])
}

export function worst(grades: readonly Grade[]): Grade {
  return grades.reduce((one, other) => (RANK[other] > RANK[one] ? other : one), 'good')
}

function grade(value: number, limits: { fair: number; poor: number }): Grade {
  if (value > limits.poor) return 'poor'
  return value > limits.fair ? 'fair' : 'good'
}

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
