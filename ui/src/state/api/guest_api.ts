import { DEFAULTS } from '../../wire/defaults'
import type {
  About,
  AppState,
  BackgroundPicture,
  CheckReport,
  GuestJoin,
  GuestMeeting,
  GuestState,
  HostedMeeting,
  JoinedMeeting,
  JoinMeeting,
  Settings,
} from '../../wire/messages'
import { GUEST_PATH, MEETING_HEADER, NOTHING_HERE } from '../../wire/rules'
import { ProblemError } from '../problem'
import { Store } from '../store'
import { type AppApi, request } from './app_api'

/** Where the name, language and theme of a guest are kept: in their own browser, and nowhere else. */
const SETTINGS = 'meetdesk'

const BACKGROUND = 'meetdesk-background'

/** What shows a guest that the page comes from the host, as far as a page can show it. */
export interface HostProof {
  words: string
  /** SHA-256 of the certificate in hexadecimal pairs, as browsers show it. */
  fingerprint: string
  /** Whether the meeting's code is made of digits alone. */
  digits: boolean
}

export interface GuestSurroundings {
  /** `192.168.1.20:47800`. */
  host: string
  language: string
  /** Whether the page is on a phone, where the one who speaks is shown large. */
  phone?: boolean
  storage: Pick<Storage, 'getItem' | 'setItem'>
  openWindow(url: string): void
  fetch: typeof fetch
}

/** The host's door for browsers (`docs/protocol.md`, 2.5), in place of an app of one's own. */
export class GuestApi implements AppApi {
  readonly proof = new Store<HostProof | null>(null)
  readonly #around: GuestSurroundings

  constructor(around: GuestSurroundings) {
    this.#around = around
  }

  async state(): Promise<AppState> {
    const { version, words, fingerprint, digits, joined } = await this.#ask<GuestState>('GET')
    this.proof.set({ words, fingerprint, digits })
    return {
      ...DEFAULTS.AppState,
      version,
      settings: this.#settings(),
      system_language: this.#around.language,
      recent: [],
      joined: joined ? this.#joined(joined) : null,
      native_window: false,
    }
  }

  saveSettings(settings: Settings): Promise<Settings> {
    try {
      this.#around.storage.setItem(SETTINGS, JSON.stringify(settings))
    } catch {
      // A browser that keeps nothing: it holds until the page is closed.
    }
    return Promise.resolve(settings)
  }

  background(): Promise<BackgroundPicture> {
    return Promise.resolve({ picture: this.#around.storage.getItem(BACKGROUND) ?? '' })
  }

  saveBackground({ picture }: BackgroundPicture): Promise<void> {
    try {
      this.#around.storage.setItem(BACKGROUND, picture)
    } catch {
      // As for the settings.
    }
    return Promise.resolve()
  }

  async join({ code = '' }: JoinMeeting): Promise<JoinedMeeting> {
    try {
      return this.#joined(await this.#ask<GuestMeeting>('POST', { code } satisfies GuestJoin))
    } catch (error) {
      // The code may be of another kind by now, and be typed with other keys.
      void this.state().catch(() => undefined)
      throw error
    }
  }

  async stillHeld(meeting: string): Promise<void> {
    await this.#ask<GuestState>('GET', undefined, { [MEETING_HEADER]: meeting })
  }

  async leave(): Promise<void> {
    await this.#ask<void>('DELETE')
  }

  open(url: string): Promise<void> {
    this.#around.openWindow(url)
    return Promise.resolve()
  }

  host(): Promise<HostedMeeting> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  renewCode(): Promise<HostedMeeting> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  allowGuests(): Promise<HostedMeeting> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  check(): Promise<CheckReport> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  about(): Promise<About> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  openLogs(): Promise<void> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  openLicences(): Promise<void> {
    return Promise.reject(new ProblemError('not_allowed'))
  }

  soundMissing(): Promise<void> {
    return Promise.resolve()
  }

  saveTranscript(): Promise<void> {
    return Promise.resolve()
  }

  quit(): Promise<void> {
    return this.leave()
  }

  async #ask<Answer>(method: string, body?: GuestJoin, headers: Record<string, string> = {}): Promise<Answer> {
    try {
      return await request<Answer>(this.#around.fetch, method, GUEST_PATH, body, headers)
    } catch (error) {
      // There is a network in between, and the host may have ended the meeting.
      if (error instanceof ProblemError && error.detail.status === 0) throw new ProblemError('host_unreachable')
      if (error instanceof ProblemError && error.detail.status === NOTHING_HERE)
        throw new ProblemError('guests_not_allowed')
      throw error
    }
  }

  #joined({ meeting, title, host }: GuestMeeting): JoinedMeeting {
    return { meeting, title, host, address: this.#around.host }
  }

  #settings(): Settings {
    // A phone in somebody's hand: what it shows is decided in the meeting.
    const large: Partial<Settings> = this.#around.phone ? { layout: 'speaker' } : {}
    const first: Settings = { ...DEFAULTS.Settings, join_camera_off: true, ...large }
    try {
      const kept = JSON.parse(this.#around.storage.getItem(SETTINGS) ?? '{}') as Partial<Settings>
      return { ...first, ...kept }
    } catch {
      return first
    }
  }
}
