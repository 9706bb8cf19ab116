/** The engine's three workers and the ports between them. */

import type { EngineEvent, Milli } from './api'
import type { AudioRequest, MediaEvent } from './audio/messages'
import type { ControlRequest } from './control/messages'
import { SilenceWatch } from './silence'
import { nowMs } from './units'
import type { VideoRequest } from './video/messages'

export type WorkerName = 'control' | 'audio' | 'video'

/** A worker that fails this often within a minute is not started again. */
const RESTARTS = 3
const MINUTE: Milli = 60_000

/** What the workers' keeper needs of those around it. */
export interface WorkersOptions {
  /** Whether there are workers for sound and picture; without them, what they are told goes nowhere. */
  media: boolean
  /** From the workers of sound and picture. */
  receive(event: MediaEvent): void
  /** For the page. */
  emit(event: EngineEvent): void
  /** The worker is new and knows nothing. */
  restarted(name: WorkerName): void
}

/** A worker that fails or falls silent is started anew; after `RESTARTS` within a minute the person is told. */
export class Workers {
  control: Worker
  audio: Worker | null = null
  video: Worker | null = null
  readonly #options: WorkersOptions
  readonly #failures: Record<WorkerName, Milli[]> = { control: [], audio: [], video: [] }
  /** Those that tell their statistics every second. */
  readonly #silence = { audio: new SilenceWatch(nowMs()), video: new SilenceWatch(nowMs()) }

  constructor(options: WorkersOptions) {
    this.#options = options
    this.control = this.#create('control')
    if (!options.media) return
    this.audio = this.#create('audio')
    this.video = this.#create('video')
    this.#joinControl('audio')
    this.#joinControl('video')
    this.#joinMedia()
    setInterval(() => this.#listen(), 1_000)
  }

  /** In order. What is in `transfer` is the worker's from now on. */
  tellControl(request: ControlRequest, transfer: Transferable[] = []): void {
    this.control.postMessage(request, transfer)
  }

  /** As `tellControl`; lost while there is no such worker. */
  tellAudio(request: AudioRequest, transfer: Transferable[] = []): void {
    this.audio?.postMessage(request, transfer)
  }

  /** As `tellControl`; lost while there is no such worker. */
  tellVideo(request: VideoRequest, transfer: Transferable[] = []): void {
    this.video?.postMessage(request, transfer)
  }

  #create(name: WorkerName): Worker {
    const worker = start(name)
    if (name !== 'control') this.#silence[name] = new SilenceWatch(nowMs())
    worker.onmessage = ({ data }: MessageEvent<MediaEvent>) => {
      if (worker !== this[name]) return
      if (name !== 'control') this.#silence[name].heard(nowMs())
      this.#options.receive(data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      this.#failed(name, worker, event.message)
    }
    return worker
  }

  #listen(): void {
    for (const name of ['audio', 'video'] as const) {
      const worker = this[name]
      if (worker && this.#silence[name].stopped(nowMs())) this.#failed(name, worker, 'does not answer')
    }
  }

  #failed(name: WorkerName, worker: Worker, message: string): void {
    if (worker !== this[name]) return
    const now = nowMs()
    const failures = this.#failures[name].filter((at) => at > now - MINUTE)
    failures.push(now)
    this.#failures[name] = failures
    const detail = `${name} worker: ${message}`
    if (failures.length > RESTARTS) {
      if (name !== 'control') this.#silence[name] = new SilenceWatch(nowMs())
      this.#options.emit({ type: 'fault', code: 'engine_failed', detail })
      return
    }
    worker.terminate()
    this[name] = this.#create(name)
    if (this.#options.media) {
      if (name !== 'video') this.#joinControl('audio')
      if (name !== 'audio') this.#joinControl('video')
      if (name !== 'control') this.#joinMedia()
    }
    this.#options.restarted(name)
    this.#options.emit({ type: 'restarted', worker: name, detail })
  }

  #joinControl(name: 'audio' | 'video'): void {
    const { port1, port2 } = new MessageChannel()
    this.tellControl({ type: 'peer', name, port: port1 }, [port1])
    if (name === 'audio') this.tellAudio({ type: 'control', port: port2 }, [port2])
    else this.tellVideo({ type: 'control', port: port2 }, [port2])
  }

  #joinMedia(): void {
    const { port1, port2 } = new MessageChannel()
    this.tellAudio({ type: 'video', port: port1 }, [port1])
    this.tellVideo({ type: 'audio', port: port2 }, [port2])
  }
}

/** The bundler finds worker files only by these literal calls. */
function start(name: WorkerName): Worker {
  switch (name) {
    case 'control':
      return new Worker(new URL('./control/control.worker.ts', import.meta.url), { type: 'module', name })
    case 'audio':
      return new Worker(new URL('./audio/audio.worker.ts', import.meta.url), { type: 'module', name })
    case 'video':
      return new Worker(new URL('./video/video.worker.ts', import.meta.url), { type: 'module', name })
  }
}
