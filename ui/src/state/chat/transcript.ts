import { isolated } from '../../text/directions'
import type { ChatMessage, Entry, MeetingState, Problem, Transcript } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import { type ChatPlace, concerned, isChatChange } from '../log/chat_fold'
import type { Part, Step } from '../log/feed'
import { asProblem } from '../problem'
import { Store } from '../store'

/** Messages are handed over in batches: after this pause, and after this one when it failed (milliseconds). */
const PAUSE = 500
const PAUSE_AFTER_FAILURE = 10_000
const BATCH = 500
/** Messages that may wait for a store that does not work; the oldest are given up first. */
const WAITING = 10_000

/** Whose messages: of the chat of all, or of a conversation with somebody of this name. */
export interface Source {
  place: ChatPlace
  name: string
}

export const OF_ALL: Source = { place: null, name: '' }

interface Waiting {
  source: Source
  message: ChatMessage
}

/** Hands chat messages to the app, which keeps them; one that was handed over is not sent again unless it changed. */
export class TranscriptKeeper {
  readonly problem = new Store<Problem | null>(null)
  readonly #api: Pick<AppApi, 'saveTranscript'>
  readonly #meeting: string
  readonly #seen = new Map<string, ChatMessage>()
  readonly #waiting = new Map<string, Waiting>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving = false

  constructor(api: Pick<AppApi, 'saveTranscript'>, meeting: string) {
    this.#api = api
    this.#meeting = meeting
  }

  keep(messages: readonly ChatMessage[], source: Source = OF_ALL): void {
    for (const message of messages) {
      const key = `${source.place ?? 'all'} ${message.entry}`
      if (this.#seen.get(key) === message) continue
      this.#seen.set(key, message)
      this.#waiting.delete(key)
      this.#waiting.set(key, { source, message })
    }
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= WAITING) break
      this.#waiting.delete(key)
    }
    this.#schedule(PAUSE)
  }

  /** Hands over what waits, now: the meeting is over. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#waiting.size > 0 && (await this.#save()));
  }

  #schedule(pause: number): void {
    if (this.#waiting.size === 0 || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#save()
    }, pause)
  }

  /** Hands over one batch: the oldest message and others of the same place. Says whether it did. */
  async #save(): Promise<boolean> {
    const [first] = this.#waiting.values()
    if (this.#saving || !first) return false
    this.#saving = true
    const batch = [...this.#waiting].filter(([, { source }]) => source.place === first.source.place).slice(0, BATCH)
    try {
      await this.#api.saveTranscript(this.#transcript(batch.map(([, waiting]) => waiting)))
      // One that changed meanwhile waits again.
      for (const [key, waiting] of batch) if (this.#waiting.get(key) === waiting) this.#waiting.delete(key)
      this.problem.set(null)
      this.#saving = false
      this.#schedule(PAUSE)
      return true
    } catch (error) {
      this.problem.set(asProblem(error))
      this.#saving = false
      this.#schedule(PAUSE_AFTER_FAILURE)
      return false
    }
  }

  #transcript(batch: readonly Waiting[]): Transcript {
    const source = batch.at(-1)?.source ?? OF_ALL
    return {
      meeting: this.#meeting,
      messages: batch.map(({ message }) => message),
      participant: source.place,
      name: source.name,
    }
  }
}

/** What of this meeting the own app keeps: the chat of all, results of polls, and the own private messages. */
export class MeetingTranscript implements Part {
  readonly problem = new Store<Problem | null>(null)
  readonly #api: Pick<AppApi, 'saveTranscript'>
  #keeper: TranscriptKeeper | null = null

  constructor(api: Pick<AppApi, 'saveTranscript'>) {
    this.#api = api
  }

  /** The meeting is known, and what is in its chat so far; before that nothing is kept. */
  begin(meeting: string, chat: readonly ChatMessage[]): void {
    if (!this.#keeper) {
      this.#keeper = new TranscriptKeeper(this.#api, meeting)
      this.#keeper.problem.subscribe((problem) => this.problem.set(problem))
    }
    this.keep(chat)
  }

  keep(messages: readonly ChatMessage[], source?: Source): void {
    this.#keeper?.keep(messages, source)
  }

  entered({ entry, before, after }: Step): void {
    const summary = pollSummary(before, entry)
    if (summary) this.keep([summary])
    const message = isChatChange(entry.change) ? concerned(after.chat, entry.change) : undefined
    if (message) this.keep([message])
  }

  async close(): Promise<void> {
    await this.#keeper?.flush()
  }
}

/** A poll that was closed, for the transcript: in no language but that of its question. Null: no such entry. */
export function pollSummary(state: MeetingState, entry: Entry): ChatMessage | null {
  const { change } = entry
  if (change.change !== 'poll_closed') return null
  const poll = state.polls.find(({ poll }) => poll === change.poll)
  if (!poll) return null
  const lines = poll.options.map((option, at) => `- ${isolated(option)}: ${change.counts[at] ?? 0}`)
  const text = [`📊 ${poll.question}`, '', ...lines, '', `Σ ${change.voters}`].join('\n')
  return {
    entry: entry.number,
    participant: poll.participant,
    name: poll.name,
    ref: `poll-${poll.poll}-${entry.number}`,
    text,
    at: entry.at,
  }
}
