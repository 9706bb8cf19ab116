/** The engine's three workers and the ports between them. */

import type { EngineEvent, Milli } from './api'
import type { AudioRequest, MediaEvent } from './audio/messages'
import type { ControlRequest } from './control/messages'
import { nowMs } from './units'
import type { VideoRequest } from './video/messages'

export type WorkerName = 'control' | 'audio' | 'video'

/** A worker that fails this often within a minute is not started again. */
const RESTARTS = 3
const MINUTE: Milli = 60_000

export interface WorkersOptions {
  /** Whether there are workers for sound and picture; without them, what they are told goes nowhere. */
  media: boolean
  receive(event: MediaEvent): void
  emit(event: EngineEvent): void
  /** The worker is new and knows nothing. */
  restarted(name: WorkerName): void
}

export class Workers {
  control: Worker
  audio: Worker | null = null
  video: Worker | null = null
  readonly #options: WorkersOptions
  readonly #failures: Record<WorkerName, Milli[]> = { control: [], audio: [], video: [] }

  constructor(options: WorkersOptions) {
    this.#options = options
    this.control = this.#create('control')
    if (!options.media) return
    this.audio = this.#create('audio')
    this.video = this.#create('video')
    this.#joinControl('audio')
    this.#joinControl('video')
    this.#joinMedia()
  }

  tellControl(request: ControlRequest, transfer: Transferable[] = []): void {
    this.control.postMessage(request, transfer)
  }

  tellAudio(request: AudioRequest, transfer: Transferable[] = []): void {
    this.audio?.postMessage(request, transfer)
  }

  tellVideo(request: VideoRequest, transfer: Transferable[] = []): void {
    this.video?.postMessage(request, transfer)
  }

  #create(name: WorkerName): Worker {
    const worker = start(name)
    worker.onmessage = ({ data }: MessageEvent<MediaEvent>) => this.#options.receive(data)
    worker.onerror = (event) => {
      event.preventDefault()
      this.#failed(name, worker, event.message)
    }
    return worker
  }

  #failed(name: WorkerName, worker: Worker, message: string): void {
    this.#options.emit({ type: 'fault', code: 'engine_failed', detail: `${name} worker: ${message}` })
    const now = nowMs()
    const failures = this.#failures[name].filter((at) => at > now - MINUTE)
    failures.push(now)
    this.#failures[name] = failures
    if (worker !== this[name] || failures.length > RESTARTS) return
    worker.terminate()
    this[name] = this.#create(name)
    if (this.#options.media) {
      if (name !== 'video') this.#joinControl('audio')
      if (name !== 'audio') this.#joinControl('video')
      if (name !== 'control') this.#joinMedia()
    }
    this.#options.restarted(name)
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
