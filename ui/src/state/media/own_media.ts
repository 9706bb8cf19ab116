import type { Engine } from '../../engine/api'
import type { Change, MeetingState, Track } from '../../wire/messages'
import type { CaptureView } from '../devices/capture'
import type { Devices } from '../devices/devices'
import type { Part, Step } from '../log/feed'
import type { Answer, NewRequest } from '../log/requests'
import { EVERYTHING, permittedTo } from '../people/rights'
import { type Readable, Store } from '../store'
import { Publisher } from './publisher'

type Source = 'camera' | 'microphone'

/** Whether a microphone or camera is on: not turned `off`, there, and not silenced by the device or the system. */
export function isOn(off: boolean, { track, muted }: CaptureView): boolean {
  return !off && track !== null && !muted
}

/**
 * The own camera and microphone in a meeting: what the person wants, within what the meeting permits.
 *
 * A click on mute goes `Meeting.toggleMic`, `setMicMuted`, `#turn`, `#tell`, `Publisher.setMuted`: the engine falls silent at
 * once, and the host is asked to tell the others.
 */
export class OwnMedia implements Part {
  readonly camera: Publisher
  readonly microphone: Publisher
  readonly #micMuted: Store<boolean>
  readonly #cameraOff: Store<boolean>
  /** What this person may begin now. */
  readonly permitted = new Store(EVERYTHING)
  readonly #devices: Devices
  readonly #forbidden: (source: Source) => void
  /** What was told to the publishers last: whether each is off. */
  readonly #told: Partial<Record<Source, boolean>> = {}

  constructor(options: {
    engine: Engine
    devices: Devices
    micMuted: boolean
    cameraOff: boolean
    ask(request: NewRequest): Promise<Answer>
    /** The own track of this source in the meeting's state now. */
    published(source: Source): Track | undefined
    /** The person wanted to turn on what may not be. */
    forbidden(source: Source): void
  }) {
    this.#devices = options.devices
    this.#forbidden = options.forbidden
    this.#micMuted = new Store(options.micMuted)
    this.#cameraOff = new Store(options.cameraOff)
    const { engine, ask } = options
    const publisher = (source: Source): Publisher =>
      new Publisher({ source, engine, ask, published: () => options.published(source) })
    this.camera = publisher('camera')
    this.microphone = publisher('microphone')
  }

  /** Follows the devices; returns how to stop. */
  follow(): () => void {
    const { camera, microphone } = this.#devices
    const stops = [
      camera.view.subscribe(({ track }) => this.camera.setTrack(track)),
      microphone.view.subscribe(({ track }) => this.microphone.setTrack(track)),
      // The device or the system can silence it, too.
      camera.view.subscribe(() => this.#tell('camera')),
      microphone.view.subscribe(() => this.#tell('microphone')),
      // The permission went while the request was on its way.
      this.microphone.problem.subscribe((problem) => problem?.code === 'not_permitted' && this.#turnOff('microphone')),
      this.camera.problem.subscribe((problem) => problem?.code === 'not_permitted' && this.#turnOff('camera')),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  setJoined(joined: boolean): void {
    this.camera.setJoined(joined)
    this.microphone.setJoined(joined)
  }

  async close(): Promise<void> {
    await Promise.all([this.camera.stop(), this.microphone.stop()])
  }

  /** Whether the person is muted, by their own will or another's. */
  get micMuted(): Readable<boolean> {
    return this.#micMuted
  }

  get cameraOff(): Readable<boolean> {
    return this.#cameraOff
  }

  get micOn(): boolean {
    return isOn(this.micMuted.get(), this.#devices.microphone.view.get())
  }

  get cameraOn(): boolean {
    return isOn(this.cameraOff.get(), this.#devices.camera.view.get())
  }

  /** Button and key: off if it is on, else on. Whoever wants it on and cannot have it is told once more why. Gives what
   * `setMicMuted` is to be given. */
  micAfterToggle(): boolean {
    this.#devices.microphone.recall()
    return this.micOn
  }

  /** As `micAfterToggle`, for `setCameraOff`; null: nothing, another program has the camera. */
  cameraAfterToggle(): boolean | null {
    const { camera } = this.#devices
    camera.recall()
    if (!this.cameraOff.get() && camera.view.get().muted) return null
    return this.cameraOn
  }

  setMicMuted(muted: boolean): void {
    if (!muted && !this.#allowed('microphone')) return
    this.#turn('microphone', muted)
    const microphone = this.#devices.microphone
    if (!muted && microphone.view.get().track === null) void microphone.start()
  }

  setCameraOff(off: boolean): void {
    if (!off && !this.#allowed('camera')) return
    this.#turn('camera', off)
    if (off) this.#devices.camera.stop()
    else void this.#devices.camera.start()
  }

  /** Whoever chooses a camera wants it on. Says whether that may be. */
  cameraChosen(): boolean {
    if (!this.cameraOff.get()) return true
    const allowed = this.#allowed('camera')
    if (allowed) this.#turn('camera', false)
    return allowed
  }

  /** The meeting changed: what may not be turned on is off, unless it was on already. */
  keepTo(state: MeetingState, me: number): void {
    const permitted = permittedTo(state, me)
    this.permitted.set(permitted)
    for (const source of ['microphone', 'camera'] as const) {
      const track = state.tracks.find((one) => one.participant === me && one.source === source)
      if (!permitted[source] && (track?.muted ?? true)) this.#turnOff(source)
    }
  }

  settled(state: MeetingState, me: number, steps: readonly Step[]): void {
    for (const { entry } of steps) this.#muted(entry.change, me)
    this.keepTo(state, me)
  }

  /** What somebody else muted stays so until this person turns it on again. */
  #muted(change: Change, me: number): void {
    if (change.change !== 'track_updated' || typeof change.by !== 'number') return
    const { participant, source, muted } = change.track
    if (participant === me && muted && (source === 'microphone' || source === 'camera')) this.#turnOff(source)
  }

  #allowed(source: Source): boolean {
    const allowed = this.permitted.get()[source]
    if (!allowed) this.#forbidden(source)
    return allowed
  }

  #turnOff(source: Source): void {
    if (source === 'microphone') this.#turn(source, true)
    else if (!this.cameraOff.get()) this.setCameraOff(true)
  }

  /** What the person wants from now on. */
  #turn(source: Source, off: boolean): void {
    const wish = source === 'microphone' ? this.#micMuted : this.#cameraOff
    wish.set(off)
    this.#tell(source)
  }

  /** Off by the person or by the device: said to the publisher whenever that changes. */
  #tell(source: Source): void {
    const wish = source === 'microphone' ? this.#micMuted : this.#cameraOff
    const off = wish.get() || this.#devices[source].view.get().muted
    if (this.#told[source] === off) return
    this.#told[source] = off
    this[source].setMuted(off)
  }
}
