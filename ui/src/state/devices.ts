import type { Settings } from '../wire/messages'
import { Background, type BackgroundEngine } from './background'
import { Capture, type MediaDevicesLike } from './capture'
import { Store } from './store'

export interface Device {
  id: string
  /** The engine's name for it; empty until the person has allowed a camera or microphone once. */
  label: string
}

export interface DeviceLists {
  /** Whether the system was asked at all: until then an empty list does not mean that there is nothing. */
  known: boolean
  cameras: readonly Device[]
  microphones: readonly Device[]
  speakers: readonly Device[]
}

/** The own camera, microphone and the lists to choose from. */
export class Devices {
  readonly lists = new Store<DeviceLists>({ known: false, cameras: [], microphones: [], speakers: [] })
  readonly camera: Capture
  readonly microphone: Capture
  readonly background: Background
  readonly #devices: MediaDevicesLike | undefined
  readonly #onChange = () => void this.refresh()

  /** `background`: where this engine can hide what is behind the person. `ownPicture`: of theirs, as it is kept. */
  constructor(
    devices: MediaDevicesLike | undefined,
    settings: Settings,
    background?: BackgroundEngine,
    ownPicture: () => Promise<Blob | null> = () => Promise.resolve(null),
  ) {
    this.#devices = devices
    this.camera = new Capture('camera', devices, settings.camera ?? '')
    this.microphone = new Capture('microphone', devices, settings.microphone ?? '')
    this.background = new Background({
      engine: background,
      camera: this.camera,
      kind: settings.background ?? 'off',
      loadOwn: ownPicture,
    })
    void this.microphone.setSound(settings.sound ?? 'speech')
    devices?.addEventListener('devicechange', this.#onChange)
  }

  /** For what is asked of them only once, as a screen; undefined: there are none in this engine. */
  get media(): MediaDevicesLike | undefined {
    return this.#devices
  }

  /** Reads the lists again; labels appear once a capture was allowed. */
  async refresh(): Promise<void> {
    if (!this.#devices) return
    let found: MediaDeviceInfo[]
    try {
      found = await this.#devices.enumerateDevices()
    } catch {
      // A list that cannot be read leaves the last one standing; capture itself reports its own problem.
      return
    }
    const of = (kind: MediaDeviceKind): Device[] =>
      found
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, label }))
    this.lists.set({
      known: true,
      cameras: of('videoinput'),
      microphones: of('audioinput'),
      speakers: of('audiooutput'),
    })
    await Promise.all([
      this.camera.devicesChanged(idsOf(found, 'videoinput')),
      this.microphone.devicesChanged(idsOf(found, 'audioinput')),
    ])
  }

  stop(): void {
    this.#devices?.removeEventListener('devicechange', this.#onChange)
    this.camera.stop()
    this.microphone.stop()
  }
}

function idsOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): string[] {
  return found.filter((device) => device.kind === kind).map(({ deviceId }) => deviceId)
}
