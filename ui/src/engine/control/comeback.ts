/** Whether and when to connect again; sections 3.3 and 3.8 of the protocol. */

import { CLOSE_CODES } from '../../wire/rules'
import type { Milli } from '../api'

const FINAL: ReadonlySet<number> = new Set([
  CLOSE_CODES.MEETING_ENDED,
  CLOSE_CODES.LEFT,
  CLOSE_CODES.DISPLACED,
  CLOSE_CODES.REMOVED,
  CLOSE_CODES.MALFORMED,
  CLOSE_CODES.NOT_ADMITTED,
  CLOSE_CODES.PROTOCOL_VERSION,
  CLOSE_CODES.TOO_MANY_MISTAKES,
  CLOSE_CODES.FILE_REFUSED,
])

const WAITS: readonly Milli[] = [0, 250, 500, 1_000, 2_000]

/**
 * Whether a channel closed with this code is to be opened again. 1001 is said by no host: a browser says it of its own page,
 * sometimes well before that goes (Firefox, as a reload begins), and sometimes of a page that stays after all.
 */
export function comesBack(code: number): boolean {
  return !FINAL.has(code)
}

/** Wait before the attempt with this number (from 0). */
export function waitBefore(attempt: number): Milli {
  return WAITS[Math.min(attempt, WAITS.length - 1)]!
}
