/** A voice, a seeded bad network and a sound card, to try a jitter buffer on without a browser. For tests. */

import { JitterBuffer } from './jitter'
import { PER_MS, SAMPLE_RATE } from './splice'

export const PACKET_MS = 20
const QUANTUM = 128

/** Numbers from 0 to 1 that look like chance and are the same for the same seed (a linear congruential generator). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state / 2 ** 31
  }
}

/** A buzz at 125 Hz with overtones; `pauses`: 400 ms of silence after every 1.2 s. */
export function voice(sample: number, pauses: boolean): number {
  const seconds = sample / SAMPLE_RATE
  if (pauses && seconds % 1.6 > 1.2) return 0
  let value = 0
  for (let k = 1; k <= 6; k++) value += Math.sin(2 * Math.PI * 125 * k * seconds + k) / k
  return value * 0.1
}

/** What happens to packets on their way. */
export interface Network {
  /** Delay in ms of a packet sent at that time, before head-of-line blocking. */
  delay(sentMs: number): number
  /** Whether this packet never comes; `index`: of the packet, from 0. */
  lost?(index: number): boolean
}

/** What was heard at one moment; times in milliseconds. */
export interface Played {
  at: number
  /** Capture to playout; null in silence between talk. */
  delay: number | null
  target: number
}

/** What came out of `simulate`; `samples` at 48 kHz, and of two channels those of the second. */
export interface Run {
  buffer: JitterBuffer
  played: Played[]
  samples: Float32Array
  second: Float32Array
}

/** What is in the second channel, of what is in the first. */
export const SECOND = -0.5

/** Runs `ms` of talk through the network (in order, as TCP delivers) into a buffer, pulled in bursts of 10 ms. */
export function simulate(
  ms: number,
  network: Network,
  pauses = false,
  talks: (at: number) => boolean = () => true,
  channels: 1 | 2 = 1,
): Run {
  const buffer = new JitterBuffer(channels)
  const arrivals: { at: number; index: number }[] = []
  let latest = 0
  for (let index = 0; index * PACKET_MS < ms; index++) {
    if (!talks(index * PACKET_MS) || network.lost?.(index)) continue
    const sent = (index + 1) * PACKET_MS
    latest = Math.max(latest, sent + network.delay(sent))
    arrivals.push({ at: latest, index })
  }
  const played: Played[] = []
  const samples = new Float32Array(Math.ceil((ms * PER_MS) / QUANTUM) * QUANTUM)
  const second = new Float32Array(channels === 2 ? samples.length : 0)
  const output = new Float32Array(QUANTUM * channels)
  let next = 0
  for (let position = 0; position < samples.length; position += QUANTUM) {
    const now = position / PER_MS
    const woken = Math.floor(now / 10) * 10
    while (next < arrivals.length && arrivals[next]!.at <= woken) {
      const { index } = arrivals[next++]!
      const length = PACKET_MS * PER_MS
      const packet = new Float32Array(length * channels)
      for (let i = 0; i < packet.length; i++)
        packet[i] = voice(index * length + Math.floor(i / channels), pauses) * (i % channels ? SECOND : 1)
      buffer.push(packet, index * PACKET_MS, now)
    }
    const captured = buffer.position
    buffer.pull(output, now)
    for (let i = 0; i < QUANTUM; i++) {
      samples[position + i] = output[i * channels]!
      if (channels === 2) second[position + i] = output[2 * i + 1]!
    }
    played.push({ at: now, delay: captured === null ? null : now - captured, target: buffer.target })
  }
  return { buffer, played, samples, second }
}

/** `share` from 0 to 1, by nearest rank; NaN of nothing. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Delays while something was played, from `from` to `to` ms. */
export function delays(run: Run, from = 0, to = Number.POSITIVE_INFINITY): number[] {
  const result: number[] = []
  for (const { at, delay } of run.played) if (delay !== null && at >= from && at < to) result.push(delay)
  return result
}

/** Largest step between neighbouring samples: a click is a step the voice never makes. */
export function largestStep(samples: Float32Array): number {
  let step = 0
  for (let i = 1; i < samples.length; i++) step = Math.max(step, Math.abs(samples[i]! - samples[i - 1]!))
  return step
}
