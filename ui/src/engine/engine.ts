/** The page's side of the engine: hands devices and places for pictures to the workers and their events to the UI. */

import type { ClientMessage, Layer } from '../wire/messages'
import type {
  Carrying,
  Engine,
  EngineEvent,
  EngineOptions,
  MannerChoice,
  PictureSize,
  PublishedLayers,
  ReceivedTrack,
  SoundMode,
  Source,
  TrackStats,
} from './api'
import type { MediaEvent } from './audio/messages'
import { AudioOutput } from './audio/output'
import type { SoundSource } from './audio/sender'
import { Delivered } from './control/delivered'
import { makeMediaReady } from './media_ready'
import { capturePicture } from './picture_capture'
import { SoundCaptures } from './sound_capture'
import { Sources } from './sources'
import { CAMERA, type Format, screenFormat, type VideoSource } from './video/formats'
import { LARGE } from './video/layers'
import { makeSurface } from './video/surface'
import type { Size } from './video/upright'
import { type WorkerName, Workers } from './workers'

/** A place on the page where a track's picture is shown. */
interface Shown {
  track: number
  /** Its number in the video worker. */
  screen: number
  /** In device pixels. */
  size: { width: number; height: number } | null
}

class MediaEngine implements Engine, Carrying {
  readonly #options: EngineOptions
  readonly #media: boolean
  readonly #workers: Workers
  readonly #output: AudioOutput
  readonly #captures: SoundCaptures
  readonly #shown = new Map<HTMLElement, Shown>()
  #screenCount = 0
  #name: string | null = null
  #open = false
  #waiting = false
  #delivered = new Delivered()
  readonly #sources = new Sources()
  #tracks: readonly ReceivedTrack[] = []
  /** The pictures that the host was asked for. */
  #wanted: readonly number[] = []
  #sound: SoundMode = 'speech'
  #manner: MannerChoice = 'automatic'
  #joinCarriage: ((port: MessagePort) => void) | null = null
  readonly #sync = new Map<number, number | null>()
  readonly #stats: Record<'audio' | 'video', TrackStats[]> = { audio: [], video: [] }

