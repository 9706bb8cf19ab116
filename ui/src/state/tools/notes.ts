import type { NotesUpdate, Problem } from '../../wire/messages'
import { asProblem } from '../problem'
import type { Answer, NewRequest } from '../requests'
import { Store } from '../store'
import { fromBase64, toBase64 } from './base64'
import type { Edit } from './edits'
import { fitting } from './fitting'
import { PAD_PATIENCE } from './notes_limits'
import type { PadCarrier, PadNews, StartPad } from './pad_messages'
import { startPad } from './pad_worker'

export interface NotesView {
  text: string
  /** What others changed since the text before this one. */
  edits: readonly Edit[]
  /** Own changes are on their way, or wait for the link. */
  sending: boolean
  problem: Problem | null
  /** The worker was ended: the text stays as it is, to be copied, until the person opens the notes anew. */
  ended: boolean
}

/** Own changes within this time (milliseconds) are sent together. */
const PAUSE = 250
/** After a failure that is not the link's, in milliseconds. */
const PAUSE_AFTER_FAILURE = 5_000
/** Largest document that can be sent as a whole, in bytes (`meetdesk/core/limits.py`). */
const DOCUMENT_BYTES = 48_000

/** The shared notes. As long as nobody looks at them nothing of them is kept here; then a worker holds the text, and is
 * ended when an update takes it too long. */
