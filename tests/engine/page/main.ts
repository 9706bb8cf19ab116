/** A page that is nothing but the engine: what the state layer would do, told by a test. */

import { createEngine, type Engine, type EngineEvent, unsupported } from '../../../ui/src/engine'
import { cameraConstraints, microphoneConstraints } from '../../../ui/src/state/devices/constraints'
import type { PublishedLayers } from '../../../ui/src/engine/api'
import { hideBackground } from '../../../ui/src/engine/background/backdrop'
import { Publisher } from '../../../ui/src/state/media/publisher'
import type { Answer } from '../../../ui/src/state/log/requests'
import { ProblemError } from '../../../ui/src/state/problem'
import type { ClientMessage, HostMessage, Track, Want } from '../../../ui/src/wire/messages'
import { encoded, outputs } from './coders'
import { OwnCamera } from './own_camera'

/** Everything on its way to the speaker also goes here, so that a test can hear it. */
const ears: AnalyserNode[] = []
const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode
AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
  if (to instanceof AudioDestinationNode) {
    const ear = new AnalyserNode(this.context, { fftSize: 32_768 })
    ears.push(ear)
    connect.call(this, ear)
  }
  return connect.call(this, to)
} as typeof AudioNode.prototype.connect

interface Shown {
  place: HTMLElement
  track: number
}

/** Whether there is a picture to be read: a video knows its size before it has one. */
function isDrawn<T extends HTMLCanvasElement | HTMLVideoElement>(picture: T | null | undefined): picture is T {
  if (!picture) return false
  if (picture instanceof HTMLCanvasElement) return picture.width > 0 && picture.height > 0
  return picture.videoWidth > 0 && picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
}

class Harness {
  readonly encoded = encoded
  readonly outputs = outputs
  readonly unsupported = unsupported()
  readonly events: EngineEvent[] = []
  readonly tracks = new Map<number, Track>()
  readonly shown = new Map<number, Shown>()
  participant = 0
  entry = 0
  /** Entries in the order they were delivered: a test looks for gaps and repetitions. */
  readonly entries: number[] = []
  stats: Extract<EngineEvent, { type: 'stats' }>['stats'] = []
  levels: Record<number, number> = {}
  ownLevels: number[] = []
  link: string[] = []
  readonly engine: Engine
  own: OwnCamera | null = null
  readonly #elements: Element[] = []
  #request = 0
  readonly #answers = new Map<number, (message: HostMessage) => void>()
  readonly #unanswered = new Map<number, (error: Error) => void>()
  #wants: Want[] = []
  #measured: (event: Extract<EngineEvent, { type: 'measured' }>) => void = () => undefined
  /** What was published by `publishTrack`, and what was measured of each source: the product says that, too. */
  readonly #published = new Map<string, number>()
  readonly #sizes = new Map<string, PublishedLayers>()

  constructor(url: string) {
    this.engine = createEngine({ url, appVersion: '0.0.0', onEvent: (event) => this.#receive(event) })
  }

  connect(name: string): void {
    this.engine.connect(name)
  }

  ask(message: Record<string, unknown>): Promise<HostMessage> {
    const id = ++this.#request
    return new Promise((resolve, reject) => {
      this.#answers.set(id, resolve)
      this.#unanswered.set(id, reject)
      if (!this.engine.send({ ...message, id } as unknown as ClientMessage)) reject(new ProblemError('heartbeat_lost'))
    })
  }

  async publish(source: 'camera' | 'microphone', constraints: MediaTrackConstraints = {}): Promise<number> {
    const asked = source === 'camera' ? cameraConstraints() : microphoneConstraints()
    const wanted = { ...asked, ...constraints }
    const stream = await navigator.mediaDevices.getUserMedia(source === 'camera' ? { video: wanted } : { audio: wanted })
    const [track] = stream.getTracks()
    const layers = source === 'camera' ? await this.engine.setCamera(track!) : await this.engine.setMicrophone(track!)
    const answer = await this.ask({ type: 'publish_track', source, codec: layers!.codec, layers: layers!.layers })
    if (answer.type !== 'done') throw new Error(JSON.stringify(answer))
    this.engine.setPublished(source, answer.track!)
    return answer.track!
  }

  /** Publishes this track as a camera or a screen; returns the track's id. */
  async publishTrack(source: 'camera' | 'screen', track: MediaStreamTrack): Promise<number> {
    const layers = source === 'camera' ? await this.engine.setCamera(track) : await this.engine.setScreen(track)
    const answer = await this.ask({ type: 'publish_track', source, ...layers })
    if (answer.type !== 'done') throw new Error(JSON.stringify(answer))
    this.engine.setPublished(source, answer.track!)
    this.#published.set(source, answer.track!)
    this.#saySize(source)
    return answer.track!
  }

  #saySize(source: string): void {
    const track = this.#published.get(source)
    const published = this.#sizes.get(source)
    if (track !== undefined && published) void this.ask({ type: 'update_track', track, ...published })
  }

  /** The same, announced in layers of this size, whatever its own. */
  async publishAs(source: 'camera' | 'screen', track: MediaStreamTrack, width: number, height: number): Promise<number> {
    const { codec, layers } = (source === 'camera' ? await this.engine.setCamera(track) : await this.engine.setScreen(track))!
    const said = layers.map(({ layer }) => ({ layer, width, height }))
    const answer = await this.ask({ type: 'publish_track', source, codec, layers: said })
    if (answer.type !== 'done') throw new Error(JSON.stringify(answer))
    this.engine.setPublished(source, answer.track!)
    return answer.track!
  }

  /** Publishes this track with the product's publisher, which also says every new size of its pictures. */
  follow(source: 'camera' | 'screen', track: MediaStreamTrack): void {
    const publisher = new Publisher({
      source,
      engine: this.engine,
      ask: async (request) => (await this.ask(request)) as Answer,
      published: () => [...this.tracks.values()].find((one) => one.participant === this.participant && one.source === source),
    })
    this.#measured = (event) => {
      if (event.source === source) publisher.setLayers(event.published)
    }
    publisher.setJoined(true)
    publisher.setTrack(track)
    publisher.setMuted(false)
  }

