import type { Engine, EngineEvent, MannerChoice, PublishedLayers, ReceivedTrack, Source } from '../../engine/api'
import type { ClientMessage, HostMessage, Layer } from '../../wire/messages'

/** An engine that writes down what it is told, and says what the test tells it to say. */
export class FakeEngine implements Engine {
  readonly sent: ClientMessage[] = []
  readonly published: Partial<Record<Source, number | null>> = {}
  readonly announced: Partial<Record<Source, readonly Layer[]>> = {}
  readonly codecs: Partial<Record<Source, string | null>> = {}
  readonly muted: Partial<Record<Source, boolean>> = {}
  readonly given: Partial<Record<Source, MediaStreamTrack | null>> = {}
  manner: MannerChoice | null = null
  tracks: readonly ReceivedTrack[] = []
  sync: [number, number | null][] = []
  open = false
  name: string | null = null
  onEvent: (event: EngineEvent) => void = () => undefined
  layers: PublishedLayers = { codec: 'vp8', layers: [{ layer: 0, width: 320, height: 180 }] }

  say(message: HostMessage): void {
    this.onEvent({ type: 'message', message })
  }

  link(state: 'open' | 'lost'): void {
    this.open = state === 'open'
    this.onEvent({ type: 'link', link: state === 'open' ? { state } : { state, since: 0, attempt: 1, reason: '' } })
  }

  /** Requests of this kind that were sent, oldest first. */
  asked<Kind extends ClientMessage['type']>(type: Kind): Extract<ClientMessage, { type: Kind }>[] {
    return this.sent.filter((message): message is Extract<ClientMessage, { type: Kind }> => message.type === type)
  }

  connect(name: string): void {
    this.name = name
  }

  tryNow(): void {}

  disconnect(): void {
    this.open = false
    this.name = null
  }

  send(message: ClientMessage): boolean {
    if (this.open) this.sent.push(message)
    return this.open
  }

  setCamera(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    this.given.camera = track
    return Promise.resolve(track ? this.layers : null)
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    this.given.microphone = track
    return Promise.resolve(track ? { codec: 'opus', layers: [] } : null)
  }

  setScreenManner(choice: MannerChoice): void {
    this.manner = choice
  }

  setScreen(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    this.given.screen = track
    return Promise.resolve(track ? { ...this.layers, codec: 'vp09.00.40.08' } : null)
  }

  setScreenAudio(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    this.given.screen_audio = track
    return Promise.resolve(track ? { codec: 'opus', layers: [] } : null)
  }

  setPublished(source: Source, track: number | null, layers: readonly Layer[] = [], codec: string | null = null): void {
    this.published[source] = track
    this.codecs[source] = codec
    this.announced[source] = layers
  }

  setMuted(source: Source, muted: boolean): void {
    this.muted[source] = muted
  }

  setTracks(tracks: readonly ReceivedTrack[]): void {
    this.tracks = tracks
  }

  setSync(video: number, audio: number | null): void {
    this.sync.push([video, audio])
  }

  attach(): void {}
  detach(): void {}
  resize(): void {}
  setSound(): void {}
  setVolume(): void {}

  playTestSound(): Promise<void> {
    return Promise.resolve()
  }

  setSpeaker(): Promise<void> {
    return Promise.resolve()
  }

  soundIsThere(): void {}

  resumeAudio(): Promise<void> {
    return Promise.resolve()
  }
}
