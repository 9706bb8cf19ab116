import { isSpeechShare } from '../../wire/level'
import type { Track } from '../../wire/messages'
import type { Part, Step } from '../log/feed'
import { Store } from '../store'

/** How long a pause is still part of what somebody says (milliseconds). */
const HOLD = 500

/** Who speaks: the host names the loudest, the levels say whether they can be heard right now. */
export class Speaking implements Part {
  /** Participants that speak now, loudest first as the host ranks them. */
  readonly participants = new Store<readonly number[]>([])
  readonly #now: () => number
  readonly #until = new Map<number, number>()
  #ranking: readonly number[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  ranked(participants: readonly number[]): void {
    this.#ranking = participants
    for (const participant of participants) this.#until.set(participant, this.#now() + HOLD)
    this.refresh()
  }

  /** Levels by audio track, and who owns the tracks. */
  levels(levels: Record<number, number>, tracks: readonly Track[]): void {
    for (const track of tracks) {
      if (isSpeechShare(levels[track.track] ?? 0)) this.#until.set(track.participant, this.#now() + HOLD)
    }
    this.refresh()
  }

  own(participant: number, speaking: boolean): void {
    if (speaking) this.#until.set(participant, this.#now() + HOLD)
    this.refresh()
  }

  entered({ entry: { change } }: Step): void {
    if (change.change === 'left') this.silence(change.participant)
  }

  silence(participant: number): void {
    this.#until.delete(participant)
    this.refresh()
  }

  /** Lets go of those who fell silent. */
  refresh(): void {
    const now = this.#now()
    for (const [participant, until] of this.#until) if (until <= now) this.#until.delete(participant)
    const rank = (participant: number): number => {
      const place = this.#ranking.indexOf(participant)
      return place < 0 ? this.#ranking.length : place
    }
    const next = [...this.#until.keys()].sort((one, other) => rank(one) - rank(other) || one - other)
    const shown = this.participants.get()
    if (next.length !== shown.length || next.some((participant, at) => participant !== shown[at])) {
      this.participants.set(next)
    }
  }
}

/** Nobody speaks by what their screen plays. */
export function isVoice({ source }: Track): boolean {
  return source === 'microphone'
}
