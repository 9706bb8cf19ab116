/** Loudness and voice activity of a piece of sound. */

import { isSpeech } from '../../wire/level'
import type { Milli } from '../api'

/** Level of silence in −dBov, the lowest that RFC 6464 can say. */
export const SILENCE_LEVEL = 127

/** Level in −dBov (0 loudest to 127) of samples between −1 and 1: root mean square against full scale, RFC 6464. */
export function measureLevel(samples: Float32Array): number {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!
  const meanSquare = sum / Math.max(1, samples.length)
  if (meanSquare === 0) return SILENCE_LEVEL
  return Math.min(SILENCE_LEVEL, Math.max(0, Math.round(-10 * Math.log10(meanSquare))))
}

const ABOVE_FLOOR = 10
const HANGOVER: Milli = 300
/** The noise floor is followed down at once and up slowly, in dB per second. */
const FLOOR_RISE = 3

/** Whether the person here speaks: the host's rule for everybody, and besides clearly above the own noise floor, which
 * nobody else knows; held for 300 ms after that. */
export class VoiceActivity {
  #floor = 60
  #spokenAt: Milli = Number.NEGATIVE_INFINITY
  #lastAt: Milli | null = null

  /** Takes note of a level in −dBov measured now; returns whether somebody speaks. */
  update(level: number, now: Milli): boolean {
    const elapsed = this.#lastAt === null ? 0 : Math.min(1_000, now - this.#lastAt)
    this.#lastAt = now
    if (level > this.#floor) this.#floor = Math.min(level, 90)
    else this.#floor = Math.max(level, this.#floor - (FLOOR_RISE * elapsed) / 1000)
    if (isSpeech(level) && level <= this.#floor - ABOVE_FLOOR) this.#spokenAt = now
    return now - this.#spokenAt <= HANGOVER
  }
}