  constructor(options: EngineOptions) {
    this.#options = options
    const emit = (event: EngineEvent): void => options.onEvent(event)
    this.#media = options.media ?? true
    if (this.#media) makeMediaReady()
    this.#workers = new Workers({
      media: this.#media,
      emit,
      receive: (event) => this.#receive(event),
      restarted: (name) => this.#restarted(name),
    })
    this.#output = new AudioOutput({
      emit,
      tellWorker: (request, transfer) => this.#workers.tellAudio(request, transfer),
      runs: (context) => this.#captures.contextChanged(context),
    })
    this.#captures = new SoundCaptures({
      output: this.#output,
      worker: () => this.#workers.audio,
      track: (source) => this.#sources.of(source).track,
    })
  }

  connect(name: string): void {
    this.#name = name
    this.#delivered = new Delivered()
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
    this.#open = this.#waiting = false
    this.#workers.tellControl({ type: 'disconnect' })
    for (const source of ['camera', 'microphone', 'screen', 'screen_audio'] as const) this.setPublished(source, null)
    this.setTracks([])
  }

  send(message: ClientMessage): boolean {
    // Who waits has nothing to say but goodbye; the host takes anything else for a mistake.
    const taken = this.#open || (this.#waiting && message.type === 'leave')
    if (taken) this.#workers.tellControl({ type: 'send', message })
    if (taken && message.type === 'subscribe') this.#tellWanted(message.wants.map(({ track }) => track))
    return taken
  }

  setCamera(track: MediaStreamTrack | null, size?: PictureSize): Promise<PublishedLayers | null> {
    return this.#setPicture('camera', track, CAMERA, size)
  }

  async setScreen(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    if (track) track.contentHint = 'detail'
    return this.#setPicture('screen', track, track ? await screenFormat() : CAMERA)
  }

  setScreenManner(choice: MannerChoice): void {
    this.#manner = choice
    this.#workers.tellVideo({ type: 'manner', choice })
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    return this.#setSound('microphone', track)
  }

  setScreenAudio(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    return this.#setSound('screen_audio', track)
  }

  setPublished(source: Source, track: number | null, layers?: readonly Layer[], codec: string | null = null): void {
    this.#sources.setPublished(source, track, layers, codec)
    if (isPicture(source)) this.#workers.tellVideo({ type: 'published', source, track, layers, codec })
    else this.#workers.tellAudio({ type: 'published', source, track })
  }

  setMuted(source: Source, muted: boolean): void {
    this.#sources.setMuted(source, muted)
    if (isPicture(source)) this.#workers.tellVideo({ type: 'muted', source, muted })
    else this.#workers.tellAudio({ type: 'muted', source, muted })
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

  soundIsThere(there: boolean): void {
    this.#output.soundIsThere(there)
  }

  playTestSound(): Promise<void> {
    return this.#output.playTestSound()
  }

  setTracks(tracks: readonly ReceivedTrack[]): void {
    const known = new Set(tracks.map(({ track }) => track))
    for (const { track, kind } of this.#tracks) if (kind === 'audio' && !known.has(track)) this.#output.remove(track)
    for (const track of this.#sync.keys()) if (!known.has(track)) this.#sync.delete(track)
    this.#tracks = tracks
    this.#tellAudioTracks()
    this.#tellVideoTracks()
  }

  joinCarriage(join: (port: MessagePort) => void): void {
    this.#joinCarriage = join
    const { port1, port2 } = new MessageChannel()
    this.#workers.tellControl({ type: 'peer', name: 'files', port: port1 }, [port1])
    join(port2)
  }

  #tellVideoTracks(): void {
    const pictures = this.#tracks.filter(({ kind }) => kind === 'video')
    this.#workers.tellVideo({
      type: 'tracks',
      tracks: pictures.map(({ track, participant, codec, screen, layers }) => ({
        track,
        participant,
        codec,
        screen,
        layers,
      })),
    })
  }

  #tellAudioTracks(): void {
    const sounds = this.#tracks.filter(({ kind }) => kind === 'audio')
    this.#workers.tellAudio({
      type: 'tracks',
      tracks: sounds.map(({ track, participant, screen }) => ({ track, participant, screen })),
    })
  }

  #setPicture(
    source: VideoSource,
    track: MediaStreamTrack | null,
    format: Format,
    size?: PictureSize,
  ): Promise<PublishedLayers | null> {
    this.#sources.take(source, track, format.codec)
    if (track === null || !this.#media) {
      this.#workers.tellVideo({ type: 'capture-end', source })
      return Promise.resolve(null)
    }
    const { codec } = format
    const { width, height } = this.#capturePicture(source, track, codec, size)
    return Promise.resolve({ codec, layers: format.layers(width, height) })
  }

  /** Returns the size that its picture is believed to have; the worker measures it. */
  #capturePicture(source: VideoSource, track: MediaStreamTrack, codec: string, size: PictureSize = {}): Size {
    track.addEventListener('ended', () => this.#ended(source, track))
    const known = track.getSettings()
    const { width = known.width ?? LARGE.width, height = known.height ?? LARGE.height } = size
    this.#sources.ends(source, () => undefined)
    const { video } = this.#workers
    const captured = { source, codec, size: { width, height } }
    if (video !== null) this.#sources.ends(source, capturePicture(track, video, captured))
    return { width, height }
  }

  /** With a copy of the track: what the one before still holds of it is given back. */
  #captureAgain(source: VideoSource): void {
    const { track, codec } = this.#sources.of(source)
    if (track?.readyState !== 'live') return
    const copy = track.clone()
    this.#sources.take(source, copy, codec)
    this.#capturePicture(source, copy, codec)
  }

  #tellWanted(tracks: readonly number[]): void {
    this.#wanted = tracks
    this.#workers.tellVideo({ type: 'wanted', tracks })
  }

  async #setSound(source: SoundSource, track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    this.#sources.take(source, track)
    if (track === null || !this.#media) {
      this.#workers.tellAudio({ type: 'capture-end', source })
      await this.#captures.begin(source)
      return null
    }
    track.addEventListener('ended', () => this.#ended(source, track))
    await this.#captures.begin(source)
    return { codec: 'opus', layers: [] }
  }

  #show(place: HTMLElement, { track, screen, size }: Shown): void {
    const { surface, transfer } = makeSurface(place)
    this.#workers.tellVideo({ type: 'attach', track, screen, surface }, transfer)
    if (size) this.#workers.tellVideo({ type: 'resize', screen, ...size })
  }

  #connect(): void {
    if (this.#name === null) return
    const { url, requests = false, appVersion: app } = this.#options
    this.#workers.tellControl({ type: 'connect', url, requests, app, name: this.#name, last: this.#delivered.last })
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
    if (data.type === 'recapture') {
      this.#captureAgain(data.source)
      return
    }
    const { event } = data
    if (event.type === 'link') {
      // News of a connection that was given up meanwhile.
      if (this.#name === null) return
      this.#open = event.link.state === 'open'
      this.#waiting = event.link.state === 'waiting'
    } else if (event.type === 'message') {
      if (this.#name === null) return
      this.#delivered.take(event.message)
      // Whoever is welcomed may answer at once, before the news that the link is open.
      if (event.message.type === 'welcome') this.#open = true
    }
    this.#options.onEvent(event)
  }

  #ended(source: Source, track: MediaStreamTrack): void {
    if (track !== this.#sources.of(source).track) return
    // Whoever shares a screen sees it end; it is no device.
    if (source !== 'camera' && source !== 'microphone') return
    this.#options.onEvent({ type: 'device-lost', device: source })
  }

  #restarted(name: WorkerName): void {
    if (name === 'control') {
      this.#open = this.#waiting = false
      if (this.#joinCarriage) this.joinCarriage(this.#joinCarriage)
      this.#connect()
      return
    }
    if (name === 'audio') {
      this.#output.connectWorker()
      this.#tellAudioTracks()
      this.setSound(this.#sound)
      for (const source of ['microphone', 'screen_audio'] as const) {
        this.#sayAgain(source)
        void this.#captures.begin(source)
      }
      return
    }
    this.#tellVideoTracks()
    this.#tellWanted(this.#wanted)
    this.setScreenManner(this.#manner)
    for (const source of ['camera', 'screen'] as const) {
      this.#sayAgain(source)
      const { track, codec } = this.#sources.of(source)
      if (track) this.#capturePicture(source, track, codec)
    }
    for (const [video, audio] of this.#sync) this.#workers.tellVideo({ type: 'sync', video, audio })
    for (const [place, shown] of this.#shown) this.#show(place, shown)
  }

  #sayAgain(source: Source): void {
    const { published, layers, announced, muted } = this.#sources.of(source)
    this.setPublished(source, published, layers, announced)
    this.setMuted(source, muted)
  }
}

function isPicture(source: Source): source is VideoSource {
  return source === 'camera' || source === 'screen'
}

/** Starts the engine's workers. There is one engine for the life of the page. */
export function createEngine(options: EngineOptions): Engine & Carrying {
  return new MediaEngine(options)
}
