/** Plays all received voices: packets in, one jitter buffer each, mixed. */

import { JitterBuffer } from './jitter'
import type { PlayoutReport, PlayoutRequest } from './messages'
import { PacketReader } from './packets'

const REPORT_EVERY_S = 0.05

class PlayoutProcessor extends AudioWorkletProcessor {
  readonly #voices = new Map<number, JitterBuffer>()
  readonly #volumes = new Map<number, number>()
  /** Of one channel, and of two. */
  #scratch = [new Float32Array(0), new Float32Array(0)] as const
  #reader: PacketReader | null = null
  #source: MessagePort | null = null
  #reportedAt = 0

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<PlayoutRequest>) => {
      if (data.type === 'volume') this.#volumes.set(data.track, data.volume)
      else if (data.type === 'remove') this.#remove(data.track)
      else {
        this.#reader = new PacketReader(data.port, data.ring)
        this.#source = data.port
      }
    }
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    this.#reader?.read(this.#take)
    const now = currentTime * 1000
    if (currentTime - this.#reportedAt >= REPORT_EVERY_S) this.#report()
    const sides = outputs[0]!.slice(0, 2)
    const length = sides[0]?.length ?? 0
    if (this.#scratch[0].length !== length) this.#scratch = [new Float32Array(length), new Float32Array(2 * length)]
    for (const [track, buffer] of this.#voices) {
      const { channels } = buffer
      const sound = this.#scratch[channels - 1]!
      buffer.pull(sound, now)
      const volume = this.#volumes.get(track) ?? 1
      for (const [side, mix] of sides.entries()) {
        const channel = Math.min(side, channels - 1)
        for (let i = 0; i < mix.length; i++) mix[i]! += sound[i * channels + channel]! * volume
      }
    }
    for (const mix of sides) for (let i = 0; i < mix.length; i++) mix[i] = soften(mix[i]!)
    return true
  }

  readonly #take = (track: number, capturedMs: number, samples: Float32Array, channels: 1 | 2): void => {
    let buffer = this.#voices.get(track)
    if (buffer?.channels !== channels) {
      buffer = new JitterBuffer(channels)
      this.#voices.set(track, buffer)
    }
    buffer.push(samples, capturedMs, currentTime * 1000)
  }

  #remove(track: number): void {
    this.#voices.delete(track)
    this.#volumes.delete(track)
  }

  #report(): void {
    this.#reportedAt = currentTime
    const report: PlayoutReport = { contextTime: currentTime, voices: [] }
    for (const [track, { position, target, counters }] of this.#voices) {
      report.voices.push({ track, position, target, ...counters })
    }
    this.#source?.postMessage(report)
  }
}

/** Bends what several loud voices add up to, instead of cutting it off: linear up to 0.8, then towards 1. */
function soften(value: number): number {
  const size = Math.abs(value)
  if (size <= 0.8) return value
  return Math.sign(value) * (0.8 + 0.2 * Math.tanh((size - 0.8) / 0.2))
}

registerProcessor('meetdesk-playout', PlayoutProcessor)
