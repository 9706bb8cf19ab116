/** The page's side of the engine: hands devices and places for pictures to the workers and their events to the UI. */

import type { ClientMessage } from '../wire/messages'
import type { Engine, EngineEvent, EngineOptions, PublishedLayers, SoundMode, TrackStats } from './api'
import type { MediaEvent } from './audio/messages'
import { AudioOutput } from './audio/output'
import { capturePicture, captureSound } from './capture'
import { CODEC } from './video/encoder'
import { cameraLayers } from './video/layers'
import { makeSurface } from './video/surface'
import { type WorkerName, Workers } from './workers'

type Source = 'camera' | 'microphone'
/** A place on the page where a track's picture is shown. */
interface Shown {
  track: number
  /** Its number in the video worker. */
  screen: number
  /** In device pixels. */
  size: { width: number; height: number } | null
}
type TrackInfo = Parameters<Engine['setTracks']>[0][number]

class MediaEngine implements Engine {
  readonly #options: EngineOptions
  readonly #media: boolean
  readonly #workers: Workers
  readonly #output: AudioOutput
  readonly #shown = new Map<HTMLElement, Shown>()
  #screenCount = 0
  #name: string | null = null
  #open = false
  #lastEntry: number | null = null
  #camera: MediaStreamTrack | null = null
  #microphone: MediaStreamTrack | null = null
  #endSound: () => void = () => undefined
  #endPicture: () => void = () => undefined
  readonly #published: Record<Source, number | null> = { camera: null, microphone: null }
  readonly #muted: Record<Source, boolean> = { camera: false, microphone: false }
  #sound: SoundMode = 'speech'
  #tracks: TrackInfo[] = []
  readonly #sync = new Map<number, number | null>()
  readonly #stats: Record<'audio' | 'video', TrackStats[]> = { audio: [], video: [] }

