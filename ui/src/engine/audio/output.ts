/** The page's side of playout: audio context, worklet, speaker. */

import type { EngineEvent, Milli, SoundPause } from '../api'
import { toMicro } from '../units'
import type { AudioRequest, PlayoutRequest } from './messages'
import { playNotes } from './notes'
import { createRing } from './packets'
import playoutWorkletUrl from './playout.worklet.ts?worker&url'
import { readClock, speakerDelay } from './speaker_clock'
import { SpeakerWay } from './speaker_way'
import { SAMPLE_RATE } from './splice'

/** How often the audio worker is told when a sample leaves the speaker. */
const CLOCK_EVERY: Milli = 500
/** A context that is not running by then waits for a touch. */
const START_LIMIT: Milli = 700
/** How often one that stopped is asked to go on. */
const RESUME_EVERY: Milli = 1_000
/** Each time that so many requests led to nothing, another context takes its place. */
const REPLACED_AFTER = 3
const INTERRUPTED_AFTER: Milli = 600

/** Who hears of it. */
export interface AudioOutputOptions {
  /** For the page. */
  emit(event: EngineEvent): void
  /** In order; what is in `transfer` is the worker's from now on. */
  tellWorker(request: AudioRequest, transfer: Transferable[]): void
  /** This context runs from now on; null: none does. */
  runs(context: AudioContext | null): void
}

/** One for the page, as a page may have few audio contexts; it lasts as long as the engine. */
export class AudioOutput {
  #context: AudioContext | null = null
  #node: AudioWorkletNode | null = null
  #way: SpeakerWay | null = null
  #starting: Promise<AudioContext> | null = null
  #pause: SoundPause | null = null
  #running: AudioContext | null = null
  /** It could make sound, and then could not: nobody's permission is missing. */
  #interruptible = false
  #there = true
  #replacing: Promise<void> | null = null
  #clock: ReturnType<typeof setInterval> | undefined
  #telling: ReturnType<typeof setTimeout> | undefined
  #resuming: ReturnType<typeof setInterval> | undefined
  #sink = ''
  readonly #volumes = new Map<number, number>()

  constructor(private readonly options: AudioOutputOptions) {}

  /** The context, which may not run; made at the first call. */
  start(): Promise<AudioContext> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  /** The context that runs; null: it does not, though it has had time to begin. Rejects as `start`. */
  async running(): Promise<AudioContext | null> {
    const context = await this.start()
    if (context.state === 'running') return context
    const changed = new Promise((resolve) => context.addEventListener('statechange', resolve, { once: true }))
    await Promise.race([changed, pause(START_LIMIT)])
    return this.#context?.state === 'running' ? this.#context : null
  }

