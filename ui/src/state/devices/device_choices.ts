import type { Engine } from '../../engine/api'
import type { BackgroundKind, Settings, SoundMode } from '../../wire/messages'
import type { SettingsKeeper } from '../api/settings'
import { asProblem } from '../problem'
import { Store } from '../store'
import { findChosen } from './chosen'
import type { Device, Devices } from './devices'
import { Speaker } from './speaker'

/** What is on when the next meeting begins. */
export function joinsWith(settings: Settings): { microphone: boolean; camera: boolean } {
  return { microphone: !settings.join_muted, camera: !settings.join_camera_off && !settings.audio_only }
}

/** A meeting, as far as a choice of devices concerns it: whether the camera that was chosen may be on in it. */
export interface CameraChosen {
  cameraChosen(): boolean
}

/** What the person chooses of camera, microphone and speaker: takes effect at once, and is remembered. */
export class DeviceChoices {
  readonly output: Speaker
  /** Whether there is another camera to turn to. */
  readonly turnable = new Store(false)
  readonly #settings: SettingsKeeper
  readonly #devices: Devices
  readonly #engine: Engine
  readonly #meeting: () => CameraChosen | null
  readonly #saveBackground: (picture: Blob) => Promise<void>

  /** `meeting`: the one that is taken part in now. */
  constructor(options: {
    settings: SettingsKeeper
    devices: Devices
    engine: Engine
    meeting(): CameraChosen | null
    /** Keeps a picture of the person's own. */
    saveBackground(picture: Blob): Promise<void>
  }) {
    this.#settings = options.settings
    this.#devices = options.devices
    this.#engine = options.engine
    this.#meeting = options.meeting
    this.#saveBackground = options.saveBackground
    this.output = new Speaker((device) => this.#engine.setSpeaker(device))
    const { sound, speaker, speaker_label } = this.#settings.values.get()
    this.#engine.setSound(sound)
    if (speaker !== '') void this.output.remember({ id: speaker, label: speaker_label })
    this.#devices.lookWhile(() => this.output.missing)
    let heard = false
    this.#devices.lists.subscribe(({ known, cameras, microphones, speakers }) => {
      this.turnable.set(cameras.length > 1)
      if (!known) return
      this.#callAgain('camera', cameras)
      this.#callAgain('microphone', microphones)
      this.#callAgain('speaker', speakers)
      void this.output.devicesChanged(speakers)
      heard ||= speakers.length > 0
      // An engine that never lists speakers has some all the same.
      if (heard) this.#engine.soundIsThere(speakers.length > 0)
    })
  }

  camera(id: string): void {
    this.#settings.change({ camera: id, camera_label: labelOf(this.#devices.lists.get().cameras, id) })
    if (this.#meeting()?.cameraChosen() === false) return
    void this.#devices.camera.start(id)
  }

  /** From the front camera of a phone to the back one, and back again; cameras that do not say where they look take
   * turns. A camera that was off is on then. */
  async turnCamera(): Promise<void> {
    if (this.#meeting()?.cameraChosen() === false) return
    const { camera, lists } = this.#devices
    const { device: before, facing } = camera.view.get()
    if (facing !== null) await camera.start(undefined, facing === 'user' ? 'environment' : 'user')
    if (facing === null || camera.view.get().device === before) {
      const ids = lists.get().cameras.map(({ id }) => id)
      await camera.start(ids[(ids.indexOf(before) + 1) % ids.length])
    }
    const { track, device } = camera.view.get()
    if (track !== null) this.#settings.change({ camera: device, camera_label: labelOf(lists.get().cameras, device) })
  }

  microphone(id: string): void {
    this.#settings.change({ microphone: id, microphone_label: labelOf(this.#devices.lists.get().microphones, id) })
    void this.#devices.microphone.start(id)
  }

  /** A failure is in the settings' `problem`. */
  speaker(id: string): void {
    const label = labelOf(this.#devices.lists.get().speakers, id)
    this.#settings.change({ speaker: id, speaker_label: label })
    void this.output.choose(id, label).catch((error) => this.#settings.problem.set(asProblem(error)))
  }

  /** Resolves when the test sound is over; a failure is in the settings' `problem`. */
  async testSound(): Promise<void> {
    try {
      await this.#engine.playTestSound()
    } catch (error) {
      this.#settings.problem.set(asProblem(error))
    }
  }

  sound(sound: SoundMode): void {
    this.#settings.change({ sound })
    this.#engine.setSound(sound)
    void this.#devices.microphone.setSound(sound)
  }

  background(background: BackgroundKind): void {
    this.#settings.change({ background })
    void this.#devices.background.choose(background)
  }

  /** Stands before a picture of the person's own; a failure is in the settings' `problem`. */
  async ownBackground(file: Blob): Promise<void> {
    let kept: Blob
    try {
      kept = await this.#devices.background.takeOwn(file)
    } catch {
      this.#settings.problem.set({ code: 'picture_unreadable' })
      return
    }
    this.#settings.change({ background: 'own' })
    try {
      await this.#saveBackground(kept)
    } catch (error) {
      this.#settings.problem.set(asProblem(error))
    }
  }

  /** Whether the camera is on when the next meeting begins; before one it is at once. */
  previewCamera(on: boolean): void {
    this.#settings.change({ join_camera_off: !on, ...(on ? { audio_only: false } : {}) })
    if (this.#meeting()) return
    if (on) void this.#devices.camera.start()
    else this.#devices.camera.stop()
  }

  previewMicrophone(on: boolean): void {
    this.#settings.change({ join_muted: !on })
    if (this.#meeting()) return
    if (on && this.#devices.microphone.view.get().track === null) void this.#devices.microphone.start()
  }

  /** What was chosen another day has another id now; names that the engine tells only now are noted. */
  #callAgain(kind: 'camera' | 'microphone' | 'speaker', devices: readonly Device[]): void {
    const { [kind]: id, [`${kind}_label` as const]: label } = this.#settings.values.get()
    const there = findChosen(devices, { id, label })
    if (there === undefined) return
    const now = labelOf(devices, there) || label
    if (there !== id || now !== label) this.#settings.change({ [kind]: there, [`${kind}_label`]: now })
  }
}

function labelOf(devices: readonly Device[], id: string): string {
  return devices.find((device) => device.id === id && !device.isDefault)?.label ?? ''
}
