import type { Readable } from '../store'

/** Under what the page keeps it, as long as its tab is there. */
const KEPT = 'meetdesk-own-media'

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** What a person has switched off in a meeting. */
export interface Off {
  micMuted: boolean
  cameraOff: boolean
}

/** What was on and off in a meeting, for a page that is loaded once more in the middle of it: nobody is heard who had
 * muted themselves, and nobody's camera goes off by a reload. */
export class AfterReload {
  readonly #storage: (() => Kept) | undefined

  /** `storage`: of this tab; may throw, as a browser does that keeps nothing. */
  constructor(storage: (() => Kept) | undefined) {
    this.#storage = storage
  }

  /** As it was in this very meeting; null: this page has not been in it. */
  of(meeting: string): Off | null {
    try {
      const kept = JSON.parse(this.#storage?.().getItem(KEPT) ?? '{}') as Partial<Off & { meeting: string }>
      if (kept.meeting !== meeting) return null
      return { micMuted: kept.micMuted === true, cameraOff: kept.cameraOff === true }
    } catch {
      return null
    }
  }

  /** Keeps it from now on. */
  follow(meeting: string, own: { micMuted: Readable<boolean>; cameraOff: Readable<boolean> }): void {
    const keep = (): void => {
      const off: Off = { micMuted: own.micMuted.get(), cameraOff: own.cameraOff.get() }
      this.#try((storage) => storage.setItem(KEPT, JSON.stringify({ meeting, ...off })))
    }
    own.micMuted.subscribe(keep)
    own.cameraOff.subscribe(keep)
  }

  /** The meeting is over for this person: the next one begins as they have set. */
  forget(): void {
    this.#try((storage) => storage.removeItem(KEPT))
  }

  #try(doing: (storage: Kept) => void): void {
    try {
      if (this.#storage) doing(this.#storage())
    } catch {
      // A browser that keeps nothing: after a reload it is as the person has set.
    }
  }
}
