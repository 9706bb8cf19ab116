/** One plain sentence about what is wrong with the call, if anything lasting is. Pure. */

import { type Grade, Steady } from './grade'

/** `network`: this computer's own link is slow; `processor`: it is too busy for the picture it should send or show;
 *  `speaker`: all that is heard comes late out of the loudspeaker or headphones, and pictures wait for it. */
export type Hint = 'network' | 'processor' | 'speaker'

/** What is seen once a second. */
export interface Signs {
  /** Why the own picture is sent smaller or rarer than it could be; null: it is not, or none is sent. */
  reduced: 'network' | 'processor' | null
  /** How the others are received; those of whom nothing comes are left out. */
  others: readonly Grade[]
  /** To the host and back, in milliseconds; null: not known. */
  roundTrip: number | null
  /** The system says that the processor is at its limit. */
  pressed: boolean
  /** How often the window could not react within the last minute. */
  stalls: number
  /** From the mixing to the ear, in milliseconds; null: not known. */
  speakerDelay: number | null
}

/** So many stalls in a minute are no accident. */
const STALLING = 20
/** A round trip in one's own network that is no accident. */
const SLOW_ROUND_TRIP = 300
/** Devices with a cable take 20 to 80 ms, wireless ones 100 to 300; from 185 on sound is too late for its picture (BT.1359). */
const SLOW_SPEAKER = 185
const SHOWN_AFTER = 4
const GONE_AFTER = 10

export class Hints {
  readonly #steady = new Steady<Hint | null>(null, (hint) => (hint === null ? 0 : 1), {
    worse: SHOWN_AFTER,
    better: GONE_AFTER,
  })
  readonly #dismissed = new Set<Hint>()

  /** Call it once a second. */
  observe(signs: Signs): Hint | null {
    const hint = this.#steady.observe(hintOf(signs))
    return hint !== null && this.#dismissed.has(hint) ? null : hint
  }

  /** What was read once is not said again in this meeting; the mark at the own picture stays. */
  dismiss(): void {
    if (this.#steady.value !== null) this.#dismissed.add(this.#steady.value)
  }
}

function hintOf({ reduced, others, roundTrip, pressed, stalls, speakerDelay }: Signs): Hint | null {
  const poor = others.filter((grade) => grade === 'poor').length
  // One person who comes badly has a slow network; when most do, it is one's own.
  const mostArePoor = others.length > 1 && poor > others.length / 2
  // A busy processor makes everything late, so that it is looked for first. As long as nothing suffers, it is no fault.
  const suffers = poor > 0 && (pressed || (mostArePoor && stalls >= STALLING))
  if (reduced === 'processor' || suffers) return 'processor'
  if (reduced === 'network' || (roundTrip ?? 0) > SLOW_ROUND_TRIP) return 'network'
  // It makes everybody late: the network is not to blame for that.
  if ((speakerDelay ?? 0) > SLOW_SPEAKER) return 'speaker'
  return mostArePoor ? 'network' : null
}
