import type { NotesUpdate, Problem } from '../../wire/messages'
import { asProblem } from '../problem'
import type { Answer, NewRequest } from '../requests'
import { Store } from '../store'
import { fromBase64, toBase64 } from './base64'
import type { Edit } from './edits'
import type { Pad } from './pad'

export interface NotesView {
  text: string
  /** What others changed since the text before this one. */
  edits: readonly Edit[]
  /** Own changes are on their way, or wait for the link. */
  sending: boolean
  problem: Problem | null
}

/** Own changes within this time (milliseconds) are sent together. */
const PAUSE = 250
/** After a failure that is not the link's, in milliseconds. */
const PAUSE_AFTER_FAILURE = 5_000
/** When the document is compacted (section 3.7 of the protocol): updates, and bytes since the last time. */
export const COMPACT_UPDATES = 100
export const COMPACT_BYTES = 100_000
/** Largest document that can be sent as a whole, in bytes (`meetdesk/core/limits.py`). */
const DOCUMENT_BYTES = 48_000
/** Largest update, in bytes. */
const UPDATE_BYTES = 32_000

type PadModule = typeof import('./pad')

/** The shared notes: what the host told of them, and what this person wrote and the host does not have yet. */
export class Notes {
  readonly view = new Store<NotesView>({ text: '', edits: [], sending: false, problem: null })
  /** There is something that this person has not seen. */
  readonly unseen = new Store(false)
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #load: () => Promise<PadModule>
  #module: PadModule | null = null
  #pad: Pad | null = null
  #loading: Promise<void> | null = null
  /** Told before the pad was loaded. */
  #told: Uint8Array[] = []
  /** Own changes that the host has not confirmed, oldest first. */
  #unsent: Uint8Array[] = []
  #last = 0
  #bytes = 0
  #joined = false
  #busy = false
  #looking = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: (request: NewRequest) => Promise<Answer>, load: () => Promise<PadModule> = () => import('./pad')) {
    this.#ask = ask
    this.#load = load
  }

  /** Loads the text; it can be edited then. Rejects if the page's own server does not give the module. */
  open(): Promise<void> {
    this.#loading ??= this.#load().then(
      (module) => this.#start(module),
      (error) => {
        this.#loading = null
        throw error
      },
    )
    return this.#loading
  }

  /** Whether the person looks at them. */
  look(looking: boolean): void {
    this.#looking = looking
    if (looking) this.unseen.set(false)
  }

  told(updates: readonly NotesUpdate[], whole: boolean): void {
    if (whole) this.#bytes = 0
    for (const { number, update } of updates) {
      const bytes = bytesOf(update)
      this.#last = Math.max(this.#last, number)
      this.#bytes += bytes.length
      if (this.#pad) this.#pad.receive(bytes)
      else this.#told.push(bytes)
    }
    if (!this.#looking && updates.length > 0 && !this.#busy) this.unseen.set(true)
  }

  /** The link is there again, or gone. */
  setJoined(joined: boolean): void {
    this.#joined = joined
    if (joined) this.#schedule(0)
  }

  edit(edit: Edit): void {
    const fits = this.#pad?.edit(edit) ?? true
    this.#change({ problem: fits ? null : { code: 'notes_full' } })
  }

  undo(): void {
    this.#pad?.undo()
  }

  redo(): void {
    this.#pad?.redo()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#pad?.destroy()
    this.#pad = null
  }

  #start(module: PadModule): void {
    this.#module = module
    const pad = new module.Pad({
      wrote: (update) => {
        this.#unsent.push(update)
        this.#change({ sending: true })
        this.#schedule(PAUSE)
      },
      changed: (text, edits) => this.#change({ text, edits }),
    })
    for (const update of this.#told.splice(0)) pad.receive(update)
    this.#pad = pad
    this.#change({ text: pad.text, edits: [] })
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#send(), pause)
  }

  async #send(): Promise<void> {
    if (!this.#joined || this.#busy || this.#module === null || this.#unsent.length === 0) return
    this.#busy = true
    const batch = this.#batch()
    let pause = PAUSE
    try {
      await this.#ask({ type: 'write_notes', update: toBase64(batch.update) })
      this.#unsent.splice(0, batch.count)
      this.#change({ problem: null, sending: this.#unsent.length > 0 })
      await this.#compact()
    } catch (error) {
      const problem = asProblem(error)
      // Without a link it is sent again when it is back.
      if (problem.code !== 'heartbeat_lost') this.#change({ problem })
      pause = PAUSE_AFTER_FAILURE
    }
    this.#busy = false
    if (this.#joined && this.#unsent.length > 0) this.#schedule(pause)
  }

  /** As many of the oldest own changes as fit into one update. */
  #batch(): { update: Uint8Array; count: number } {
    const [first = new Uint8Array(), ...others] = this.#unsent
    let update = first
    let count = 1
    for (const other of others) {
      const both = this.#module?.merged([update, other]) ?? update
      if (both.length > UPDATE_BYTES) break
      update = both
      count++
    }
    return { update, count }
  }

  /** The writer of an update tells the host the whole document now and then, so that it need not keep all updates. */
  async #compact(): Promise<void> {
    const until = this.#last
    if (this.#pad === null || (until % COMPACT_UPDATES !== 0 && this.#bytes < COMPACT_BYTES)) return
    const whole = this.#pad.whole()
    if (whole.length > DOCUMENT_BYTES) return
    await this.#ask({ type: 'compact_notes', until, update: toBase64(whole) })
    this.#bytes = whole.length
  }

  #change(change: Partial<NotesView>): void {
    this.view.update((view) => ({ ...view, edits: [], ...change }))
  }
}

function bytesOf(update: string): Uint8Array {
  try {
    return fromBase64(update)
  } catch {
    return new Uint8Array()
  }
}
