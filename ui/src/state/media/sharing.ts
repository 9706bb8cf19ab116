import type { DesktopSound } from '../../engine'
import type { EngineEvent, Manner, MannerChoice } from '../../engine/api'
import type { Problem } from '../../wire/messages'
import type { Part, Step } from '../log/feed'
import { asProblem } from '../problem'
import { Store } from '../store'
import type { Publisher } from './publisher'
import type { ScreenSource, Shared, Surface } from './screen_source'

export interface SharingView {
  /** `choosing`: the person is asked what to share; `again`: whether it is to be what they shared last. */
  state: 'off' | 'again' | 'choosing' | 'on'
  /** What is shared, for a look at it; null: nothing. */
  track: MediaStreamTrack | null
  surface: Surface
  /** Whether what it plays is shared, too. */
  sound: boolean
  problem: Problem | null
  /** The system ended it: the window was closed, or its own button was pressed. */
  ended: boolean
}

const OFF: SharingView = { state: 'off', track: null, surface: 'screen', sound: false, problem: null, ended: false }

/** How the own screen is sent: as was chosen, and as that is now. */
export interface MannerView {
  choice: MannerChoice
  now: Manner
}

/** The own shared screen, window or tab in a meeting. */
export class Sharing implements Part {
  readonly view = new Store<SharingView>(OFF)
  readonly manner = new Store<MannerView>({ choice: 'automatic', now: 'sharp' })
  readonly screens: ScreenSource
  readonly #screen: Publisher
  readonly #sound: Publisher
  readonly #setManner: (choice: MannerChoice) => void
  /** Counts attempts, so that an answer to an older one is thrown away. */
  #attempt = 0
  #shared: Shared | null = null
  /** What the computer plays, as long as it is shared. */
  #playing: DesktopSound | null = null
  /** Whether the person wants it now. */
  #listens = false
  /** Takes the question away that the person is asked. */
  #asking: AbortController | null = null

  constructor(options: {
    screens: ScreenSource
    publisher(source: 'screen' | 'screen_audio'): Publisher
    setManner(choice: MannerChoice): void
  }) {
    this.screens = options.screens
    this.#setManner = options.setManner
    this.#screen = options.publisher('screen')
    this.#sound = options.publisher('screen_audio')
    // Whatever the host refuses is not shown to anybody, and must not be captured for nothing.
    for (const { problem } of [this.#screen, this.#sound]) {
      problem.subscribe((refused) => {
        if (refused !== null && this.view.get().state === 'on') this.#end({ problem: refused })
      })
    }
  }

  /** Asks the person what to share. Where the desktop hands out again what they shared last, without a question of its
   *  own, that is asked first: `choose` is called with the answer then. */
  async start(): Promise<void> {
    const { last } = this.screens
    if (this.view.get().state === 'off' && last !== null) this.view.set({ ...OFF, state: 'again', surface: last })
    else await this.choose()
  }

  /** Asks the person what to share, instead of what is shared now if anything is. Giving up changes nothing. `again`: not
   *  asked, it is what was shared last. */
  async choose(again = false): Promise<void> {
    if (this.view.get().state === 'choosing') return
    const before = this.#shared ? this.view.get() : OFF
    const attempt = ++this.#attempt
    this.view.set({ ...before, state: 'choosing', problem: null, ended: false })
    let shared: Shared | null = null
    let problem: Problem | null = null
    try {
      const asking = new AbortController()
      this.#asking = asking
      shared = await this.screens.choose(asking.signal, again)
    } catch (error) {
      problem = asProblem(error)
    }
    if (attempt === this.#attempt) this.#asking = null
    if (attempt !== this.#attempt) shared?.end()
    else if (shared) this.#share(shared)
    else this.view.set({ ...before, ended: false, problem })
  }

  stop(): void {
    this.#end({})
  }

  /** For what is shared now; another share begins as it moves. */
  setManner(choice: MannerChoice): void {
    this.manner.update(({ now }) => ({ choice, now: choice === 'automatic' ? now : choice }))
    this.#setManner(choice)
  }

  /** Shares what this computer plays with the screen that is shared, or (false) listens to it no longer. */
  async setSound(on: boolean): Promise<void> {
    const shared = this.#shared
    if (shared === null || on === this.#listens) return
    this.#silence()
    this.#listens = on
    this.view.update((view) => ({ ...view, sound: on, problem: null }))
    if (!on) return
    let problem: Problem | null = null
    try {
      const playing = await this.screens.listen()
      if (!this.#listens || shared !== this.#shared) {
        playing.end()
        return
      }
      this.#playing = playing
      this.#sound.setTrack(playing.track)
      void playing.ended.then((why) => {
        if (this.#playing !== playing || why === 'wanted') return
        this.#silence()
        this.view.update((view) => ({ ...view, sound: false, problem: { code: 'screen_no_sound', detail: {} } }))
      })
      return
    } catch (error) {
      problem = asProblem(error)
    }
    if (shared !== this.#shared) return
    this.#silence()
    this.view.update((view) => ({ ...view, sound: false, problem }))
  }

  /** Nothing of the computer is listened to, and nothing of it is in the meeting. */
  #silence(): void {
    this.#listens = false
    this.#playing?.end()
    this.#playing = null
    this.#sound.setTrack(this.#shared?.sound ?? null)
  }

  dismiss(): void {
    this.view.update((view) => ({ ...view, problem: null, ended: false }))
  }

  /** Somebody who may do that stopped an own track. */
  entered({ entry: { change } }: Step): void {
    if (change.change !== 'track_unpublished' || typeof change.by !== 'number') return
    if (this.#screen.id === change.track) this.#end({})
    else if (this.#sound.id === change.track) {
      this.#silence()
      this.#sound.setTrack(null)
      this.view.update((view) => ({ ...view, sound: false }))
    }
  }

  /** What the engine finds out about the shared picture: it has another size than was published, or moves. */
  told(event: Extract<EngineEvent, { type: 'measured' | 'screen-manner' }>): void {
    if (event.type === 'measured') this.#screen.setLayers(event.published)
    else this.manner.update(({ choice }) => ({ choice, now: event.manner }))
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

  #share(shared: Shared): void {
    this.#release()
    this.#shared = shared
    shared.onEnded((code) => {
      if (this.#shared === shared) this.#end(code === null ? { ended: true } : { problem: { code, detail: {} } })
    })
    const { picture, sound, surface } = shared
    this.setManner('automatic')
    this.view.set({ ...OFF, state: 'on', track: picture, surface, sound: sound !== null })
    this.#screen.setTrack(picture)
    this.#sound.setTrack(sound)
  }

  #end(why: Partial<SharingView>): void {
    this.#attempt++
    this.#asking?.abort()
    this.#asking = null
    this.#release()
    this.view.set({ ...OFF, ...why })
    this.#screen.setTrack(null)
    this.#sound.setTrack(null)
  }

  #release(): void {
    const shared = this.#shared
    this.#shared = null
    this.#silence()
    shared?.end()
  }
}
