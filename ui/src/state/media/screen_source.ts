/** Where a shared screen comes from: this browser engine, or the desktop where the engine sees none. */

import type { DesktopShare, DesktopSound } from '../../engine'
import type { ErrorCode, ScreenEnd, ScreenSurface, ScreensOffered } from '../../wire/messages'
import type { MediaDevicesLike } from '../devices/capture'
import { screenConstraints } from '../devices/constraints'
import { ProblemError } from '../problem'
import { Store } from '../store'

export type Surface = 'screen' | 'window' | 'tab'

/** Has the desktop ask the person, or (`again`) hand out what was shared last; says why if nothing is shared. `unwanted`:
 *  nobody needs the answer any more. */
export type ShareDesktop = (unwanted: AbortSignal, again: boolean) => Promise<DesktopShare | ScreenEnd>

/** Listens to what the computer plays, but for this app; says why if nothing can be heard. */
export type ShareSound = () => Promise<DesktopSound | ScreenEnd>

/** What the person chose, as long as it is captured. */
export interface Shared {
  picture: MediaStreamTrack
  sound: MediaStreamTrack | null
  surface: Surface
  /** Calls back once, unless `end` was called before; with why, if something is the matter. */
  onEnded(call: (problem: ErrorCode | null) => void): void
  end(): void
}

const SURFACES: Record<string, Surface> = { monitor: 'screen', window: 'window', browser: 'tab' }
const PROBLEMS: Record<ScreenEnd, ErrorCode | null> = {
  declined: null,
  outside: null,
  wanted: null,
  failed: 'screen_failed',
  unavailable: 'screen_no_portal',
}

export class ScreenSource {
  /** What can be shared here; null: not known yet, or not to be known before the person is asked. */
  readonly offered = new Store<ScreensOffered | null>(null)
  readonly #devices: MediaDevicesLike | undefined
  readonly #ask: (() => Promise<ScreensOffered>) | undefined
  readonly #desktop: ShareDesktop | undefined
  readonly #sound: ShareSound | undefined

  /** `ask`: the own app, what this desktop offers; `desktop`: has the desktop ask the person. Guests have neither. */
  constructor(options: {
    devices: MediaDevicesLike | undefined
    ask?: (() => Promise<ScreensOffered>) | undefined
    desktop?: ShareDesktop | undefined
    sound?: ShareSound | undefined
  }) {
    this.#devices = options.devices
    this.#ask = options.ask
    this.#desktop = options.desktop
    this.#sound = options.sound
  }

  /** Looks what this desktop offers now. */
  async look(): Promise<void> {
    const offered = await this.#ask?.().catch(() => null)
    if (offered) this.offered.set(offered)
  }

  /** What was shared last and is handed out again without a question of the desktop's: ours has to come before. */
  get last(): ScreenSurface | null {
    return this.offered.get()?.again ?? null
  }

  /** Asks the person, or (`again`) takes what was shared last. Null: they chose nothing. `unwanted`: takes the question away
   *  where that can be. Rejects with a ProblemError. */
  async choose(unwanted: AbortSignal, again = false): Promise<Shared | null> {
    if ((this.offered.get()?.by ?? 'nobody') === 'nobody') await this.look()
    const offered = this.offered.get()
    if (offered?.by === 'nobody') throw new ProblemError(offered.problem ?? 'screen_unsupported')
    if (offered?.by !== 'desktop' || !this.#desktop) return this.#fromEngine()
    const share = await this.#desktop(unwanted, again)
    // What it was handed out again by is used up, and the desktop has given the next or none; who declined another one keeps it.
    if (typeof share !== 'string') this.offered.set({ ...offered, again: share.again ? share.surface : null })
    else if (again) this.offered.set({ ...offered, again: null })
    return fromDesktop(share)
  }

  /** Listens to what this computer plays, without the meeting: nobody but us asks the person before. Rejects with a
   *  ProblemError. */
  async listen(): Promise<DesktopSound> {
    const sound = (await this.#sound?.()) ?? 'unavailable'
    if (typeof sound === 'string') throw new ProblemError('screen_no_sound')
    return sound
  }

  async #fromEngine(): Promise<Shared | null> {
    const devices = this.#devices
    if (!devices?.getDisplayMedia) throw new ProblemError('screen_unsupported')
    let stream: MediaStream
    try {
      stream = await devices.getDisplayMedia(screenConstraints())
    } catch (error) {
      const code = problemOf(error)
      if (code === null) return null
      throw new ProblemError(code)
    }
    const [picture] = stream.getVideoTracks()
    const [sound = null] = stream.getAudioTracks()
    let ended = false
    const end = (): void => {
      ended = true
      for (const track of stream.getTracks()) track.stop()
    }
    if (!picture) {
      end()
      throw new ProblemError('screen_failed')
    }
    const surface = SURFACES[picture.getSettings().displaySurface ?? ''] ?? 'screen'
    const onEnded = (call: (problem: ErrorCode | null) => void): void =>
      picture.addEventListener('ended', () => {
        if (!ended) call(null)
        end()
      })
    return { picture, sound, surface, onEnded, end }
  }
}

function fromDesktop(share: DesktopShare | ScreenEnd): Shared | null {
  if (typeof share === 'string') {
    const code = PROBLEMS[share]
    if (code === null) return null
    throw new ProblemError(code)
  }
  const { track: picture, surface, ended, end } = share
  const onEnded = (call: (problem: ErrorCode | null) => void): void =>
    void ended.then((why) => {
      if (why !== 'wanted') call(PROBLEMS[why])
    })
  return { picture, sound: null, surface, onEnded, end }
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
