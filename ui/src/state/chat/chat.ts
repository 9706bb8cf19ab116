import { codePoints, isVisible } from '../../text/visible'
import type { ChatMessage, MeetingState, Participant, PrivateEntries, Problem, Welcome } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import type { ChatPlace } from '../log/chat_fold'
import type { Part, Step } from '../log/feed'
import type { Answer, NewRequest } from '../log/requests'
import { writerOf } from '../people/names'
import { asProblem, ProblemError } from '../problem'
import { Store } from '../store'
import { ChatActions } from './chat_actions'
import { PrivateChats } from './private_chats'
import type { Source } from './transcript'
import { Unread } from './unread'

/** Longest chat text, in Unicode code points. */
export const CHAT_CHARACTERS = LIMITS.chat_characters

/** Own messages that may wait for the link at once; a hundred unsent messages are nobody's intention. */
export const OUTBOX_MESSAGES = 100

export interface OwnMessage {
  ref: string
  to: ChatPlace
  text: string
  /** The `entry` of the message that it answers; 0: none. */
  replyTo: number
  /** Milliseconds since the Unix epoch. */
  at: number
  problem: Problem | null
}

export interface ChatView {
  outbox: readonly OwnMessage[]
  loadingOlder: boolean
  olderProblem: Problem | null
}

/** What this text would be refused for, before it is sent. */
export function textProblem(text: string): Problem | null {
  if (!isVisible(text)) return { code: 'chat_empty' }
  return codePoints(text) > CHAT_CHARACTERS ? { code: 'chat_too_long', detail: { limit: CHAT_CHARACTERS } } : null
}

/** The own side of the chat: what is on its way, what was not read yet. The messages themselves are meeting state. */
export class Chat implements Part {
  readonly view = new Store<ChatView>({ outbox: [], loadingOlder: false, olderProblem: null })
  readonly unread = new Unread()
  /** Where messages are shown and written. */
  readonly place = new Store<ChatPlace>(null)
  /** What is written and not sent, by place. */
  readonly drafts = new Map<ChatPlace, string>()
  readonly private: PrivateChats
  readonly actions: ChatActions
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #now: () => number
  readonly #newRef: () => string
  #me: number | null = null
  /** The place was asked for, and no message that was not read changes that. */
  #asked = false

