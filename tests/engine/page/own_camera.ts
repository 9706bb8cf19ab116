/** The own camera as the product's state layer has it: device, background and what is published of it. */

import type { EngineEvent } from '../../../ui/src/engine'
import { hideBackground } from '../../../ui/src/engine/background/backdrop'
import { Background } from '../../../ui/src/state/background'
import { Capture, type MediaDevicesLike } from '../../../ui/src/state/capture'
import { Publisher } from '../../../ui/src/state/publisher'
import type { Answer } from '../../../ui/src/state/requests'
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
      ask: async (request) => (await ask(request)) as Answer,
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
        if (name === 'getUserMedia')
          return () => devices.getUserMedia({ video: { width: { exact: this.#size.width }, height: { exact: this.#size.height } } })
        const value = Reflect.get(devices, name)
        return typeof value === 'function' ? value.bind(devices) : value
      },
    })
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