  /** From now on the camera is the state layer's, off at first. */
  beginCamera(): void {
    this.own = new OwnCamera({
      engine: this.engine,
      ask: (request) => this.ask(request),
      published: () => [...this.tracks.values()].find(({ participant, source }) => participant === this.participant && source === 'camera'),
    })
  }

  /** The track with its background blurred. */
  async blurred(track: MediaStreamTrack): Promise<MediaStreamTrack> {
    const nothing = (): void => undefined
    const events = { cost: nothing, veiled: nothing, failed: (detail: string) => console.error(detail) }
    return (await hideBackground(track, { kind: 'blur' }, events)).track
  }

  /** Shares whatever the browser hands out as a screen, with its sound; returns the ids of both tracks. */
  async share(): Promise<number[]> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true })
    const ids = []
    for (const [source, track] of [
      ['screen', stream.getVideoTracks()[0]!],
      ['screen_audio', stream.getAudioTracks()[0]!],
    ] as const) {
      const layers = source === 'screen' ? await this.engine.setScreen(track) : await this.engine.setScreenAudio(track)
      const answer = await this.ask({ type: 'publish_track', source, ...layers })
      if (answer.type !== 'done') throw new Error(JSON.stringify(answer))
      this.engine.setPublished(source, answer.track!)
      ids.push(answer.track!)
    }
    return ids
  }

  /** Fills the page with characters, each in a cell of 16 × 20 pixels. */
  write(lines: string[]): void {
    let page = document.querySelector('canvas')
    if (!page) {
      page = document.createElement('canvas')
      page.style.cssText = 'position: fixed; inset: 0'
      document.body.append(page)
    }
    page.width = innerWidth
    page.height = innerHeight
    const context = page.getContext('2d')!
    context.fillStyle = '#fff'
    context.fillRect(0, 0, page.width, page.height)
    context.fillStyle = '#222'
    context.font = '14px sans-serif'
    lines.forEach((line, row) => {
      ;[...line].forEach((character, column) => context.fillText(character, column * 16 + 1, row * 20 + 15))
    })
  }

  /** Brightness of every pixel of the only picture shown, at its own size. */
  async brightness(): Promise<{ width: number; height: number; pixels: string } | null> {
    const [shown] = this.shown.values()
    const element = shown?.place.querySelector<HTMLVideoElement>('[data-received]')
    if (!isDrawn(element)) return null
    const bitmap = await createImageBitmap(element)
    const { width, height } = bitmap
    const context = new OffscreenCanvas(width, height).getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    let pixels = ''
    for (let i = 0; i < data.length; i += 4) pixels += String.fromCharCode((data[i]! + 2 * data[i + 1]! + data[i + 2]!) >> 2)
    return { width, height, pixels: btoa(pixels) }
  }

  /** Whether somebody else's is known here: who publishes it is told so before the others are. */
  knows(source: 'camera' | 'screen'): boolean {
    return [...this.tracks.values()].some((track) => track.participant !== this.participant && track.source === source)
  }

  /** Shows the others' cameras (or screens) in that layer, in sync with their sound. */
  watch(layer: number, width = 640, height = 360, source: 'camera' | 'screen' = 'camera'): void {
    const wants: Want[] = []
    for (const track of this.tracks.values()) {
      if (track.participant === this.participant || track.source !== source) continue
      wants.push({ track: track.track, layer })
      const sound = [...this.tracks.values()].find(
        (other) =>
          other.participant === track.participant &&
          other.source === (source === 'camera' ? 'microphone' : 'screen_audio'),
      )
      this.engine.setSync(track.track, sound?.track ?? null)
      if (this.shown.has(track.track)) continue
      const place = document.createElement('div')
      document.body.append(place)
      this.shown.set(track.track, { place, track: track.track })
      this.engine.attach(track.track, place)
      this.engine.resize(place, width, height)
    }
    this.#wants = wants
    this.engine.send({ type: 'subscribe', wants })
  }

  hide(): void {
    for (const { place } of this.shown.values()) {
      this.engine.detach(place)
      place.remove()
    }
    this.shown.clear()
    this.#wants = []
    this.engine.send({ type: 'subscribe', wants: [] })
  }

  /** Pixels of the only picture shown, 32 × 18, as rows of [red, green, blue]; null if none was drawn. */
  async pixels(): Promise<number[][] | null> {
    const [shown] = this.shown.values()
    if (!shown) return null
    const picture = shown.place.firstElementChild as HTMLCanvasElement | HTMLVideoElement | null
    if (!isDrawn(picture)) return null
    const bitmap = await createImageBitmap(picture)
    const copy = new OffscreenCanvas(32, 18)
    const context = copy.getContext('2d')!
    context.drawImage(bitmap, 0, 0, 32, 18)
    const { data } = context.getImageData(0, 0, 32, 18)
    const pixels = []
    for (let i = 0; i < data.length; i += 4) pixels.push([data[i]!, data[i + 1]!, data[i + 2]!])
    return pixels
  }

  /** How many pictures were shown so far, by which element, and of which size; null if none was. */
  progress(): { element: number; frames: number; width: number; height: number } | null {
    const size = this.pictureSize()
    const [shown] = this.shown.values()
    const picture = shown?.place.firstElementChild
    if (size === null || !(picture instanceof HTMLVideoElement)) return null
    let element = this.#elements.indexOf(picture)
    if (element < 0) element = this.#elements.push(picture) - 1
    return { element, frames: picture.getVideoPlaybackQuality().totalVideoFrames, ...size }
  }

  /** Size of the only picture shown; null if none was drawn. */
  pictureSize(): { width: number; height: number } | null {
    const [shown] = this.shown.values()
    const picture = shown?.place.firstElementChild
    if (picture instanceof HTMLVideoElement) {
      return picture.videoWidth === 0 ? null : { width: picture.videoWidth, height: picture.videoHeight }
    }
    return picture instanceof HTMLCanvasElement ? { width: picture.width, height: picture.height } : null
  }

  /** The last 0.68 s of what is heard, at 48 kHz. */
  heard(): number[] {
    const samples = new Float32Array(32_768)
    ears[0]?.getFloatTimeDomainData(samples)
    return [...samples]
  }

  #receive(event: EngineEvent): void {
    if (event.type === 'stats') this.stats = event.stats
    else if (event.type === 'levels') Object.assign(this.levels, event.levels)
    else if (event.type === 'own-level') this.ownLevels.push(event.level)
    else this.events.push(event)
    this.own?.handle(event)
    if (event.type === 'measured') {
      this.#measured(event)
      this.#sizes.set(event.source, event.published)
      this.#saySize(event.source)
    }
    if (event.type === 'link') {
      this.link.push(event.link.state)
      if (event.link.state !== 'open') this.#lost()
    }
    if (event.type === 'message') this.#message(event.message)
  }

  /** What was asked is answered no more, and the next welcome begins with nothing. */
  #lost(): void {
    for (const reject of this.#unanswered.values()) reject(new ProblemError('heartbeat_lost'))
    this.#unanswered.clear()
    this.#answers.clear()
    this.own?.setJoined(false)
  }

  #message(message: HostMessage): void {
    if (message.type === 'welcome') {
      this.participant = message.participant
      if (message.state) {
        this.tracks.clear()
        for (const track of message.state.tracks) this.tracks.set(track.track, track)
        this.entry = message.state.entry
      }
    }
    const entries = message.type === 'welcome' || message.type === 'entries' ? message.entries : null
    for (const { number, change } of entries ?? []) {
      this.entries.push(number)
      if (number <= this.entry) continue
      this.entry = number
      if (change.change === 'track_published' || change.change === 'track_updated') {
        this.tracks.set(change.track.track, change.track)
      } else if (change.change === 'track_unpublished') this.tracks.delete(change.track)
      else if (change.change === 'left') {
        for (const track of this.tracks.values()) {
          if (track.participant === change.participant) this.tracks.delete(track.track)
        }
      }
    }
    this.engine.setTracks(
      [...this.tracks.values()]
        .filter((track) => track.participant !== this.participant)
        .map(({ track, participant, source, codec, layers }) => ({
          track,
          participant,
          kind: source === 'camera' || source === 'screen' ? 'video' : 'audio',
          codec,
          screen: source.startsWith('screen'),
          layers: layers ?? [],
        })),
    )
    if (message.type === 'welcome') {
      this.own?.setJoined(true)
      if (this.#wants.length > 0) this.engine.send({ type: 'subscribe', wants: this.#wants })
    }
    if (!('id' in message) || typeof message.id !== 'number') return
    this.#answers.get(message.id)?.(message)
    this.#unanswered.delete(message.id)
  }
}

Object.assign(window, { harness: new Harness(`ws://${location.host}${new URL(location.href).searchParams.get('meeting')}`) })
