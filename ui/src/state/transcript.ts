import type { ChatMessage, Problem } from '../wire/messages'
import type { AppApi } from './api'
import { asProblem } from './problem'
import { Store } from './store'

/** Messages are handed over in batches: after this pause, and after this one when it failed (milliseconds). */
const PAUSE = 500
const PAUSE_AFTER_FAILURE = 10_000
const BATCH = 500
/** Messages that may wait for a store that does not work; the oldest are given up first. */
const WAITING = 10_000

/** Hands chat messages to the app, which keeps them; one that was handed over is not sent again. */
export class TranscriptKeeper {
  readonly problem = new Store<Problem | null>(null)
  readonly #api: Pick<AppApi, 'saveTranscript'>
  readonly #meeting: string
  readonly #seen = new Set<number>()
  #waiting: ChatMessage[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving = false

  constructor(api: Pick<AppApi, 'saveTranscript'>, meeting: string) {
    this.#api = api
    this.#meeting = meeting
  }

  keep(messages: readonly ChatMessage[]): void {
    for (const message of messages) {
      if (this.#seen.has(message.entry)) continue
      this.#seen.add(message.entry)
      this.#waiting.push(message)
    }
    if (this.#waiting.length > WAITING) this.#waiting = this.#waiting.slice(-WAITING)
    this.#schedule(PAUSE)
  }

  /** Hands over what waits, now: the meeting is over. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#save()
  }

  #schedule(pause: number): void {
    if (this.#waiting.length === 0 || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#save()
    }, pause)
  }

  async #save(): Promise<void> {
    if (this.#saving || this.#waiting.length === 0) return
    this.#saving = true
    const batch = this.#waiting.slice(0, BATCH)
    try {
      await this.#api.saveTranscript({ meeting: this.#meeting, messages: batch })
      this.#waiting = this.#waiting.slice(batch.length)
      this.problem.set(null)
      this.#saving = false
      this.#schedule(PAUSE)
    } catch (error) {
      this.problem.set(asProblem(error))
      this.#saving = false
      this.#schedule(PAUSE_AFTER_FAILURE)
    }
  }
}
