/** The own camera as the product's state layer has it: device, background and what is published of it. */

import type { EngineEvent } from '../../../ui/src/engine'
import { hideBackground } from '../../../ui/src/engine/background/backdrop'
import { Background } from '../../../ui/src/state/devices/background'
import { Capture, type MediaDevicesLike } from '../../../ui/src/state/devices/capture'
import { ProblemError } from '../../../ui/src/state/problem'
import { Publisher } from '../../../ui/src/state/media/publisher'
import type { Answer } from '../../../ui/src/state/log/requests'
import type { BackgroundKind, HostMessage, Track } from '../../../ui/src/wire/messages'

type Around = Pick<ConstructorParameters<typeof Publisher>[0], 'engine'> & {
  ask(request: Record<string, unknown>): Promise<HostMessage>
  published(): Track | undefined
}

export class OwnCamera {
  readonly #camera: Capture
  readonly #background: Background
  readonly #publisher: Publisher
  #size = { width: 640, height: 360 }
  #on = false
  #raw: MediaStreamTrack | null = null

  constructor({ engine, ask, published }: Around) {
    this.#camera = new Capture('camera', this.#devices(), '')
    this.#background = new Background({
      engine: { hide: hideBackground, shrunk: async (file) => file },
      camera: this.#camera,
      kind: 'off',
      loadOwn: async () => null,
    })
    this.#publisher = new Publisher({
      source: 'camera',
      engine,
      ask: async (request) => {
        const answer = await ask(request)
        if (answer.type === 'error') throw new ProblemError(answer.code, answer.detail ?? {})
        return answer as Answer
      },
      published,
    })
    this.#camera.view.subscribe(({ track }) => this.#publisher.setTrack(track))
    this.#publisher.setMuted(true)
    this.#publisher.setJoined(true)
  }

  /** The browser's fake camera, in a size of the test's choice. */
  #devices(): MediaDevicesLike {
    const devices = navigator.mediaDevices
    return new Proxy(devices, {
      get: (_, name) => {
        if (name === 'getUserMedia') return () => this.#open()
        const value = Reflect.get(devices, name)
        return typeof value === 'function' ? value.bind(devices) : value
      },
    })
  }

  async #open(): Promise<MediaStream> {
    const { width, height } = this.#size
    // Not `exact`: a camera that is still open for the track before has its size.
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height } })
    this.#raw = stream.getVideoTracks()[0] ?? null
    return stream
  }

  /** Width to height of what the device itself gives; null: it is off. */
  get shape(): number | null {
    const { width, height } = this.#raw?.getSettings() ?? {}
    return width && height ? width / height : null
  }

  turn(on: boolean): void {
    this.#on = on
    this.#publisher.setMuted(!on)
    if (on) void this.#camera.start()
    else this.#camera.stop()
  }

  resize(width: number, height: number): void {
    this.#size = { width, height }
    if (this.#on) void this.#camera.start()
  }

  hide(background: BackgroundKind): void {
    void this.#background.choose(background)
  }

  setJoined(joined: boolean): void {
    this.#publisher.setJoined(joined)
  }

  handle(event: EngineEvent): void {
    if (event.type === 'measured' && event.source === 'camera') this.#publisher.setLayers(event.published)
  }

  /** For a failure's message. */
  describe(): unknown {
    const { track, ...camera } = this.#camera.view.get()
    const state = track && [track.readyState, track.muted ? 'muted' : 'unmuted']
    return { camera, track: state, background: this.#background.view.get(), problem: this.#publisher.problem.get() }
  }
}
