import type { EngineEvent } from '../../engine/api'
import type { ErrorCode, Settings } from '../../wire/messages'
import { Store } from '../store'
import { Background, type BackgroundEngine } from './background'
import { Capture, type MediaDevicesLike } from './capture'
import { DEFAULT } from './chosen'

/** How often what is missing is looked for, in milliseconds: some devices come and go without an event. */
const LOOK_EVERY = 500
/** A single device comes back by a hand, which is slower than a system. */
const ONE_OF = 6
/** A device may be listed a little before it can be opened: so often it is tried again, each time it is looked for. */
const TRIES = 10

/** The own camera, microphone and the lists to choose from. */
export class Devices {
  readonly lists = new Store<DeviceLists>({ known: false, cameras: [], microphones: [], speakers: [] })
  readonly camera: Capture
  readonly microphone: Capture
  readonly background: Background
  readonly #devices: MediaDevicesLike | undefined
  readonly #helpSound: (() => Promise<void>) | undefined
  readonly #onChange = () => void this.refresh()
  readonly #looking: ReturnType<typeof setInterval>
  #alsoMissing = () => false
  #ids = ''
  #tries = 0
  #looks = 0
  #hadSpeakers = false
  /** The system has neither microphone nor speaker, and had both: its sound as a whole is away. */
  #soundLost = false

  /**
   * `background`: where this engine can hide what is behind the person. `ownPicture`: of theirs, as it is kept.
   * `helpSound`: asks the app to give the engine its audio devices back; undefined: there is no such app.
   */
  constructor(
    devices: MediaDevicesLike | undefined,
    settings: Settings,
    background?: BackgroundEngine,
    ownPicture: () => Promise<Blob | null> = () => Promise.resolve(null),
    helpSound?: () => Promise<void>,
  ) {
    this.#devices = devices
    this.#helpSound = helpSound
    this.camera = new Capture('camera', devices, { id: settings.camera, label: settings.camera_label })
    this.microphone = new Capture(
      'microphone',
      devices,
      { id: settings.microphone, label: settings.microphone_label },
      (usual) => this.#whyGone(usual),
    )
    this.background = new Background({
      engine: background,
      camera: this.camera,
      kind: settings.background,
      loadOwn: ownPicture,
    })
    void this.microphone.setSound(settings.sound)
    devices?.addEventListener('devicechange', this.#onChange)
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY)
  }

  /** What the engine finds out about what was opened here. */
  told(event: Extract<EngineEvent, { type: 'device-lost' | 'camera-silent' }>): void {
    if (event.type === 'device-lost') void this[event.device].lost()
    else void this.camera.reopen()
  }

  /** For what is only looked at; undefined: there are none in this engine. */
  get media(): MediaDevicesLike | undefined {
    return this.#devices
  }

  /** Devices are looked for as long as this says so, too. */
  lookWhile(missing: () => boolean): void {
    this.#alsoMissing = missing
  }

