/**
 * How long what is mixed now takes to the ear, by the clocks of an audio context.
 *
 * Engines differ, and some contradict themselves: WebKitGTK 2.50 says that its output is ahead of now by the age of the
 * context, Firefox 153 takes the device's delay off both times of `getOutputTimestamp()`, so that none is left. What
 * contradicts another of the engine's clocks is not believed.
 */

import type { Milli } from '../api'

/**
 * Firefox of a Unix desktop. It asks the sound server for the delay of the device with its audio graph locked, from the
 * page's own thread. A server that wants samples at that moment waits for the graph, the graph for the page, and the page
 * for the server, for ever: the page stands still. Seen on a busy computer (Firefox 153, PulseAudio 16) within some
 * minutes of asking twice a second; so it is not asked, and a device is taken to be one of which nothing is known.
 */
const ASKING_STOPS_IT = /X11;.*Gecko\/\d/

/** `now`: `performance.now()`. `agent`: `navigator.userAgent`. */
export function readClock(context: AudioContext, now: Milli, agent: string): ClockReading {
  const { currentTime, baseLatency } = context
  if (ASKING_STOPS_IT.test(agent)) return { now, currentTime, baseLatency }
  return { now, currentTime, baseLatency, outputLatency: context.outputLatency, ...context.getOutputTimestamp?.() }
}

/** What an audio context says of itself at a time. Seconds, but for those of `performance`. */
export interface ClockReading {
  /** `performance.now()`. */
  now: Milli
  /** What is mixed now. */
  currentTime: number
  /** `getOutputTimestamp()`: this sample is in the loudspeaker at that time. */
  contextTime?: number | undefined
  performanceTime?: Milli | undefined
  baseLatency?: number | undefined
  outputLatency?: number | undefined
}

/** A stamp of the loudspeaker's that is older says nothing of now. Chromium renews it every 10 ms. */
const OLD_STAMP: Milli = 500
/** Two clocks that differ by more contradict each other; Chromium's differ by up to 12 ms. */
const AGREEMENT: Milli = 25
/** No device takes longer; Bluetooth takes 100 to 300 ms. */
const LONGEST_DELAY: Milli = 3_000
/** A device of which nothing is known: what the sound servers of desktops take. */
export const UNKNOWN_DEVICE: Milli = 30

/** Milliseconds from now until the sample of `currentTime` is heard, 0 to 3,000. */
export function speakerDelay(reading: ClockReading): Milli {
  const stamped = byStamp(reading)
  const said = byLatency(reading)
  if (stamped === null) return said ?? seconds(reading.baseLatency) + UNKNOWN_DEVICE
  return said !== null && Math.abs(stamped - said) > AGREEMENT ? said : stamped
}

/** Null: the stamp is impossible. */
function byStamp({ now, currentTime, contextTime, performanceTime }: ClockReading): Milli | null {
  if (!contextTime || performanceTime === undefined) return null
  const age = now - performanceTime
  const delay = (currentTime - contextTime) * 1_000 - age
  // It is in the loudspeaker by now, and was mixed before.
  const possible = age > -AGREEMENT && age < OLD_STAMP && contextTime <= currentTime
  return possible && delay > -AGREEMENT && delay < LONGEST_DELAY ? Math.max(0, delay) : null
}

/** Null: the engine does not know it. Some say 0 then. */
function byLatency({ baseLatency, outputLatency }: ClockReading): Milli | null {
  const device = seconds(outputLatency)
  return device > 0 ? Math.min(LONGEST_DELAY, seconds(baseLatency) + device) : null
}

/** In milliseconds; 0 for what is no length of time. */
function seconds(value: number | undefined): Milli {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value * 1_000 : 0
}
