import type { MediaDevicesLike } from '../devices/capture'

/** A captured track that can be pulled out. */
export class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = 'live'
  muted = false

  constructor(
    readonly kind: 'audio' | 'video',
    readonly device: string,
    readonly surface?: DisplayCaptureSurfaceType,
    readonly facing?: string,
    readonly name?: string,
  ) {
    super()
  }

  get label(): string {
    return this.name ?? `label of ${this.device}`
  }

  getSettings(): MediaTrackSettings {
    return {
      deviceId: this.device,
      ...(this.surface ? { displaySurface: this.surface } : {}),
      ...(this.facing ? { facingMode: this.facing } : {}),
    }
  }

  clone(): MediaStreamTrack {
    return new FakeTrack(this.kind, this.device) as unknown as MediaStreamTrack
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** Switched off at the device, and on again. */
  switchOff(off: boolean): void {
    this.muted = off
    this.dispatchEvent(new Event(off ? 'mute' : 'unmute'))
  }

  pullOut(): void {
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }
}

/** Cameras and microphones that are plugged in, pulled out, busy or forbidden as the test says. */
export class FakeDevices extends EventTarget {
  cameras = ['camera-1', 'camera-2']
  microphones = ['microphone-1']
  speakers: string[] = []
  /** The default is no microphone: the engine makes one up, but gives none as it comes. */
  madeUp = false
  /** What the engine says of its default: that it is made up or real, or nothing, as Qt's does. */
  silent = false
  /** Cameras that fit what else is wished so badly that an engine takes another one for an id that is only ideal. */
  poor: string[] = []
  /** What devices are called, by their ids. */
  names: Record<string, string> = {}
  /** As a browser before a person has allowed it a device: neither ids nor names are told. */
  secretive = false
  /** The system lends a microphone to one at a time. */
  exclusive = false
  /** What getUserMedia fails with, by kind; `undefined`: it works. */
  failure: { audio?: string; video?: string } = {}
  opened: FakeTrack[] = []
  /** Where cameras look that say so, as on a phone. */
  facing: Record<string, string> = {}

  get asMediaDevices(): MediaDevicesLike {
    return this as unknown as MediaDevicesLike
  }

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const kind = constraints.video ? 'video' : 'audio'
    const failure = this.failure[kind]
    if (failure) throw new DOMException('', failure)
    const there = kind === 'video' ? this.cameras : this.microphones
    const asked = constraints[kind] as {
      deviceId?: { ideal?: string; exact?: string }
      facingMode?: { ideal?: string }
      echoCancellation?: boolean
    }
    const [exact, facing] = [asked.deviceId?.exact, asked.facingMode?.ideal]
    // As Chromium on Linux, which takes the default for a microphone that is only ideal.
    const ideal = kind === 'video' ? asked.deviceId?.ideal : undefined
    const wish = this.poor.includes(ideal ?? '') ? undefined : ideal
    const fits = (id: string): boolean => (facing ? this.facing[id] === facing : id === (exact ?? wish))
    const device = there.find(fits) ?? (exact === undefined ? there[0] : undefined)
    if (device === undefined) throw new DOMException('', exact === undefined ? 'NotFoundError' : 'OverconstrainedError')
    const asItComes = asked.echoCancellation === false
    const lent = this.opened.some((track) => track.kind === kind && track.readyState === 'live')
    if ((device === 'default' && this.madeUp && asItComes) || (this.exclusive && lent)) {
      throw new DOMException('', 'NotReadableError')
    }
    const track = new FakeTrack(kind, device, undefined, this.facing[device], this.names[device])
    this.secretive = false
    this.opened.push(track)
    return { getTracks: () => [track] } as unknown as MediaStream
  }

  /** What getDisplayMedia gives: a screen, with sound or without; or what it fails with. */
  screen: { surface?: DisplayCaptureSurfaceType; sound?: boolean; failure?: DOMException | TypeError } = {}

  async getDisplayMedia(): Promise<MediaStream> {
    const { surface = 'monitor', sound = false, failure } = this.screen
    if (failure) throw failure
    const picture = new FakeTrack('video', surface, surface)
    const tracks = sound ? [picture, new FakeTrack('audio', surface)] : [picture]
    this.opened.push(...tracks)
    return {
      getTracks: () => tracks,
      getVideoTracks: () => [picture],
      getAudioTracks: () => tracks.slice(1),
    } as unknown as MediaStream
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const list = (kind: MediaDeviceKind, ids: string[]): MediaDeviceInfo[] =>
      ids.map((deviceId) => ({
        kind,
        deviceId: this.secretive ? '' : deviceId,
        label: this.secretive ? '' : (this.names[deviceId] ?? deviceId),
        groupId: '',
        toJSON: () => ({}),
        getCapabilities: () => this.#described(deviceId),
      }))
    return Promise.resolve([
      ...list('videoinput', this.cameras),
      ...list('audioinput', this.microphones),
      ...list('audiooutput', this.speakers),
    ])
  }

  #described(deviceId: string): object {
    if (deviceId !== 'default') return { sampleSize: {}, sampleRate: {}, channelCount: {}, latency: {} }
    if (this.silent) return {}
    return this.madeUp ? { sampleSize: {} } : { sampleSize: {}, sampleRate: {}, channelCount: {}, latency: {} }
  }
}
