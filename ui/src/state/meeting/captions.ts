import type { ChatMessage, MeetingState } from '../../wire/messages'
import { answeredBy } from '../chat/replies'
import { plainOf } from '../markdown/markdown'
import { type Announcement, isAtAGlance } from '../notices/announcements'
import type { Notice } from '../notices/notices'
import { writerOf } from '../people/names'
import { Store } from '../store'
import type { Meeting } from './meeting'

/** Something that happened, said in one line. */
export type Happening =
  | { kind: 'notice'; notice: Notice }
  | { kind: 'said'; announcement: Announcement }
  /** Somebody wrote to everybody: whoever types what is said captions the meeting. `to`: whom it answers. */
  | { kind: 'wrote'; name: string; text: string; to?: string }

export interface CaptionLine {
  id: number
  happening: Happening
}

/** What is looked at; nothing of it is changed. */
export interface Captioned {
  view: Pick<Meeting['view'], 'subscribe'>
  notices: { shown: Pick<Meeting['notices']['shown'], 'subscribe'> }
  tools: { announcements: { latest: Pick<Meeting['tools']['announcements']['latest'], 'subscribe'> } }
}

/** Most lines at a time: as many as one reads beside the pictures. */
export const CAPTION_LINES = 2
/** How long a line stays, in milliseconds; longer than a notice, since captions are what some people follow a meeting by. */
export const CAPTION_SHOWN = 15_000

/** The latest of what happens, as lines of text. Without speech recognition: what is said is not among it. */
export class Captions {
  readonly lines = new Store<readonly CaptionLine[]>([])
  readonly #meeting: Captioned
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #next = 1

  constructor(meeting: Captioned) {
    this.#meeting = meeting
  }

  /** Goes on until the returned function is called. What was there before is not told again. */
  follow(): () => void {
    const { view, notices, tools } = this.#meeting
    const fresh = newer()
    const said = newer()
    let written: number | null = null
    const stops = [
      notices.shown.subscribe((shown) => {
        for (const notice of shown) if (fresh(notice.id)) this.#add({ kind: 'notice', notice })
        fresh.ready()
      }),
      tools.announcements.latest.subscribe((latest) => {
        if (latest && said(latest.id) && !isAtAGlance(latest.announcement))
          this.#add({ kind: 'said', announcement: latest.announcement })
        said.ready()
      }),
      view.subscribe(({ state, me }) => {
        if (state === null) return
        const last = lastEntry(state)
        // In the first state there may be years of chat.
        if (written !== null && last > written) for (const message of news(state, written, me)) this.#add(message)
        written = last
      }),
    ]
    return () => {
      for (const stop of stops) stop()
      for (const timer of this.#timers) clearTimeout(timer)
      this.#timers.clear()
      this.lines.set([])
    }
  }

  #add(happening: Happening): void {
    const id = this.#next++
    this.lines.update((lines) => [...lines, { id, happening }].slice(-CAPTION_LINES))
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.lines.update((lines) => lines.filter((line) => line.id !== id))
    }, CAPTION_SHOWN)
    this.#timers.add(timer)
  }
}

/** Says of growing numbers whether one is larger than all before; false until `ready`. */
function newer(): ((id: number) => boolean) & { ready(): void } {
  let last = 0
  let ready = false
  const test = (id: number): boolean => {
    const larger = id > last
    if (larger) last = id
    return ready && larger
  }
  return Object.assign(test, {
    ready: () => {
      ready = true
    },
  })
}

function lastEntry({ chat }: MeetingState): number {
  return chat.at(-1)?.entry ?? 0
}

/** What others wrote after this entry. A file says its name; a poll's message is told as a notice. */
function news({ chat, participants }: MeetingState, after: number, me: number | null): Happening[] {
  return chat
    .filter((message) => message.entry > after && message.participant !== me && textOf(message) !== '')
    .map((message) => {
      const original = answeredBy(message, chat)
      const to = original && writerOf(participants, original)
      return {
        kind: 'wrote',
        name: writerOf(participants, message),
        text: textOf(message),
        ...(to !== undefined && { to }),
      }
    })
}

function textOf({ text, file }: ChatMessage): string {
  return file ? file.name : plainOf(text).trim()
}
