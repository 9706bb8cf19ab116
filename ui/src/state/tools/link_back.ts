import { asProblem } from '../problem'

/** Asks what must not happen twice: where the link goes before the answer comes, nobody knows whether it happened until the
 * window is back. */
export class LinkBack {
  #joined = true
  #over = false
  #waiting: (() => void)[] = []

  /** Says whether it was answered; false: the answer was lost, and the window is back, or never will be. Rejects with a
   * ProblemError if it was refused. */
  async answered(asked: Promise<unknown>): Promise<boolean> {
    try {
      await asked
      return true
    } catch (error) {
      if (asProblem(error).code !== 'heartbeat_lost') throw error
      if (!this.#joined && !this.#over) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      return false
    }
  }

  setJoined(joined: boolean): void {
    this.#joined = joined
    if (joined) this.#goOn()
  }

  close(): void {
    this.#over = true
    this.#goOn()
  }

  #goOn(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