  /** Reads the lists again; labels appear once a capture was allowed. */
  async refresh(): Promise<void> {
    if (!(await this.#read())) return
    this.#tries = TRIES
    await this.#tellCaptures()
  }

  stop(): void {
    clearInterval(this.#looking)
    this.#devices?.removeEventListener('devicechange', this.#onChange)
    this.camera.stop()
    this.microphone.stop()
  }

  async #look(): Promise<void> {
    const one = this.camera.missing || this.microphone.missing || this.#alsoMissing()
    if (!this.#soundLost && !(one && ++this.#looks % ONE_OF === 0)) return
    const before = this.#ids
    if (!(await this.#read())) return
    if (this.#ids !== before) this.#tries = TRIES
    if (this.#tries-- > 0) await this.#tellCaptures()
  }

  /** Whether the system could be asked. */
  async #read(): Promise<boolean> {
    if (!this.#devices) return false
    let found: MediaDeviceInfo[]
    try {
      found = await this.#devices.enumerateDevices()
    } catch {
      // A list that cannot be read leaves the last one standing; capture itself reports its own problem.
      return false
    }
    this.#ids = found.map(({ kind, deviceId }) => `${kind} ${deviceId}`).join()
    const sound = hasSound(found)
    this.#hadSpeakers ||= found.some(({ kind }) => kind === 'audiooutput')
    this.#soundLost = this.#hadSpeakers && !sound
    this.lists.set(listsOf(found))
    // An app that does not answer is no news about devices.
    if (!sound) this.#helpSound?.().catch(() => undefined)
    return true
  }

  async #tellCaptures(): Promise<void> {
    const { cameras, microphones } = this.lists.get()
    await Promise.all([
      this.camera.devicesChanged(cameras.map(({ id }) => id)),
      this.microphone.devicesChanged(microphones.map(({ id }) => id)),
    ])
  }

  async #whyGone(usual: ErrorCode): Promise<ErrorCode> {
    await this.#read()
    if (!this.#soundLost) return usual
    return this.#helpSound ? 'sound_lost' : 'sound_lost_browser'
  }
}

/** What the engine's list of devices says, made useful to a person. */

export interface Device {
  id: string
  /** The engine's name for it; empty until the person has allowed a camera or microphone once. */
  label: string
  /** Whatever the system uses. Its label is that of the device that this is now; empty where that cannot be known. */
  isDefault?: true
}

export interface DeviceLists {
  /** Whether the system was asked at all: until then an empty list does not mean that there is nothing. */
  known: boolean
  cameras: readonly Device[]
  microphones: readonly Device[]
  speakers: readonly Device[]
}

export function listsOf(found: readonly MediaDeviceInfo[]): DeviceLists {
  return {
    known: true,
    cameras: devicesOf(found, 'videoinput'),
    microphones: devicesOf(found, 'audioinput'),
    speakers: devicesOf(found, 'audiooutput'),
  }
}

/**
 * Whether this engine plays and hears nothing until there is something to play on (Firefox, whose audio context does not run
 * before). `sinks`: whether a context, and an element, can be given a speaker to play on: an engine that gives it to
 * elements lists the speakers once a microphone was allowed, and one that gives it to contexts runs those without any.
 */
export function needsSpeaker(
  { known, microphones, speakers }: DeviceLists,
  sinks: { context: boolean; element: boolean },
): boolean {
  const listed = known && microphones.some(({ label }) => label !== '') && sinks.element
  return listed && !sinks.context && speakers.length === 0
}

/** Whether there is anything that makes or hears sound; also before the engine tells which. */
export function hasSound(found: readonly MediaDeviceInfo[]): boolean {
  return found.some(({ kind }) => kind !== 'videoinput')
}

/** How many there are to plug in: Chromium lists what the system uses once more for each use. */
export function countOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): number {
  return devicesOf(found, kind).filter(({ id }) => !isRole(id)).length
}

/** Whether this is no device, but whichever the system uses for something. */
function isRole(id: string): boolean {
  return id === DEFAULT || id === 'communications'
}

function devicesOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  const all = found.filter((device) => device.kind === kind && device.deviceId !== '')
  // Firefox makes the id of the name: two devices of one name have one id, by which it opens the first of them.
  const ofKind = all.filter(({ deviceId }, at) => all.findIndex((other) => other.deviceId === deviceId) === at)
  return ofKind.map((device) =>
    device.deviceId === DEFAULT
      ? { id: DEFAULT, label: behindDefault(device, ofKind), isDefault: true }
      : { id: device.deviceId, label: device.label },
  )
}

/**
 * The device that the system's default is now. Chromium gives both one group on Windows and macOS, and writes
 * "Default - Name" there; on Linux it tells neither, so that the name is certain only where there is one device.
 */
function behindDefault({ label, groupId }: MediaDeviceInfo, ofKind: readonly MediaDeviceInfo[]): string {
  const others = ofKind.filter(({ deviceId }) => !isRole(deviceId))
  const same = others.filter((other) => groupId !== '' && other.groupId === groupId)
  if (same.length === 1) return same[0]?.label ?? ''
  if (others.length === 1) return others[0]?.label ?? ''
  return others.find((other) => other.label !== '' && label.endsWith(` - ${other.label}`))?.label ?? ''
}
