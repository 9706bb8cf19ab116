import type { Engine } from '../../engine/api'
import type { Devices } from '../devices/devices'

/** The own camera and microphone on the start screen: seen and measured here, sent to nobody. */
export class Preview {
  readonly #devices: Devices
  readonly #engine: () => Engine
  #stop: (() => void) | null = null

  constructor(devices: Devices, engine: () => Engine) {
    this.#devices = devices
    this.#engine = engine
  }

  /** Turns both on, or only the microphone if the person joins without a camera. `wanted`: whether the start screen is
   * shown still; asked again after each step that takes time. */
  async start(wanted: () => boolean, { camera: cameraOn }: { camera: boolean }): Promise<void> {
    const { camera, microphone } = this.#devices
    if (!wanted()) return
    this.stop()
    const engine = this.#engine()
    this.#stop = microphone.view.subscribe(({ track }) => {
      if (wanted()) void engine.setMicrophone(track?.clone() ?? null).catch(() => undefined)
    })
    if (microphone.view.get().track === null) await microphone.start()
    if (!wanted()) return
    if (!cameraOn) camera.stop()
    else if (camera.view.get().track === null) await camera.start()
    await this.#devices.refresh()
  }

  /** The microphone is measured no longer; both devices stay as they are. */
  stop(): void {
    this.#stop?.()
    this.#stop = null
  }
}
