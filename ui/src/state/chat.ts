import type { ChatMessage, Entry, Problem } from '../wire/messages'
import { asProblem, ProblemError } from './problem'
import type { Answer, NewRequest } from './requests'
import { Store } from './store'
import { isVisible } from './visible'

/** Longest chat text, in Unicode code points (`meetdesk/core/limits.py`). */
export const CHAT_CHARACTERS = 4_000

/** Own messages that may wait for the link at once; a hundred unsent messages are nobody's intention. */
export const OUTBOX_MESSAGES = 100

export interface OwnMessage {
  ref: string
  text: string
  /** Milliseconds since the Unix epoch. */
  at: number
  problem: Problem | null
}

export interface ChatView {
  outbox: readonly OwnMessage[]
  unread: number
  loadingOlder: boolean
  olderProblem: Problem | null
}

/** What this text would be refused for, before it is sent. */
export function textProblem(text: string): Problem | null {
  if (!isVisible(text)) return { code: 'chat_empty' }
  return codePoints(text) > CHAT_CHARACTERS ? { code: 'chat_too_long', detail: { limit: CHAT_CHARACTERS } } : null
}

export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The own side of the chat: what is on its way, what was not read yet. The messages themselves are meeting state. */
export class Chat {
  readonly view = new Store<ChatView>({ outbox: [], unread: 0, loadingOlder: false, olderProblem: null })
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #now: () => number
  readonly #newRef: () => string
  #me: number | null = null
  #open = false
  #lastSeen = 0

  constructor(options: {
    ask(request: NewRequest): Promise<Answer>
    now(): number
    newRef?(): string
  }) {
    this.#ask = options.ask
    this.#now = options.now
    this.#newRef = options.newRef ?? (() => crypto.randomUUID())
  }

  /** Throws ProblemError `chat_empty` or `chat_too_long`; the text then stays with the caller. */
  post(text: string): void {
    const problem = textProblem(text)
    if (problem) throw new ProblemError(problem.code, problem.detail)
    if (this.view.get().outbox.length >= OUTBOX_MESSAGES) throw new ProblemError('heartbeat_lost')
    const message: OwnMessage = { ref: this.#newRef(), text, at: this.#now(), problem: null }
    this.#change({ outbox: [...this.view.get().outbox, message] })
    void this.#send(message)
  }

  /** Tries a refused message once more. */
  retry(ref: string): void {
    const message = this.view.get().outbox.find((own) => own.ref === ref)
    if (!message) return
    this.#mark(ref, null)
    void this.#send(message)
  }

  discard(ref: string): void {
    this.#change({ outbox: this.view.get().outbox.filter((own) => own.ref !== ref) })
  }

  /** A new connection was welcomed as this participant, with this chat: what was not confirmed goes out again. */
  welcomed(me: number, chat: readonly ChatMessage[], first: boolean): void {
    this.#me = me
    if (first) this.#lastSeen = chat[chat.length - 1]?.entry ?? 0
    else this.#noticed(chat.filter(({ entry }) => entry > this.#lastSeen))
    for (const message of this.view.get().outbox) {
      // The host ignores a `ref` it has already, so repeating can only close a gap.
      if (message.problem === null) void this.#send(message)
    }
  }

  entered(entry: Entry): void {
    if (entry.change.change === 'chat_posted') this.#noticed([entry.change.message])
  }

  /** Whether the messages are being looked at; looking makes them read. */
  setOpen(open: boolean): void {
    this.#open = open
    if (open) this.#change({ unread: 0 })
  }

  async loadOlder(before: number): Promise<{ messages: ChatMessage[]; more: boolean } | null> {
    if (this.view.get().loadingOlder) return null
    this.#change({ loadingOlder: true, olderProblem: null })
    try {
      const answer = await this.#ask({ type: 'load_chat', before })
      this.#change({ loadingOlder: false })
      return answer.type === 'chat_page' ? answer : null
    } catch (error) {
      this.#change({ loadingOlder: false, olderProblem: asProblem(error) })
      return null
    }
  }

  async #send(message: OwnMessage): Promise<void> {
    try {
      await this.#ask({ type: 'post_chat', ref: message.ref, text: message.text })
      this.discard(message.ref)
    } catch (error) {
      const problem = asProblem(error)
      // Without a link it simply waits; `welcomed` sends it again.
      if (problem.code !== 'heartbeat_lost') this.#mark(message.ref, problem)
    }
  }

  #noticed(messages: readonly ChatMessage[]): void {
    let unread = this.view.get().unread
    for (const message of messages) {
      this.#lastSeen = Math.max(this.#lastSeen, message.entry)
      if (message.participant === this.#me) this.discard(message.ref)
      else if (!this.#open) unread++
    }
    this.#change({ unread })
  }

  #mark(ref: string, problem: Problem | null): void {
    this.#change({ outbox: this.view.get().outbox.map((own) => (own.ref === ref ? { ...own, problem } : own)) })
  }

  #change(change: Partial<ChatView>): void {
    this.view.update((view) => ({ ...view, ...change }))
  }
}