  constructor(options: {
    ask(request: NewRequest): Promise<Answer>
    now(): number
    /** For the transcript. */
    keep(messages: readonly ChatMessage[], source?: Source): void
    /** Somebody wrote to this person alone, which is not looking at it. */
    wrote(name: string): void
    newRef?(): string
  }) {
    this.private = new PrivateChats({
      keep: (messages, { participant, name }) => options.keep(messages, { place: participant, name }),
      posted: (place, message, participants) => {
        this.#posted(place, message)
        if (message.participant !== this.#me && !this.unread.looksAt(place))
          options.wrote(writerOf(participants, message))
      },
    })
    this.#ask = options.ask
    this.actions = new ChatActions(options.ask)
    this.#now = options.now
    this.#newRef = options.newRef ?? (() => crypto.randomUUID())
  }

  /** To where the newest message is that was not read; if all were, the place stays the one that was looked at. */
  showUnread(): void {
    const place = this.#asked ? undefined : this.unread.newest()
    this.#asked = false
    if (place !== undefined) this.place.set(place)
  }

  /** The chat is about to be opened to write to this one. */
  writeTo(place: ChatPlace): void {
    this.#asked = true
    this.place.set(place)
  }

  /** Throws ProblemError `chat_empty` or `chat_too_long`; the text then stays with the caller. */
  post(text: string, to: ChatPlace = null, replyTo = 0): void {
    const problem = textProblem(text)
    if (problem) throw new ProblemError(problem.code, problem.detail)
    if (this.view.get().outbox.length >= OUTBOX_MESSAGES) throw new ProblemError('heartbeat_lost')
    const message: OwnMessage = { ref: this.#newRef(), to, text, replyTo, at: this.#now(), problem: null }
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

  /** A new connection was welcomed, and the meeting's state is this: what was not confirmed goes out again. `first`: the
   *  window's first one, before which nothing counts as unread. Throws RangeError if private entries are missing. */
  welcomed(welcome: Welcome, state: MeetingState, first: boolean): void {
    this.#me = welcome.participant
    this.#there(null, state.chat, first)
    this.private.welcomed(welcome, state)
    for (const [place, { chat }] of this.private.view.get()) this.#there(place, chat, first)
    for (const message of this.view.get().outbox) {
      // The host ignores a `ref` it has already, so repeating can only close a gap.
      if (message.problem === null) void this.#send(message)
    }
  }

  entered({ entry: { change }, before: state }: Step): void {
    if (change.change === 'chat_posted') this.#posted(null, change.message)
    if (change.change === 'left')
      this.actions.left(state.participants.find(({ participant }) => participant === change.participant))
    if (change.change === 'left' || change.change === 'renamed') this.private.named(state.participants)
  }

  /** Throws RangeError if entries before these are missing. */
  told(news: PrivateEntries, participants: readonly Participant[]): void {
    this.private.told(news, participants)
  }

  async loadOlder(before: number, to: ChatPlace): Promise<{ messages: ChatMessage[]; more: boolean } | null> {
    if (this.view.get().loadingOlder) return null
    this.#change({ loadingOlder: true, olderProblem: null })
    try {
      const answer = await this.#ask({ type: 'load_chat', before, to })
      this.#change({ loadingOlder: false })
      return answer.type === 'chat_page' ? answer : null
    } catch (error) {
      this.#change({ loadingOlder: false, olderProblem: asProblem(error) })
      return null
    }
  }

  /** All of a chat that is still kept, oldest first; `known`: what of it is here. Rejects with a ProblemError. */
  async whole(
    to: ChatPlace,
    known: { chat: readonly ChatMessage[]; chat_before: boolean } | null | undefined,
  ): Promise<readonly ChatMessage[]> {
    let messages = known?.chat ?? []
    let more = known?.chat_before ?? false
    while (more && messages[0]) {
      const page = await this.#ask({ type: 'load_chat', before: messages[0].entry, to })
      if (page.type !== 'chat_page' || page.messages.length === 0) break
      messages = [...page.messages, ...messages]
      more = page.more
    }
    return messages
  }

  async #send({ ref, text, to, replyTo }: OwnMessage): Promise<void> {
    try {
      await this.#ask({ type: 'post_chat', ref, text, to, ...(replyTo !== 0 && { reply_to: replyTo }) })
      this.discard(ref)
    } catch (error) {
      const problem = asProblem(error)
      // Without a link it simply waits; `welcomed` sends it again.
      if (problem.code !== 'heartbeat_lost') this.#mark(ref, problem)
    }
  }

  #posted(place: ChatPlace, message: ChatMessage): void {
    this.#there(place, [message], false)
  }

  /** These messages are there: no longer on their way, and to be read. */
  #there(place: ChatPlace, messages: readonly ChatMessage[], old: boolean): void {
    const mine = new Set(messages.filter(({ participant }) => participant === this.#me).map(({ ref }) => ref))
    const outbox = this.view.get().outbox
    const left = outbox.filter(({ ref, to }) => to !== place || !mine.has(ref))
    if (left.length < outbox.length) this.#change({ outbox: left })
    this.unread.known(place, messages, this.#me, old)
  }

  #mark(ref: string, problem: Problem | null): void {
    this.#change({ outbox: this.view.get().outbox.map((own) => (own.ref === ref ? { ...own, problem } : own)) })
  }

  #change(change: Partial<ChatView>): void {
    this.view.update((view) => ({ ...view, ...change }))
  }
}
