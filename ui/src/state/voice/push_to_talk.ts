import { Store } from '../store'

/** How long one is still heard after letting go, in milliseconds: nobody lets go exactly at the end of a word. */
const TAIL = 200

/** Talking for as long as a key is held, by somebody who is muted otherwise. */
export class PushToTalk {
  readonly talking = new Store(false)
  readonly #isMuted: () => boolean
  readonly #setMuted: (muted: boolean) => void
  #tail: ReturnType<typeof setTimeout> | undefined

  constructor(options: { isMuted(): boolean; setMuted(muted: boolean): void }) {
    this.#isMuted = options.isMuted
    this.#setMuted = options.setMuted
  }

  press(): void {
    clearTimeout(this.#tail)
    if (!this.#isMuted()) return
    this.talking.set(true)
    this.#setMuted(false)
  }

  release(): void {
    clearTimeout(this.#tail)
    if (this.talking.get()) this.#tail = setTimeout(() => this.#end(), TAIL)
  }

  /** The person muted or unmuted by other means, which goes before the key. */
  forget(): void {
    clearTimeout(this.#tail)
    this.talking.set(false)
  }

  #end(): void {
    if (!this.talking.get()) return
    this.talking.set(false)
    this.#setMuted(true)
  }
}
