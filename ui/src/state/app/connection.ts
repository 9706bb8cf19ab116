import type { Engine, LinkState } from '../../engine/api'
import { LIMITS } from '../../wire/rules'
import type { AppApi } from '../api/app_api'
import type { MeetingView } from '../log/feed'
import { asProblem } from '../problem'
import type { Readable } from '../store'
import { type Ending, endingOf } from './screens'

/** A link that is gone for longer than the host keeps a place will not come back; five seconds for the answer that says so.
 * In milliseconds. */
const GIVE_UP = (LIMITS.return_seconds + 5) * 1_000

/** The window's connection to the host of one meeting: the engine keeps it and brings it back, this says when it is over. */
export class Connection {
  readonly #engine: Pick<Engine, 'connect' | 'disconnect'>
  readonly #api: Pick<AppApi, 'stillHeld'>
  readonly #view: Readable<MeetingView>
  readonly #meeting: string | null
  readonly #isErrorCode: (text: string) => boolean
  readonly #onEnd: (ending: Ending) => void
  #open = false
  #unwatch: () => void = () => undefined
  #giveUp: ReturnType<typeof setTimeout> | undefined
  /** The attempt to come back for which it was asked whether the meeting is still held. */
  #asked = 0

  constructor(options: {
    engine: Pick<Engine, 'connect' | 'disconnect'>
    api: Pick<AppApi, 'stillHeld'>
    /** What the meeting makes of the link's states. */
    view: Readable<MeetingView>
    /** Its id, if it was joined; null: it is hosted here. */
    meeting: string | null
    /** Tells stable error codes from other texts. */
    isErrorCode(text: string): boolean
    /** The host closed it, or it was lost for too long; at most once, and not after `close`. */
    onEnd(ending: Ending): void
  }) {
    this.#engine = options.engine
    this.#api = options.api
    this.#view = options.view
    this.#meeting = options.meeting
    this.#isErrorCode = options.isErrorCode
    this.#onEnd = options.onEnd
  }

  /** Takes part under this name; everything else follows from the engine's events. Once only. */
  open(name: string): void {
    this.#open = true
    this.#unwatch = this.#view.subscribe(({ link, endReason }) => {
      if (link.state !== 'closed') this.#watch(link)
      else this.#end(endingOf(link.code, link.reason, endReason, this.#isErrorCode))
    })
    this.#engine.connect(name)
  }

  /** Closes it, unless it is. */
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#unwatch()
    clearTimeout(this.#giveUp)
    this.#engine.disconnect()
  }

  #watch(link: Exclude<LinkState, { state: 'closed' }>): void {
    if (link.state === 'lost') {
      this.#giveUp ??= setTimeout(() => this.#end({ kind: 'lost' }), GIVE_UP)
      void this.#askForIt(link.attempt)
      return
    }
    clearTimeout(this.#giveUp)
    this.#giveUp = undefined
    this.#asked = 0
  }

  /** A guest's page is not told what refuses its channels: it asks, once for each attempt, whether the meeting is there. */
  async #askForIt(attempt: number): Promise<void> {
    if (!this.#api.stillHeld || this.#meeting === null || attempt === this.#asked) return
    this.#asked = attempt
    const code = await this.#api.stillHeld(this.#meeting).catch((error: unknown) => asProblem(error).code)
    if (!this.#open || this.#view.get().link.state !== 'lost') return
    if (code === 'meeting_replaced' || code === 'guests_not_allowed') this.#end({ kind: 'problem', code })
  }

  #end(ending: Ending): void {
    this.close()
    this.#onEnd(ending)
  }
}
