/** The own microphone, or what the shared screen plays, on its way from the page to the audio worker. */

import captureWorkletUrl from './audio/capture.worklet.ts?worker&url'
import type { AudioRequest } from './audio/messages'
import { captureByPeers, hasPeerCapture, nothingToPlayOn } from './audio/peer_capture'
import type { SoundSource } from './audio/sender'

/** The page's audio context, which may not run. */
export interface ContextGiver {
  /** Made if there is none. */
  start(): Promise<AudioContext>
  /** The one that runs; null: it does not, and has had time to begin. */
  running(): Promise<AudioContext | null>
}

/** A capture: what ends it, and the context without which it would not run. */
interface Capture {
  end(): void
  by: AudioContext | null
}

/** What the captures need of those around them. */
export interface SoundCapturesOptions {
  output: ContextGiver
  /** Null: there is none. */
  worker(): Worker | null
  /** What is captured now of a source. */
  track(source: SoundSource): MediaStreamTrack | null
}

/**
 * Where there is no `MediaStreamTrackProcessor` in the page, sound comes through the audio context; as long as that does not
 * run, through peer connections where the engine has them.
 */
export class SoundCaptures {
  readonly #options: SoundCapturesOptions
  readonly #captures: Record<SoundSource, Capture> = { microphone: NONE, screen_audio: NONE }
  /** One after the other, so that the one that was asked for last is the one that lasts. */
  readonly #begun: Record<SoundSource, Promise<void>> = {
    microphone: Promise.resolve(),
    screen_audio: Promise.resolve(),
  }

  constructor(options: SoundCapturesOptions) {
    this.#options = options
  }

  /** Captures what the source has now, instead of what is captured of it; ends that if it has nothing. */
  begin(source: SoundSource): Promise<void> {
    const begun = this.#begun[source].catch(() => undefined).then(() => this.#begin(source))
    this.#begun[source] = begun
    return begun
  }

  /** A context runs now, or none does. Captures that this concerns are begun anew. */
  contextChanged(running: AudioContext | null): void {
    if (typeof MediaStreamTrackProcessor !== 'undefined' || (running === null && !hasPeerCapture())) return
    for (const source of ['microphone', 'screen_audio'] as const) {
      const concerned = this.#captures[source] !== NONE && this.#captures[source].by !== running
      if (concerned) void this.begin(source).catch(() => undefined)
    }
  }

  async #begin(source: SoundSource): Promise<void> {
    this.#captures[source].end()
    this.#captures[source] = NONE
    const { output, worker, track } = this.#options
    if (track(source) === null || worker() === null) {
      worker()?.postMessage({ type: 'capture-end', source } satisfies AudioRequest)
      return
    }
    if (typeof MediaStreamTrackProcessor !== 'undefined') return this.#byProcessor(source)
    const running = await output.running()
    const byPeers = running === null && hasPeerCapture() && (await nothingToPlayOn())
    const audio = byPeers ? null : (running ?? (await output.start()))
    await audio?.audioWorklet.addModule(captureWorkletUrl)
    // Both may be others by now, or nothing: then this is called once more.
    const [sound, to] = [track(source), worker()]
    if (sound === null || to === null) return
    const end = audio ? captureByContext(sound, source, to, audio) : captureByPeers(sound, source, to)
    this.#captures[source] = { end, by: running }
  }

  #byProcessor(source: SoundSource): void {
    const [track, worker] = [this.#options.track(source), this.#options.worker()]
    if (track === null || worker === null || typeof MediaStreamTrackProcessor === 'undefined') return
    const { readable } = new MediaStreamTrackProcessor<AudioData>({ track })
    worker.postMessage({ type: 'capture', source, readable } satisfies AudioRequest, [readable])
  }
}

const NONE: Capture = { end: () => undefined, by: null }

function captureByContext(
  track: MediaStreamTrack,
  source: SoundSource,
  worker: Worker,
  audio: AudioContext,
): () => void {
  const input = audio.createMediaStreamSource(new MediaStream([track]))
  const channelCount = source === 'microphone' ? 1 : 2
  const node = new AudioWorkletNode(audio, 'meetdesk-capture', {
    numberOfOutputs: 0,
    channelCount,
    channelCountMode: 'explicit',
    processorOptions: { channels: channelCount },
  })
  const { port1, port2 } = new MessageChannel()
  node.port.postMessage(port1, [port1])
  input.connect(node)
  const { sampleRate } = audio
  worker.postMessage({ type: 'capture-worklet', source, port: port2, sampleRate } satisfies AudioRequest, [port2])
  return () => input.disconnect()
}
