import type { EngineEvent, TrackStats } from '../../engine/api'
import type { Person } from '../people/people'
import { Store } from '../store'
import { type Grade, gradeOf, ownGrade, RANK, Steady } from './grade'
import { type Hint, Hints } from './hints'
import type { Machine } from './machine'

/** What is known in a moment, about once a second. */
export interface Moment {
  people: readonly Person[]
  stats: readonly TrackStats[]
  frozen: ReadonlySet<number>
  /** Whether the own link to the meeting is up. */
  connected: boolean
  roundTrip: number | null
  pressed: boolean
  stalls: number
}

/** How well everybody is seen and heard, and what to say about it. */
export class Quality {
  /** By participant; whoever is not in it cannot be judged. The own one says how well this computer sends. */
  readonly grades = new Store<ReadonlyMap<number, Grade>>(new Map())
  readonly hint = new Store<Hint | null>(null)
  /** Whether the own picture has been sent smaller or rarer since the hint is there: only then it may say so. */
  readonly reduced = new Store(false)
  readonly #steady = new Map<number, Steady<Grade>>()
  readonly #hints = new Hints()

  observe(moment: Moment): void {
    const grades = new Map<number, Grade>()
    for (const person of moment.people) {
      const seen = this.#seen(person, moment)
      if (seen !== null) grades.set(person.id, this.#settled(person.id, seen))
    }
    for (const id of this.#steady.keys()) if (!grades.has(id)) this.#steady.delete(id)
    const before = this.grades.get()
    const changed = grades.size !== before.size || [...grades].some(([id, grade]) => before.get(id) !== grade)
    if (changed) this.grades.set(grades)
    const others = moment.people.filter(({ me }) => !me)
    const causes = moment.stats.map((track) => track.reduced)
    const reduced = causes.includes('processor') ? 'processor' : causes.includes('network') ? 'network' : null
    const hint = this.#hints.observe({
      reduced,
      others: others.flatMap(({ id, connected }) => (connected ? (grades.get(id) ?? []) : [])),
      roundTrip: moment.roundTrip,
      pressed: moment.pressed,
      stalls: moment.stalls,
      speakerDelay: speakerDelayOf(moment.stats),
    })
    this.reduced.set(reduced !== null || (hint !== null && this.reduced.get()))
    this.hint.set(hint)
  }

  dismissHint(): void {
    this.#hints.dismiss()
    this.hint.set(null)
  }

  #seen({ me, audio, video, connected }: Person, moment: Moment): Grade | null {
    const { stats, frozen, roundTrip } = moment
    if (me) {
      const sent = stats.filter(({ direction }) => direction === 'send')
      return ownGrade(sent, roundTrip, moment.connected)
    }
    const tracks = stats.filter(({ track, direction }) => direction === 'receive' && [audio, video].includes(track))
    return gradeOf({ tracks, frozen: video !== null && frozen.has(video), connected })
  }

  #settled(id: number, seen: Grade): Grade {
    let steady = this.#steady.get(id)
    if (!steady) {
      steady = new Steady<Grade>('good', (grade) => RANK[grade], { worse: 2, better: 5 })
      this.#steady.set(id, steady)
    }
    return steady.observe(seen)
  }
}

export interface StatisticsView {
  /** Everything that is sent and received, as of the last second. */
  tracks: readonly TrackStats[]
  /** To the host and back, in milliseconds; null: not known yet. */
  roundTrip: number | null
  /** Whether ordinary requests carry the channels, since no socket opens. */
  requests: boolean
}

/** The call in figures, and what they mean. */
export class Statistics {
  readonly view = new Store<StatisticsView>({ tracks: [], roundTrip: null, requests: false })
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
      this.view.update((view) => ({ ...view, roundTrip: event.milliseconds, requests: event.carriage === 'requests' }))
      return
    }
    this.view.update((view) => ({ ...view, tracks: event.stats }))
    this.machine.refresh()
    const { roundTrip } = this.view.get()
    const stalls = this.machine.view.get().longTasks
    this.quality.observe({ ...now, stats: event.stats, roundTrip, pressed: this.machine.pressed, stalls })
  }
}

/** From the mixing to the ear, in milliseconds: one for all that is heard. Null: nothing is, or it is not known. */
export function speakerDelayOf(stats: readonly TrackStats[]): number | null {
  return stats.find(({ speakerDelay }) => speakerDelay !== null)?.speakerDelay ?? null
}