export class Notes {
  readonly view = new Store<NotesView>({ text: '', edits: [], sending: false, problem: null, ended: false })
  /** There is something that this person has not seen. */
  readonly unseen = new Store(false)
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #startPad: StartPad
  #pad: PadCarrier | null = null
  #opening: { promise: Promise<void>; done(): void; failed(error: Error): void } | null = null
  #ready = false
  /** Told to the worker, which has not said that it took them in. */
  #waiting: number[] = []
  /** Seconds since the worker took something in, while it should. */
  #silent = 0
  #watch: ReturnType<typeof setInterval> | undefined
  /** Own changes so far, and what the page took over of what others did. */
  #seq = 0
  #base = 0
  #edits: Edit[] = []
  #unsent = 0
  #last = 0
  #reading = false
  /** Up to which update the host wants the whole document; null: not now. */
  #wanted: number | null = null
  #joined = false
  #busy = false
  #looking = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: (request: NewRequest) => Promise<Answer>, start: StartPad = startPad) {
    this.#ask = ask
    this.#startPad = start
  }

  /** Loads the text; it can be edited then. Rejects if the page's own server does not give the worker. */
  open(): Promise<void> {
    if (this.#opening === null) {
      const opening = { done: (): void => undefined, failed: (_: Error): void => undefined }
      const promise = new Promise<void>((done, failed) => Object.assign(opening, { done, failed }))
      promise.catch(() => undefined)
      this.#opening = { promise, done: () => opening.done(), failed: (error) => opening.failed(error) }
      this.#start()
    }
    return this.#opening.promise
  }

  /** After the worker was ended: begins anew with what the host has. */
  again(): Promise<void> {
    this.#end()
    this.#change({ ended: false, problem: null, sending: false })
    return this.open()
  }

  /** Whether the person looks at them. */
  look(looking: boolean): void {
    this.#looking = looking
    if (looking) this.unseen.set(false)
    this.#read()
  }

  told(updates: readonly NotesUpdate[]): void {
    if (!this.#looking && !this.#busy) this.unseen.set(true)
    if (updates.length === 0 || this.#pad === null) return
    const bytes = updates.map(({ number, update }) => ({ number, update: bytesOf(update) }))
    this.#waiting.push(...bytes.map(({ number }) => number))
    this.#last = Math.max(this.#last, ...updates.map(({ number }) => number))
    this.#pad.order({ type: 'told', updates: bytes })
  }

  /** The host wants the whole document, with all updates up to this one. */
  wanted(until: number): void {
    this.#wanted = until
    void this.open().then(
      () => this.#read(),
      () => undefined,
    )
    this.#compact()
  }

  /** The link is there again, or gone. */
  setJoined(joined: boolean): void {
    this.#joined = joined
    this.#reading = false
    if (!joined) return
    this.#read()
    this.#schedule(0)
  }

  edit(edit: Edit): void {
    const { text, ended } = this.view.get()
    if (ended) return
    const fits = fitting(edit, text)
    const whole = fits.inserted.length === edit.inserted.length
    const { at, removed, inserted } = fits
    this.#change({
      text: text.slice(0, at) + inserted + text.slice(at + removed),
      problem: whole ? null : { code: 'notes_full' },
    })
    if (removed === 0 && inserted === '') return
    this.#pad?.order({ type: 'edit', seq: ++this.#seq, base: this.#base, edit: fits })
  }

  undo(): void {
    this.#pad?.order({ type: 'undo', seq: ++this.#seq, base: this.#base })
  }

  redo(): void {
    this.#pad?.order({ type: 'redo', seq: ++this.#seq, base: this.#base })
  }

  stop(): void {
    this.#end()
  }

  #start(): void {
    this.#pad = this.#startPad(
      (news) => this.#heard(news),
      () => this.#failed(),
    )
    this.#watch = setInterval(() => this.#second(), 1_000)
  }

  /** Ends the worker, and forgets all that it had. */
  #end(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#watch)
    this.#pad?.stop()
    this.#pad = this.#opening = this.#wanted = null
    this.#ready = this.#busy = this.#reading = false
    this.#waiting = []
    this.#edits = []
    this.#silent = this.#seq = this.#base = this.#unsent = this.#last = 0
  }

  #failed(): void {
    const opening = this.#opening
    if (this.#ready) this.#stuck()
    else this.#end()
    opening?.failed(new Error('the notes could not be loaded'))
  }

  /** One second of the page's own time, so that a computer that slept counts for nothing. */
  #second(): void {
    this.#silent = this.#ready && this.#waiting.length > 0 ? this.#silent + 1 : 0
    if (this.#silent >= PAD_PATIENCE) this.#stuck()
  }

  #stuck(): void {
    const [number] = this.#waiting
    this.#end()
    this.#change({ ended: true, sending: false, problem: { code: 'notes_stuck' } })
    if (this.#joined) void this.#ask({ type: 'read_notes', reading: false }).catch(() => undefined)
    // The host and co-hosts are listened to.
    if (number !== undefined) void this.#ask({ type: 'notes_stuck', number }).catch(() => undefined)
  }

  #heard(news: PadNews): void {
    switch (news.type) {
      case 'ready':
        this.#ready = true
        this.#read()
        this.#opening?.done()
        break
      case 'taken':
        this.#silent = 0
        this.#waiting = this.#waiting.filter((number) => number !== news.number)
        this.#compact()
        break
      case 'grown':
        this.#waiting = [news.number]
        this.#stuck()
        break
      case 'text':
        this.#edits.push(...news.edits)
        // With an own change on its way, the next one has it, too.
        if (news.seq !== this.#seq) return
        this.#base = news.base
        this.#change({ text: news.text, edits: this.#edits.splice(0) })
        break
      case 'unsent':
        this.#unsent = news.count
        if (news.count > 0) {
          this.#change({ sending: true })
          if (!this.#busy) this.#schedule(PAUSE)
        }
        break
      case 'batch':
        void this.#send(news.update, news.count)
        break
      case 'whole':
        void this.#sendWhole(news.until, news.update)
        break
    }
  }

  /** Says whether this window is to be told of changes. */
  #read(): void {
    const reading = this.#ready && (this.#looking || this.#wanted !== null)
    if (!this.#joined || reading === this.#reading) return
    this.#reading = reading
    void this.#ask({ type: 'read_notes', reading }).catch(() => undefined)
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (!this.#joined || this.#busy || this.#unsent === 0) return
      this.#busy = true
      this.#pad?.order({ type: 'batch' })
    }, pause)
  }

  async #send(update: Uint8Array, count: number): Promise<void> {
    const pad = this.#pad
    let pause = PAUSE
    try {
      await this.#ask({ type: 'write_notes', update: toBase64(update) })
      if (pad !== this.#pad) return
      this.#unsent -= count
      pad?.order({ type: 'sent', count })
      this.#change({ problem: null, sending: this.#unsent > 0 })
    } catch (error) {
      if (pad !== this.#pad) return
      const problem = asProblem(error)
      // Without a link, and if it was too much at once, it is sent again later.
      if (problem.code !== 'heartbeat_lost' && problem.code !== 'too_fast') this.#change({ problem })
      pause = problem.code === 'notes_stopped' ? Number.POSITIVE_INFINITY : PAUSE_AFTER_FAILURE
    }
    this.#busy = false
    this.#compact()
    if (this.#joined && this.#unsent > 0 && pause < Number.POSITIVE_INFINITY) this.#schedule(pause)
  }

  /** Sends the whole document if the host wants it and nothing is on its way. */
  #compact(): void {
    if (this.#wanted === null || !this.#joined || this.#last < this.#wanted) return
    if (this.#waiting.length > 0 || this.#unsent > 0) return
    this.#pad?.order({ type: 'whole', until: this.#wanted })
  }

  async #sendWhole(until: number, update: Uint8Array): Promise<void> {
    if (this.#wanted !== until) return
    this.#wanted = null
    if (update.length <= DOCUMENT_BYTES) {
      await this.#ask({ type: 'compact_notes', until, update: toBase64(update) }).catch(() => undefined)
    }
    this.#read()
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
