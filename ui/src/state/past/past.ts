import type {
  KeepChats,
  PastFound,
  PastMeeting,
  PastMeetings,
  PastMessage,
  PastPlace,
  Problem,
} from '../../wire/messages'
import type { PastApi } from '../api/past_api'
import { asProblem } from '../problem'
import { Store } from '../store'

/** What is typed within this time (milliseconds) is searched for at once. */
const PAUSE = 200

export interface OpenedPast {
  meeting: PastMeeting
  /** Oldest first. */
  messages: readonly PastMessage[]
  /** All of them are here. */
  complete: boolean
  /** Where the person is led to; null: to the beginning. */
  place: PastPlace | null
}

/** What was just deleted and can be had back. */
export interface Deleted {
  meetings: readonly string[]
  /** What it was called, if it was one. */
  title: string
  /** One was deleted, or all. */
  all: boolean
}

/** Past meetings: those that are kept, the one that is open, what is searched for, and what was just deleted. */
export class Past {
  readonly kept = new Store<PastMeetings | null>(null)
  readonly opened = new Store<OpenedPast | null>(null)
  readonly words = new Store('')
  /** What has the words; null: nothing is searched for, or not yet found. */
  readonly found = new Store<PastFound | null>(null)
  readonly deleted = new Store<Deleted | null>(null)
  readonly problem = new Store<Problem | null>(null)
  readonly #api: PastApi
  readonly #changed: () => Promise<void>
  #searching: ReturnType<typeof setTimeout> | undefined
  #forgetting: ReturnType<typeof setTimeout> | undefined

  /** `changed`: recent meetings may be others now. */
  constructor(api: PastApi, changed: () => Promise<void>) {
    this.#api = api
    this.#changed = changed
  }

  /** The view is shown: as it is on the disk now. */
  async refresh(): Promise<void> {
    await this.#try(async () => this.kept.set(await this.#api.meetings()))
  }

  /** The view is left: nothing of it stays in memory. */
  leave(): void {
    clearTimeout(this.#searching)
    this.opened.set(null)
    this.words.set('')
    this.found.set(null)
    this.kept.set(null)
    this.problem.set(null)
  }

  /** Opens a meeting at its beginning, or leads to a message. The rest comes page by page behind what is seen. */
  async open(meeting: PastMeeting, place: PastPlace | null = null): Promise<void> {
    const before = this.opened.get()
    if (before?.meeting.meeting === meeting.meeting) {
      this.opened.set({ ...before, place })
      return
    }
    let shown: OpenedPast = { meeting, messages: [], complete: false, place }
    this.opened.set(shown)
    await this.#try(async () => {
      for (let after: PastPlace | null = null; ; ) {
        const page = await this.#api.page({ meeting: meeting.meeting, after })
        const now = this.opened.get()
        if (now?.meeting !== meeting) return
        shown = { ...now, messages: [...now.messages, ...page.messages], complete: !page.next }
        this.opened.set(shown)
        if (!page.next) return
        after = page.next
      }
    })
  }

  close(): void {
    this.opened.set(null)
  }

  search(words: string): void {
    this.words.set(words)
    clearTimeout(this.#searching)
    if (!words.trim()) {
      this.found.set(null)
      return
    }
    this.#searching = setTimeout(() => void this.#search(words), PAUSE)
  }

  async #search(words: string): Promise<void> {
    await this.#try(async () => {
      const found = await this.#api.search({ words })
      if (this.words.get() === words) this.found.set(found)
    })
  }

  /** Deletes a meeting: its chats, and its place among the recent ones. `title`: what it is called. */
  forget(meeting: string, title: string): Promise<void> {
    return this.#forget({ meetings: [meeting] }, title)
  }

  forgetAll(): Promise<void> {
    return this.#forget({ everything: true }, '')
  }

  async #forget(asked: { meetings?: string[]; everything?: boolean }, title: string): Promise<void> {
    await this.#try(async () => {
      const { meetings, seconds } = await this.#api.forget(asked)
      if (this.opened.get() && meetings.includes(this.opened.get()?.meeting.meeting ?? '')) this.opened.set(null)
      clearTimeout(this.#forgetting)
      this.deleted.set({ meetings, title, all: asked.everything ?? false })
      this.#forgetting = setTimeout(() => this.deleted.set(null), seconds * 1_000)
    })
    await this.#again()
  }

  async undo(): Promise<void> {
    const deleted = this.deleted.get()
    if (!deleted) return
    clearTimeout(this.#forgetting)
    this.deleted.set(null)
    await this.#try(async () => {
      const { meetings } = await this.#api.restore({ meetings: [...deleted.meetings] })
      if (meetings.length < deleted.meetings.length) this.problem.set({ code: 'past_erased' })
    })
    await this.#again()
  }

  /** After a change: what is shown, and the recent meetings. */
  async #again(): Promise<void> {
    const problem = this.problem.get()
    if (this.kept.get()) await this.refresh()
    if (this.words.get().trim()) await this.#search(this.words.get())
    await this.#changed()
    if (problem) this.problem.set(problem)
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.problem.set(null)
    try {
      await act()
    } catch (error) {
      this.problem.set(asProblem(error))
    }
  }
}

/** How long chats are kept. Pure. */

export const KEEP_CHATS: readonly KeepChats[] = ['nothing', 'days_7', 'days_30', 'days_365', 'forever']

const DAY = 86_400

/** In days; null: until they are deleted. */
export function daysOf(keep: KeepChats): number | null {
  if (keep === 'forever') return null
  return keep === 'nothing' ? 0 : Number(keep.slice('days_'.length))
}

/** How many of these meetings would be deleted at once. `now`: in seconds, by the clock of their `kept`. */
export function endedBy(keep: KeepChats, meetings: readonly PastMeeting[], now: number): number {
  const days = daysOf(keep)
  return days === null ? 0 : meetings.filter(({ kept }) => kept + days * DAY <= now).length
}
