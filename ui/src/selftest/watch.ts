/** Watches a meeting in which somebody sends back what we send, and reports how far it got. */

import type { EngineEvent } from '../engine/api'
import type { Milestone } from '../wire/messages'
import { hasMoved, isTestPicture, type Seen, sample } from './recognise'

/** Level of a received track, 0..1, that is no silence. */
const AUDIBLE = 0.01

export class Watch {
  readonly #reached = new Set<Milestone>()
  readonly #report: (reached: Milestone[], fault: string) => void
  #before: Seen | null = null

  constructor(report: (reached: Milestone[], fault: string) => void) {
    this.#report = report
  }

  handle(event: EngineEvent): void {
    if (event.type === 'fault') this.#report([...this.#reached], `${event.code}: ${event.detail}`)
    if (event.type === 'levels' && Object.values(event.levels).some((level) => level > AUDIBLE))
      this.reach('sound_heard')
    if (event.type !== 'stats') return
    for (const { direction, kind, bitsPerSecond } of event.stats) {
      if (direction === 'send' && bitsPerSecond > 0) this.reach(kind === 'video' ? 'picture_sent' : 'sound_sent')
    }
  }

  /** To be called again and again with the element of a received picture. */
  look(shown: HTMLVideoElement | HTMLCanvasElement): void {
    const now = sample(shown)
    if (!now || !isTestPicture(now)) return
    if (this.#before && hasMoved(this.#before, now)) this.reach('picture_shown')
    this.#before ??= now
  }

  reach(milestone: Milestone): void {
    if (this.#reached.has(milestone)) return
    this.#reached.add(milestone)
    this.#report([...this.#reached], '')
  }
}