  /** Gives the (new) audio worker a way to the worklet. */
  connectWorker(): void {
    if (!this.#node) return
    const { port1, port2 } = new MessageChannel()
    const ring = createRing()
    this.#node.port.postMessage({ type: 'source', port: port1, ring } satisfies PlayoutRequest, [port1])
    this.options.tellWorker({ type: 'playout', port: port2, ring }, [port2])
    this.#tellClock()
  }

  /** `volume`: factor on the samples. Kept over a new context, and for a track that has not come yet. */
  setVolume(track: number, volume: number): void {
    this.#volumes.set(track, volume)
    this.#ask({ type: 'volume', track, volume })
  }

  /** The track is over: its samples and its volume are forgotten. */
  remove(track: number): void {
    this.#volumes.delete(track)
    this.#ask({ type: 'remove', track })
  }

  /** Rejects if there is none of this id, or it cannot be chosen; the one before stays. */
  async setSpeaker(deviceId: string): Promise<void> {
    await this.#way?.choose(deviceId)
    this.#sink = deviceId
  }

  /** In a page that may not make sound by itself: while a click or a key is handled. */
  async resume(): Promise<void> {
    await this.#context?.resume()
    this.#checkState()
  }

  /**
   * Whether the system has anything to play on. As long as it has not, the context is left alone: Chromium keeps for
   * seconds what it found then, and plays into nothing while it says that all is well.
   */
  soundIsThere(there: boolean): void {
    const back = there && !this.#there
    this.#there = there
    if (back && this.#context !== null) this.#instead()
  }

  #instead(): void {
    this.#replacing ??= this.#replace().finally(() => {
      this.#replacing = null
    })
  }

  /** Two notes on the way that voices take; resolves when they are over. Rejects if there is no way out now. */
  async playTestSound(): Promise<void> {
    const context = await this.start()
    // Not waited for without end: it stays unanswered as long as there is no device.
    await Promise.race([this.resume(), pause(START_LIMIT)])
    if (context.state !== 'running') throw new DOMException('the audio context does not run', 'InvalidStateError')
    await playNotes(context, this.#way?.input ?? context.destination)
  }

  async #replace(): Promise<void> {
    const old = this.#context
    if (old) old.onstatechange = null
    this.#way?.end()
    this.#starting = this.#start()
    try {
      await this.#starting
      // Not waited for without end, as for the test sound.
      await Promise.race([this.resume(), pause(START_LIMIT)])
    } catch {
      // There is no device yet: the next time.
    }
    await old?.close().catch(() => undefined)
    this.#checkState()
  }

  async #start(): Promise<AudioContext> {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: SAMPLE_RATE })
    this.#context = context
    const way = new SpeakerWay(context)
    this.#way = way
    if (this.#sink !== '') await way.choose(this.#sink).catch(() => undefined)
    await context.audioWorklet.addModule(playoutWorkletUrl)
    this.#node = new AudioWorkletNode(context, 'meetdesk-playout', { numberOfInputs: 0, outputChannelCount: [2] })
    this.#node.onprocessorerror = () =>
      this.options.emit({ type: 'fault', code: 'engine_failed', detail: 'playout worklet stopped' })
    this.#node.connect(way.input)
    this.connectWorker()
    for (const [track, volume] of this.#volumes) this.#ask({ type: 'volume', track, volume })
    context.onstatechange = () => this.#checkState()
    // The device failed: unlike one that waits for a touch, it can go on by itself.
    context.addEventListener('error', () => {
      if (context !== this.#context) return
      this.#interruptible = true
      this.#checkState()
    })
    setTimeout(() => this.#checkState(), START_LIMIT)
    this.#clock ??= setInterval(() => this.#tellClock(), CLOCK_EVERY)
    return context
  }

  #ask(request: PlayoutRequest): void {
    this.#node?.port.postMessage(request)
  }

  #checkState(): void {
    const now = this.#context?.state === 'running' ? this.#context : null
    if (now !== this.#running) {
      this.#running = now
      this.options.runs(now)
    }
    const running = this.#context === null || now !== null
    if (running && this.#context) this.#interruptible = true
    const why = running ? null : this.#interruptible ? 'interrupted' : 'blocked'
    if (why === this.#pause) return
    this.#pause = why
    clearInterval(this.#resuming)
    clearTimeout(this.#telling)
    if (why === 'interrupted') {
      let tried = 0
      const goOn = (): void => {
        if (!this.#there) return
        if (++tried % REPLACED_AFTER === 0) this.#instead()
        else void this.resume().catch(() => undefined)
      }
      this.#resuming = setInterval(goOn, RESUME_EVERY)
    }
    // What goes on at once is nothing to be told of.
    const tell = (): void => this.options.emit({ type: 'audio-suspended', pause: why })
    if (why === 'interrupted') this.#telling = setTimeout(tell, INTERRUPTED_AFTER)
    else tell()
  }

  #tellClock(): void {
    const context = this.#context
    if (context?.state !== 'running') return
    const now = performance.now()
    const reading = readClock(context, now, navigator.userAgent)
    const delay = speakerDelay(reading)
    const ownUs = toMicro(performance.timeOrigin + now + delay)
    this.options.tellWorker({ type: 'speaker-clock', contextTime: reading.currentTime, ownUs, delay }, [])
  }
}

function pause(ms: Milli): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
