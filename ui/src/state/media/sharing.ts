import type { PublishedLayers } from '../../engine/api'
import type { ErrorCode, Problem } from '../../wire/messages'
import type { MediaDevicesLike } from '../devices/capture'
import { screenConstraints } from '../devices/constraints'
import type { Part, Step } from '../log/feed'
import { Store } from '../store'
import type { Publisher } from './publisher'

export interface SharingView {
  /** `choosing`: the person is asked what to share. */
  state: 'off' | 'choosing' | 'on'
  /** What is shared, for a look at it; null: nothing. */
  track: MediaStreamTrack | null
  surface: 'screen' | 'window' | 'tab'
  /** Whether what it plays is shared, too. */
  sound: boolean
  problem: Problem | null
  /** The system ended it: the window was closed, or its own button was pressed. */
  ended: boolean
}

const OFF: SharingView = { state: 'off', track: null, surface: 'screen', sound: false, problem: null, ended: false }
const SURFACES: Record<string, SharingView['surface']> = { monitor: 'screen', window: 'window', browser: 'tab' }

/** The own shared screen, window or tab in a meeting. */
export class Sharing implements Part {
  readonly view = new Store<SharingView>(OFF)
  readonly #devices: () => MediaDevicesLike | undefined
  readonly #screen: Publisher
  readonly #sound: Publisher
  /** Counts attempts, so that an answer to an older one is thrown away. */
  #attempt = 0
  #tracks: MediaStreamTrack[] = []

  constructor(options: {
    devices(): MediaDevicesLike | undefined
    publisher(source: 'screen' | 'screen_audio'): Publisher
  }) {
    this.#devices = options.devices
    this.#screen = options.publisher('screen')
    this.#sound = options.publisher('screen_audio')
    // Whatever the host refuses is not shown to anybody, and must not be captured for nothing.
    for (const { problem } of [this.#screen, this.#sound]) {
      problem.subscribe((refused) => {
        if (refused !== null && this.view.get().state === 'on') this.#end({ problem: refused })
      })
    }
  }

  /** Asks the person what to share, instead of what is shared now if anything is. Giving up changes nothing. */
  async start(): Promise<void> {
    if (this.view.get().state === 'choosing') return
    const before = this.view.get()
    const attempt = ++this.#attempt
    this.view.set({ ...before, state: 'choosing', problem: null, ended: false })
    try {
      const stream = await this.#ask()
      if (attempt === this.#attempt) this.#share(stream)
      else for (const track of stream.getTracks()) track.stop()
    } catch (error) {
      if (attempt !== this.#attempt) return
      const code = problemOf(error)
      const still = this.#tracks.some(({ readyState, kind }) => kind === 'video' && readyState === 'live')
      this.view.set({ ...(still ? before : OFF), ended: false, problem: code === null ? null : { code } })
    }
  }

  stop(): void {
    this.#end({})
  }

  dismiss(): void {
    this.view.update((view) => ({ ...view, problem: null, ended: false }))
  }

  /** Somebody who may do that stopped an own track. */
  entered({ entry: { change } }: Step): void {
    if (change.change !== 'track_unpublished' || typeof change.by !== 'number') return
    if (this.#screen.id === change.track) this.#end({})
    else if (this.#sound.id === change.track) {
      this.#sound.setTrack(null)
      this.view.update((view) => ({ ...view, sound: false }))
    }
  }

  /** The shared window has another size than was published. */
  setLayers(layers: PublishedLayers): void {
    this.#screen.setLayers(layers)
  }

  setJoined(joined: boolean): void {
    this.#screen.setJoined(joined)
    this.#sound.setJoined(joined)
  }

  /** The meeting is over. */
  async close(): Promise<void> {
    this.#end({})
    await Promise.all([this.#screen.stop(), this.#sound.stop()])
  }

  #ask(): Promise<MediaStream> {
    const devices = this.#devices()
    if (!devices?.getDisplayMedia) return Promise.reject(new TypeError('no screen capture in this engine'))
    return devices.getDisplayMedia(screenConstraints())
  }

  #share(stream: MediaStream): void {
    const [track] = stream.getVideoTracks()
    const [sound] = stream.getAudioTracks()
    this.#release()
    this.#tracks = stream.getTracks()
    if (!track) {
      this.#end({ problem: { code: 'screen_failed' } })
      return
    }
    track.addEventListener('ended', () => {
      if (this.#tracks.includes(track)) this.#end({ ended: true })
    })
    const surface = SURFACES[track.getSettings().displaySurface ?? ''] ?? 'screen'
    this.view.set({ ...OFF, state: 'on', track, surface, sound: sound !== undefined })
    this.#screen.setTrack(track)
    this.#sound.setTrack(sound ?? null)
  }

  #end(why: Partial<SharingView>): void {
    this.#attempt++
    this.#release()
    this.view.set({ ...OFF, ...why })
    this.#screen.setTrack(null)
    this.#sound.setTrack(null)
  }

  #release(): void {
    for (const track of this.#tracks) track.stop()
    this.#tracks = []
  }
}

/** The stable code for what getDisplayMedia rejected with; null: the person changed their mind. */
function problemOf(error: unknown): ErrorCode | null {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: '', message: '' }
  switch (name) {
    case 'NotAllowedError':
      // Chromium's words where the system itself forbids it, as macOS does until it is allowed in its settings.
      return message.includes('system') ? 'screen_denied' : null
    // Qt's engine says so when nothing was chosen.
    case 'AbortError':
      return null
    case 'TypeError':
    case 'NotSupportedError':
      return 'screen_unsupported'
    default:
      return 'screen_failed'
  }
}
