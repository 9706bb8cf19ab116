/** The page's side of playout: audio context, worklet, speaker. */

import type { EngineEvent, Milli } from '../api'
import { toMicro } from '../units'
import type { AudioRequest, PlayoutRequest } from './messages'
import { playNotes } from './notes'
import { createRing } from './packets'
import playoutWorkletUrl from './playout.worklet.ts?worker&url'
import { SAMPLE_RATE } from './splice'

/** How often the audio worker is told when a sample leaves the speaker. */
const CLOCK_EVERY: Milli = 500
/** A context that is not running by then waits for a touch. */
const START_LIMIT: Milli = 700

export class AudioOutput {
  #context: AudioContext | null = null
  #node: AudioWorkletNode | null = null
  #starting: Promise<AudioContext> | null = null
  #suspended = false
  #sink = ''
  readonly #volumes = new Map<number, number>()

  constructor(
    private readonly emit: (event: EngineEvent) => void,
    private readonly tellWorker: (request: AudioRequest, transfer: Transferable[]) => void,
  ) {}

  /** The running context; made at the first call. */
  start(): Promise<AudioContext> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  /** Gives the (new) audio worker a way to the worklet. */
  connectWorker(): void {
    if (!this.#node) return
    const { port1, port2 } = new MessageChannel()
    const ring = createRing()
    this.#node.port.postMessage({ type: 'source', port: port1, ring } satisfies PlayoutRequest, [port1])
    this.tellWorker({ type: 'playout', port: port2, ring }, [port2])
    this.#tellClock()
  }

  setVolume(track: number, volume: number): void {
    this.#volumes.set(track, volume)
    this.#ask({ type: 'volume', track, volume })
  }

  remove(track: number): void {
    this.#volumes.delete(track)
    this.#ask({ type: 'remove', track })
  }

  async setSpeaker(deviceId: string): Promise<void> {
    this.#sink = deviceId
    await this.#context?.setSinkId?.(deviceId)
  }

  async resume(): Promise<void> {
    await this.#context?.resume()
    this.#checkState()
  }

  /** Two notes on the way that voices take; resolves when they are over. */
  async playTestSound(): Promise<void> {
    const context = await this.start()
    await this.resume()
    await playNotes(context)
  }

  async #start(): Promise<AudioContext> {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: SAMPLE_RATE })
    this.#context = context
    if (this.#sink !== '') await context.setSinkId?.(this.#sink).catch(() => undefined)
    await context.audioWorklet.addModule(playoutWorkletUrl)
    this.#node = new AudioWorkletNode(context, 'meetdesk-playout', { numberOfInputs: 0, outputChannelCount: [2] })
    this.#node.onprocessorerror = () =>
      this.emit({ type: 'fault', code: 'engine_failed', detail: 'playout worklet stopped' })
    this.#node.connect(context.destination)
    this.connectWorker()
    for (const [track, volume] of this.#volumes) this.#ask({ type: 'volume', track, volume })
    context.onstatechange = () => this.#checkState()
    setTimeout(() => this.#checkState(), START_LIMIT)
    setInterval(() => this.#tellClock(), CLOCK_EVERY)
    return context
  }

  #ask(request: PlayoutRequest): void {
    this.#node?.port.postMessage(request)
  }

  #checkState(): void {
    const suspended = this.#context !== null && this.#context.state !== 'running'
    if (suspended === this.#suspended) return
    this.#suspended = suspended
    this.emit({ type: 'audio-suspended', suspended })
  }

  #tellClock(): void {
    const context = this.#context
    if (context?.state !== 'running') return
    const { contextTime, performanceTime } = context.getOutputTimestamp()
    if (!contextTime || performanceTime === undefined) return
    this.tellWorker(
      { type: 'speaker-clock', contextTime, ownUs: toMicro(performance.timeOrigin + performanceTime) },
      [],
    )
  }
}
