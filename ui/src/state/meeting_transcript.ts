import type { ChatMessage, Problem } from '../wire/messages'
import type { AppApi } from './api'
import { concerned, isChatChange } from './chat_changes'
import type { Part, Step } from './part'
import { Store } from './store'
import { pollSummary } from './tools/poll_summary'
import { type Source, TranscriptKeeper } from './transcript'

/** What of this meeting the own app keeps: the chat of all, results of polls, and the own private messages. */
export class MeetingTranscript implements Part {
  readonly problem = new Store<Problem | null>(null)
  readonly #api: Pick<AppApi, 'saveTranscript'>
  #keeper: TranscriptKeeper | null = null

  constructor(api: Pick<AppApi, 'saveTranscript'>) {
    this.#api = api
  }

  /** The meeting is known; before that nothing is kept. */
  begin(meeting: string): void {
    if (this.#keeper) return
    this.#keeper = new TranscriptKeeper(this.#api, meeting)
    this.#keeper.problem.subscribe((problem) => this.problem.set(problem))
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
