import type { HostMessage } from '../../wire/messages'
import { CHAT_KEPT } from '../log/fold'

/** What somebody who looks elsewhere is to be told. Without a `text`: a private message, which is nothing for a screen
 *  that others may look at. `to`: whom it answers. */
export type Call =
  | { kind: 'chat'; name: string; text?: string; to?: string }
  | { kind: 'knock'; name: string; waiting: number }

/** Longer texts are cut; a notification shows a few lines. In characters. */
const LONGEST = 200

/** Decides what is worth a notification of the desktop: new words of others, and people at the door. */
export class Attention {
  readonly #call: (call: Call) => void
  readonly #away: () => boolean
  #me: number | null = null
  #known = new Set<number>()
  /** Who wrote the messages to all that are kept, by entry. */
  readonly #writers = new Map<number, string>()

  /** `away`: whether the person looks at something else. */
  constructor(away: () => boolean, call: (call: Call) => void) {
    this.#away = away
    this.#call = call
  }

  heard(message: HostMessage): void {
    if (message.type === 'welcome') {
      this.#me = message.participant
      for (const { entry, name } of message.state?.chat ?? []) this.#writers.set(entry, name)
    } else if (message.type === 'entries') {
      for (const { change } of message.entries) {
        if (change.change !== 'chat_posted') continue
        const { entry, participant, name, text, reply_to = 0 } = change.message
        const to = this.#writers.get(reply_to)
        this.#wrote(entry, name)
        if (participant !== this.#me) {
          this.#tell({ kind: 'chat', name, text: cut(text), ...(to !== undefined && { to }) })
        }
      }
    } else if (message.type === 'private') {
      for (const { change } of message.news.entries) {
        if (change.change !== 'chat_posted' || change.message.participant === this.#me) continue
        this.#tell({ kind: 'chat', name: change.message.name })
      }
    } else if (message.type === 'lobby') {
      for (const { waiting, name } of message.waiting) {
        if (!this.#known.has(waiting)) this.#tell({ kind: 'knock', name, waiting })
      }
      this.#known = new Set(message.waiting.map(({ waiting }) => waiting))
    }
  }

  /** The meeting is over. */
  forget(): void {
    this.#me = null
    this.#known.clear()
    this.#writers.clear()
  }

  #wrote(entry: number, name: string): void {
    this.#writers.set(entry, name)
    const [oldest] = this.#writers.keys()
    if (this.#writers.size > CHAT_KEPT && oldest !== undefined) this.#writers.delete(oldest)
  }

  #tell(call: Call): void {
    if (this.#away()) this.#call(call)
  }
}

function cut(text: string): string {
  const characters = [...text]
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : text
}
