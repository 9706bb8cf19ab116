import type { CodecCheck } from '../../engine'
import type { Engine, EngineOptions } from '../../engine/api'
import type { AppEvent } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import type { HostProof } from '../api/guest_api'
import type { PastApi } from '../api/past_api'
import type { FilesAround } from '../chat/files'
import type { BackgroundEngine } from '../devices/background'
import type { MediaDevicesLike } from '../devices/capture'
import type { ShareDesktop, ShareSound } from '../media/screen_source'
import type { Store } from '../store'
import type { Permitted } from './abilities'
import type { Call } from './attention'
import type { Browser } from './browser'

/** What the window needs of the world around it. */

/** This is a guest's browser: there is no app behind the window, only the host's door. */
export interface GuestDoor {
  proof: Store<HostProof | null>
  /** Where the page comes from: `192.168.1.20:47800`. */
  host: string
  browser: Browser
  /** What the browser was told before; it may reject. */
  permission(name: 'camera' | 'microphone'): Promise<Permitted>
}

export interface Surroundings {
  api: AppApi
  guest?: GuestDoor
  /** What is kept of past meetings; a guest's browser keeps nothing. */
  past?: PastApi
  /** False: this browser engine can neither send nor receive sound and picture; one can still chat. */
  media?: boolean
  /** Whether this browser engine can hold a call at all. */
  supported: boolean
  mediaDevices: MediaDevicesLike | undefined
  /** Has the desktop ask which screen to share, where the engine sees none. */
  shareDesktop?: ShareDesktop
  /** Listens to what the computer plays, but for this app. */
  shareSound?: ShareSound
  createEngine(options: Pick<EngineOptions, 'appVersion' | 'onEvent'>): Engine
  /** Hides what is behind the person, where this browser can. */
  background?: BackgroundEngine | undefined
  files: FilesAround
  /** What is kept as long as the page's tab is there; may throw. Undefined: nothing is. */
  tab?: () => Storage
  watchEvents(onEvent: (event: AppEvent) => void): () => void
  checkCodecs(): Promise<CodecCheck>
  /** Whether the person looks at something else. */
  away(): boolean
  /** Shows a notification of the desktop. */
  notify(call: Call, clicked: () => void): void
  isErrorCode(text: string): boolean
}
