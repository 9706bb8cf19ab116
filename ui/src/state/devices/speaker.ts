import { Store } from '../store'
import { type Chosen, findChosen, NONE } from './chosen'

/** The chosen speaker, which can be pulled out and plugged in again. */
export class Speaker {
  /** The chosen one went away while it was used, and the system's own plays in its place. */
  readonly lost = new Store(false)
  readonly #play: (device: string) => Promise<void>
  #chosen = NONE
  /** Whether the chosen one plays. */
  #used = false

  /** `play`: moves the sound to that device (empty: the system's own); rejects if it cannot. */
  constructor(play: (device: string) => Promise<void>) {
    this.#play = play
  }

  /** Whether the chosen one is not there. */
  get missing(): boolean {
    return this.#chosen.id !== '' && !this.#used
  }

  /** Rejects if there is no such speaker; the sound stays where it was. Empty: the system's own. */
  async choose(device: string, label = ''): Promise<void> {
    await this.#play(device)
    this.#chosen = { id: device, label }
    this.#used = true
    this.lost.set(false)
  }

  /** The one that was chosen another day. If it is not there, the system's own plays until it is. */
  async remember(device: Chosen): Promise<void> {
    this.#chosen = device
    await this.#try()
  }

  /** Which speakers there are now. */
  async devicesChanged(devices: readonly Chosen[]): Promise<void> {
    // None at all: nothing plays in its place, and it goes on where it was once the system's sound is back.
    if (this.#chosen.id === '' || devices.length === 0) return
    const there = findChosen(devices, this.#chosen)
    if (there !== undefined && !(this.#used && there === this.#chosen.id)) {
      this.#chosen = { ...this.#chosen, id: there }
      await this.#try()
    } else if (there === undefined && this.#used) {
      this.#used = false
      this.lost.set(true)
      // It plays there already where the engine has changed over by itself.
      await this.#play('').catch(() => undefined)
    }
  }

  async #try(): Promise<void> {
    try {
      await this.choose(this.#chosen.id, this.#chosen.label)
    } catch {
      // Not there (yet): the next change of devices tries again.
      this.#used = false
    }
  }
}