  constructor(options: EngineOptions) {
    this.#options = options
    const emit = (event: EngineEvent): void => options.onEvent(event)
    this.#media = options.media ?? true
    this.#workers = new Workers({
      media: this.#media,
      emit,
      receive: (event) => this.#receive(event),
      restarted: (name) => this.#restarted(name),
    })
    this.#output = new AudioOutput(emit, (request, transfer) => this.#workers.tellAudio(request, transfer))
  }

  connect(name: string): void {
    this.#name = name
    this.#lastEntry = null
    this.#connect()
    if (!this.#media) return
    this.#output.start().catch((error: unknown) => {
      this.#options.onEvent({ type: 'fault', code: 'engine_failed', detail: `audio output: ${String(error)}` })
    })
  }

  tryNow(): void {
    this.#workers.tellControl({ type: 'try-now' })
  }

  disconnect(): void {
    this.#name = null
    this.#open = false
    this.#workers.tellControl({ type: 'disconnect' })
    this.setPublished('camera', null)
    this.setPublished('microphone', null)
    this.setTracks([])
  }

  send(message: ClientMessage): boolean {
    if (this.#open) this.#workers.tellControl({ type: 'send', message })
    return this.#open
  }

  async setCamera(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    if (track !== this.#camera) this.#camera?.stop()
    this.#camera = track
    this.#endPicture()
    this.#endPicture = () => undefined
    if (track === null || !this.#media) {
      this.#workers.tellVideo({ type: 'capture-end' })
      return null
    }
    track.addEventListener('ended', () => this.#ended('camera', track))
    return { codec: CODEC, layers: this.#capturePicture(track) }
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    if (track !== this.#microphone) this.#microphone?.stop()
    this.#microphone = track
    if (track === null || !this.#media) {
      this.#endSound()
      this.#endSound = () => undefined
      this.#workers.tellAudio({ type: 'capture-end' })
      return null
    }
    track.addEventListener('ended', () => this.#ended('microphone', track))
    await this.#captureSound(track)
    return { codec: 'opus', layers: [] }
  }

  setPublished(source: Source, track: number | null): void {
    this.#published[source] = track
    if (source === 'camera') this.#workers.tellVideo({ type: 'published', track })
    else this.#workers.tellAudio({ type: 'published', track })
  }

  setMuted(source: Source, muted: boolean): void {
    this.#muted[source] = muted
    if (source === 'camera') this.#workers.tellVideo({ type: 'muted', muted })
    else this.#workers.tellAudio({ type: 'muted', muted })
  }

  attach(track: number, place: HTMLElement): void {
    const shown: Shown = { track, screen: ++this.#screenCount, size: null }
    this.#shown.set(place, shown)
    this.#show(place, shown)
  }

  detach(place: HTMLElement): void {
    const shown = this.#shown.get(place)
    if (!shown) return
    this.#shown.delete(place)
    place.replaceChildren()
    this.#workers.tellVideo({ type: 'detach', track: shown.track, screen: shown.screen })
  }

  resize(place: HTMLElement, width: number, height: number): void {
    const shown = this.#shown.get(place)
    if (!shown) return
    shown.size = { width, height }
    this.#workers.tellVideo({ type: 'resize', screen: shown.screen, width, height })
  }

  setSound(mode: SoundMode): void {
    this.#sound = mode
    this.#workers.tellAudio({ type: 'sound', mode })
  }

  setSync(video: number, audio: number | null): void {
    this.#sync.set(video, audio)
    this.#workers.tellVideo({ type: 'sync', video, audio })
  }

  setVolume(audioTrack: number, volume: number): void {
    this.#output.setVolume(audioTrack, volume)
  }

  setSpeaker(deviceId: string): Promise<void> {
    return this.#output.setSpeaker(deviceId)
  }

  resumeAudio(): Promise<void> {
    return this.#output.resume()
  }

  playTestSound(): Promise<void> {
    return this.#output.playTestSound()
  }

  setTracks(tracks: TrackInfo[]): void {
    const known = new Set(tracks.map(({ track }) => track))
    for (const { track, kind } of this.#tracks) if (kind === 'audio' && !known.has(track)) this.#output.remove(track)
    for (const track of this.#sync.keys()) if (!known.has(track)) this.#sync.delete(track)
    this.#tracks = tracks
    this.#tellTracks('audio')
    this.#tellTracks('video')
  }

  #tellTracks(wanted: 'audio' | 'video'): void {
    const tracks = this.#tracks
      .filter(({ kind }) => kind === wanted)
      .map(({ track, participant }) => ({ track, participant }))
    if (wanted === 'audio') this.#workers.tellAudio({ type: 'tracks', tracks })
    else this.#workers.tellVideo({ type: 'tracks', tracks })
  }

  #show(place: HTMLElement, { track, screen, size }: Shown): void {
    const { surface, transfer } = makeSurface(place)
    this.#workers.tellVideo({ type: 'attach', track, screen, surface }, transfer)
    if (size) this.#workers.tellVideo({ type: 'resize', screen, ...size })
  }

  #connect(): void {
    if (this.#name === null) return
    const { url, appVersion: app } = this.#options
    this.#workers.tellControl({ type: 'connect', url, app, name: this.#name, lastEntry: this.#lastEntry })
  }

  #receive(data: MediaEvent): void {
    if (data.type === 'stats') {
      this.#stats[data.kind] = data.stats
      // One of the two workers sets the pace, so that there is one event a second.
      if (data.kind === 'audio') {
        this.#options.onEvent({ type: 'stats', stats: [...data.stats, ...this.#stats.video] })
      }
      return
    }
    const { event } = data
    if (event.type === 'link') {
      // News of a connection that was given up meanwhile.
      if (this.#name === null) return
      this.#open = event.link.state === 'open'
    } else if (event.type === 'message') {
      if (this.#name === null) return
      const { message } = event
      if (message.type === 'welcome') {
        // Whoever is welcomed may answer at once, before the news that the link is open.
        this.#open = true
        this.#lastEntry = message.state?.entry ?? message.entries?.at(-1)?.number ?? this.#lastEntry
      } else if (message.type === 'entries') this.#lastEntry = message.entries.at(-1)?.number ?? this.#lastEntry
    }
    this.#options.onEvent(event)
  }

  #capturePicture(track: MediaStreamTrack): PublishedLayers['layers'] {
    const { width = 640, height = 480 } = track.getSettings()
    this.#endPicture()
    const { video } = this.#workers
    if (video !== null) this.#endPicture = capturePicture(track, video, width, height)
    return cameraLayers(width, height)
  }

  async #captureSound(track: MediaStreamTrack): Promise<void> {
    this.#endSound()
    const { audio } = this.#workers
    if (audio !== null) this.#endSound = await captureSound(track, audio, () => this.#output.start())
  }

  #ended(device: Source, track: MediaStreamTrack): void {
    if (track !== (device === 'camera' ? this.#camera : this.#microphone)) return
    this.#options.onEvent({ type: 'device-lost', device })
  }

  #restarted(name: WorkerName): void {
    if (name === 'control') {
      this.#open = false
      this.#connect()
      return
    }
    this.#tellTracks(name)
    if (name === 'audio') {
      this.#output.connectWorker()
      this.setPublished('microphone', this.#published.microphone)
      this.setMuted('microphone', this.#muted.microphone)
      this.setSound(this.#sound)
      if (this.#microphone) void this.#captureSound(this.#microphone)
      return
    }
    this.setPublished('camera', this.#published.camera)
    this.setMuted('camera', this.#muted.camera)
    if (this.#camera) this.#capturePicture(this.#camera)
    for (const [video, audio] of this.#sync) this.#workers.tellVideo({ type: 'sync', video, audio })
    for (const [place, shown] of this.#shown) this.#show(place, shown)
  }
}

/** Starts the engine's workers. There is one engine for the life of the page. */
export function createEngine(options: EngineOptions): Engine {
  return new MediaEngine(options)
}
