import type { Engine, PictureSize, PublishedLayers, Source } from '../../engine/api'
import type { Layer, Problem, Track } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { asProblem } from '../problem'
import { Store } from '../store'

/** How often a new size is told, in milliseconds: a window that is being resized has another one with every frame, and
 *  what one person may ask of the host (`BUDGET.requests`) is soon used up by that. */
export const SIZE_EVERY = 150

/**
 * Makes what the meeting has of one own source equal to what is wanted: publishes, updates and mutes a track. Works by
 * comparing, so that it can be asked again after anything: a changed device, a new connection, a refused request.
 */
export class Publisher {
  readonly problem = new Store<Problem | null>(null)
  readonly #source: Source
  readonly #engine: Engine
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #published: () => Track | undefined
  #track: MediaStreamTrack | null = null
  #given: MediaStreamTrack | null = null
  #layers: PublishedLayers | null = null
  #muted = false
  #id: number | null = null
  /** What the host has taken of `#layers`, and told the others. */
  #announced: readonly Layer[] | null = null
  #joined = false
  #work: Promise<void> | null = null
  #again = false
  #sizeToldAt = Number.NEGATIVE_INFINITY
  #sizeTimer: ReturnType<typeof setTimeout> | undefined

  constructor(options: {
    source: Source
    engine: Engine
    ask(request: NewRequest): Promise<Answer>
    /** The own track of this source in the meeting's state now. */
    published(): Track | undefined
  }) {
    this.#source = options.source
    this.#engine = options.engine
    this.#ask = options.ask
    this.#published = options.published
  }

  /** The id under which the meeting knows it; null: it is not published. */
  get id(): number | null {
    return this.#id
  }

  /** What is captured now; null: nothing. A camera or microphone is muted then, something shared is withdrawn. */
  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track
    void this.#settle()
  }

  /** The engine measured what it was handed: it is not of the size that was published. */
  setLayers(layers: PublishedLayers): void {
    this.#layers = layers
    if (this.#sizeTimer !== undefined) return
    const wait = this.#sizeToldAt + SIZE_EVERY - performance.now()
    const tell = (): void => {
      this.#sizeTimer = undefined
      this.#sizeToldAt = performance.now()
      void this.#settle()
    }
    if (wait <= 0) tell()
    else this.#sizeTimer = setTimeout(tell, wait)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    // At once, without waiting for the host: nobody must be heard after they muted themselves.
    this.#engine.setMuted(this.#source, muted)
    void this.#settle()
  }

  /** Whether requests can be answered: after every welcome, and not while the link is lost. */
  setJoined(joined: boolean): void {
    this.#joined = joined
    if (!joined) this.#announced = null
    void this.#settle()
  }

  /** Gives the device back; nothing is published any more. */
  async stop(): Promise<void> {
    this.#joined = false
    this.#track = null
    clearTimeout(this.#sizeTimer)
    this.#sizeTimer = undefined
    await this.#settle()
  }

  #settle(): Promise<void> {
    this.#again = true
    this.#work ??= this.#run()
    return this.#work
  }

  async #run(): Promise<void> {
    // Whoever asks while this waits for something is served by the next round.
    while (this.#again) {
      this.#again = false
      try {
        await this.#step()
        this.problem.set(null)
      } catch (error) {
        const problem = asProblem(error)
        // A lost link is no failure of the device: `setJoined` brings us back here.
        if (problem.code !== 'heartbeat_lost') this.problem.set(problem)
      }
    }
    this.#work = null
  }

  async #step(): Promise<void> {
    if (this.#track !== this.#given) await this.#hand(this.#track)
    if (!this.#joined) return
    const published = this.#published()
    const muted = this.#muted || this.#given === null
    if (!published) {
      if (this.#given === null || this.#layers === null) return
      const { codec, layers } = this.#layers
      const answer = await this.#ask({ type: 'publish_track', source: this.#source, muted, codec, layers })
      if (answer.type === 'done' && typeof answer.track === 'number') this.#setPublished(answer.track, layers, codec)
      return
    }
    if (this.#given === null && this.#isShared) {
      this.#setPublished(null)
      await this.#ask({ type: 'unpublish_track', track: published.track })
      return
    }
    this.#setPublished(published.track, this.#announced ?? published.layers, published.codec)
    const layers = this.#layers
    const changed = layers !== null && !sameLayers(published, layers)
    if (published.muted === muted && !changed) return
    await this.#ask({
      type: 'update_track',
      track: published.track,
      muted,
      ...(changed ? { codec: layers.codec, layers: layers.layers } : {}),
    })
    // Not before: the others decode nothing larger than what they were told.
    if (changed) this.#setPublished(published.track, layers.layers, layers.codec)
  }

  get #isShared(): boolean {
    return this.#source === 'screen' || this.#source === 'screen_audio'
  }

  #setPublished(track: number | null, layers: readonly Layer[] = [], codec: string | null = null): void {
    this.#id = track
    this.#announced = track === null ? null : layers
    this.#engine.setPublished(this.#source, track, layers, codec)
  }

  #capture(track: MediaStreamTrack | null, size: PictureSize): Promise<PublishedLayers | null> {
    switch (this.#source) {
      case 'camera':
        return this.#engine.setCamera(track, size)
      case 'microphone':
        return this.#engine.setMicrophone(track)
      case 'screen':
        return this.#engine.setScreen(track)
      case 'screen_audio':
        return this.#engine.setScreenAudio(track)
    }
  }

  async #hand(track: MediaStreamTrack | null): Promise<void> {
    this.#given = track
    // The engine gets a copy: the original stays with the own tile and the device list.
    const copy = track?.clone() ?? null
    // A copy of a track that frames were made for does not know their size. Nor may the track itself: see `setLayers`.
    const { width, height } = track?.getSettings() ?? {}
    const layers = await this.#capture(copy, { width, height })
    if (layers !== null) this.#layers = layers
  }
}

function sameLayers(track: Track, layers: PublishedLayers): boolean {
  const known = track.layers
  return (
    track.codec === layers.codec &&
    known.length === layers.layers.length &&
    known.every((layer, at) => {
      const other = layers.layers[at]
      return other && layer.layer === other.layer && layer.width === other.width && layer.height === other.height
    })
  )
}
