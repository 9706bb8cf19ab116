import type { NotesUpdate, Problem } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import { fromBase64, toBase64 } from '../base64'
import type { Answer, NewRequest } from '../log/requests'
import { asProblem } from '../problem'
import { Store } from '../store'
import { type Edit, editOf, fitting, movedBy, PAD_PATIENCE, PAD_YARDSTICK } from './edits'
import { type PadCarrier, type PadNews, type PadOrder, type StartPad, startPad } from './pad_messages'

export interface NotesView {
  text: string
  /** What others changed since the text before this one. */
  edits: readonly Edit[]
  /** Own changes are on their way, or wait for the link. */
  sending: boolean
  problem: Problem | null
  /** The worker was ended: the text stays as it is, to be copied, until the person opens the notes anew. */
  ended: boolean
  /** A change took the worker too long, or the host did not understand this window: all is tried once more. */
  retrying: boolean
  /** This person may not write any more, until a moderator takes that back. */
  stopped: boolean
  /** Own changes that the others do not have. */
  unsent: boolean
}

/** Own changes that outlive a worker. */
interface Kept {
  updates: readonly Uint8Array[]
  /** What the page shows, which the next worker does not know: the text before the changes that are not among `updates`. */
  before: string | null
  /** They are to be written once more as new ones: as they are, the host does not take them. */
  anew: boolean
}

/** Own changes within this time (milliseconds) are sent together. */
const PAUSE = 250
/** After a failure that is not the link's, in milliseconds. */
const PAUSE_AFTER_FAILURE = 5_000
/** Largest document that can be sent as a whole, in bytes. */
const DOCUMENT_BYTES = LIMITS.notes_document_bytes

const EMPTY: NotesView = {
  text: '',
  edits: [],
  sending: false,
  problem: null,
  ended: false,
  retrying: false,
  stopped: false,
  unsent: false,
}

/** The shared notes. As long as nobody looks at them nothing of them is kept here; then a worker holds the text, and is
 * ended when an update takes it too long. Whatever made it slow, another worker tries the same once more, with as much more
 * time as this computer needs just now, before the update is held against its writer. */
export class Notes {
  readonly view = new Store<NotesView>(EMPTY)
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
  /** Own changes that the worker knows and the host does not, oldest first. */
  #own: Uint8Array[] = []
  /** Own changes that the worker has not answered: the text before each. */
  #unanswered: { seq: number; before: string }[] = []
  /** What the next worker is to go on with. */
  #kept: Kept | null = null
  /** The update that one worker could not take in already; 0: it failed, but for none; null: none did. */
  #suspect: number | null = null
  #patience = PAD_PATIENCE
  /** The host refused what this window sent, and since then nothing of it was taken. */
  #misunderstood = false
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

  /** After the worker was ended: begins anew with what the host has, and what this person wrote and could not send. */
  again(): Promise<void> {
    this.#suspect = null
    this.#misunderstood = false
    this.#change({ ended: false, problem: null, sending: false })
    return this.open()
  }

  /** Whether the person looks at them. */
  look(looking: boolean): void {
    this.#looking = looking
    if (looking) this.unseen.set(false)
    this.#read()
  }

  /** `anew`: some of what was told counts no more. */
  told(updates: readonly NotesUpdate[], anew = false): void {
    if (anew && this.#kept !== null) this.#kept.anew = true
    if (anew) this.#restart(true)
    else if (!this.#looking && !this.#busy) this.unseen.set(true)
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

  /** Whether this person may not write any more. */
  setStopped(stopped: boolean): void {
    if (stopped === this.view.get().stopped) return
    this.#change({ stopped, problem: stopped ? { code: 'notes_stopped' } : null, sending: false })
    this.#schedule(0)
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
    const { text, ended, stopped } = this.view.get()
    if (ended || stopped) return
    const fits = fitting(edit, text)
    const whole = fits.inserted.length === edit.inserted.length
    const { at, removed, inserted } = fits
    this.#change({
      text: text.slice(0, at) + inserted + text.slice(at + removed),
      problem: whole ? null : { code: 'notes_full' },
    })
    if (removed === 0 && inserted === '') return
    if (this.#kept !== null) this.#kept.before ??= text
    else this.#order({ type: 'edit', seq: ++this.#seq, base: this.#base, edit: fits }, text)
  }

  undo(): void {
    this.#takeBack('undo')
  }

  redo(): void {
    this.#takeBack('redo')
  }

  stop(): void {
    this.#end()
    this.#kept = null
  }

  #takeBack(type: 'undo' | 'redo'): void {
    const { text, stopped } = this.view.get()
    if (!stopped && this.#kept === null) this.#order({ type, seq: ++this.#seq, base: this.#base }, text)
  }

  #order(order: Extract<PadOrder, { seq: number }>, before: string): void {
    if (this.#pad === null) return
    this.#unanswered.push({ seq: order.seq, before })
    this.#pad.order(order)
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
    this.#timer = undefined
    clearInterval(this.#watch)
    this.#pad?.stop()
    this.#pad = this.#opening = this.#wanted = null
    this.#ready = this.#busy = this.#reading = false
    this.#waiting = []
    this.#edits = []
    this.#own = []
    this.#unanswered = []
    this.#patience = PAD_PATIENCE
    this.#silent = this.#seq = this.#base = this.#last = 0
  }

  /** Ends the worker, but keeps what this person wrote and the host does not have. */
  #endKeeping(anew: boolean): void {
    const before = this.#kept?.before ?? this.#unanswered[0]?.before ?? null
    const updates = [...(this.#kept?.updates ?? []), ...this.#own]
    this.#kept = { updates, before, anew: anew || this.#kept?.anew === true }
    this.#end()
  }

  /** Another worker goes on with what the host has, and what this person wrote. `anew`: as `Kept` has it. */
  #restart(anew: boolean): void {
    if (this.#pad === null) return
    const opening = this.#opening
    this.#endKeeping(anew)
    this.#change({ retrying: true })
    this.#opening = opening
    this.#start()
    this.#pad?.order({ type: 'measure' })
  }

  #failed(): void {
    const opening = this.#opening
    if (this.#ready || this.#kept !== null) this.#stuck()
    else this.#end()
    opening?.failed(new Error('the notes could not be loaded'))
  }

  /** One second of the page's own time, so that a computer that slept counts for nothing. */
  #second(): void {
    const busy = this.#kept === null ? this.#ready && this.#waiting.length > 0 : this.#joined
    this.#silent = busy ? this.#silent + 1 : 0
    if (this.#silent >= this.#patience) this.#stuck()
  }

  /** The worker failed, or is busy for too long: with the first update that it has not taken in. */
  #stuck(): void {
    const number = this.#waiting[0] ?? 0
    if (this.#suspect === number) this.#giveUp({ code: 'notes_stuck' }, number)
    else {
      // Anything may have held it up: the computer was suspended, stopped, or busy with something else.
      this.#suspect = number
      this.#restart(false)
    }
  }

  #giveUp(problem: Problem, number = 0): void {
    this.#endKeeping(problem.code === 'notes_invalid')
    this.#change({ ended: true, sending: false, retrying: false, problem })
    if (this.#joined) void this.#ask({ type: 'read_notes', reading: false }).catch(() => undefined)
    // The host and co-hosts are listened to.
    if (number > 0) void this.#ask({ type: 'notes_stuck', number }).catch(() => undefined)
  }

  #heard(news: PadNews): void {
    switch (news.type) {
      case 'ready':
        this.#ready = true
        this.#silent = 0
        this.#read()
        this.#opening?.done()
        break
      case 'taken':
        this.#silent = 0
        this.#waiting = this.#waiting.filter((number) => number !== news.number)
        if (news.number === this.#suspect) this.#suspect = null
        this.#compact()
        break
      case 'grown':
        // However fast a computer is.
        this.#giveUp({ code: 'notes_stuck' }, news.number)
        break
      case 'measured':
        this.#silent = 0
        this.#patience = PAD_PATIENCE * Math.max(1, news.milliseconds / PAD_YARDSTICK)
        break
      case 'text':
        if (news.anew) this.#edits = []
        this.#edits.push(...news.edits)
        this.#unanswered = this.#unanswered.filter(({ seq }) => seq > news.seq)
        // With an own change on its way, the next one has it, too.
        if (news.seq !== this.#seq || this.#kept !== null) return
        this.#base = news.base
        this.#change({ text: news.text, edits: this.#edits.splice(0) })
        break
      case 'unsent':
        this.#own.push(...news.added)
        this.#tellUnsent()
        // Who types without a pause is read meanwhile.
        if (!this.#busy && this.#timer === undefined) this.#schedule(PAUSE)
        break
      case 'restored':
        this.#silent = 0
        this.#base = news.base
        this.#restored(news.text)
        break
      case 'batch':
        void this.#send(news.update, news.count)
        break
      case 'whole':
        void this.#sendWhole(news.until, news.update)
        break
    }
  }

  /** The next worker has what the host has, and what was kept: the page shows that, and what it had not told the last one. */
  #restored(text: string): void {
    const before = this.#kept?.before ?? null
    const shown = this.view.get().text
    this.#kept = null
    this.#edits = []
    const own = before === null ? null : editOf(before, shown)
    const others = before === null ? null : editOf(before, text)
    this.#change({ text, retrying: false })
    if (own === null) return
    const moved = (place: number): number => (others === null ? place : movedBy(others, place))
    const at = moved(own.at)
    this.edit({ at, removed: moved(own.at + own.removed) - at, inserted: own.inserted })
  }

  /** Says whether this window is to be told of changes. */
  #read(): void {
    const reading = this.#ready && (this.#looking || this.#wanted !== null || this.#kept !== null)
    if (!this.#joined || reading === this.#reading) return
    this.#reading = reading
    const pad = this.#pad
    this.#ask({ type: 'read_notes', reading }).then(
      // The host has answered, so all that it has was told.
      () => {
        if (pad !== this.#pad || this.#kept === null || !reading) return
        const { updates, anew } = this.#kept
        pad?.order({ type: 'restore', updates, anew })
      },
      () => undefined,
    )
  }

  #tellUnsent(): void {
    const unsent = this.#own.length > 0
    this.#change({ unsent, sending: unsent && !this.view.get().stopped })
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (!this.#joined || this.#busy || this.#own.length === 0 || this.view.get().stopped) return
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
      this.#own.splice(0, count)
      this.#misunderstood = false
      pad?.order({ type: 'sent', count })
      this.#change({ problem: null })
      this.#tellUnsent()
    } catch (error) {
      if (pad !== this.#pad) return
      if (this.#refused(asProblem(error))) return
      pause = PAUSE_AFTER_FAILURE
    }
    this.#busy = false
    this.#compact()
    if (this.#own.length > 0) this.#schedule(pause)
  }

  /** Whether this worker is at its end with it. */
  #refused(problem: Problem): boolean {
    if (problem.code === 'notes_stopped') this.setStopped(true)
    else if (problem.code === 'notes_invalid') {
      // What the host knows of this window's document is something else: it is written once more, into a new one.
      if (this.#misunderstood) this.#giveUp(problem)
      else {
        this.#misunderstood = true
        this.#restart(true)
      }
      return true
    }
    // Without a link, and if it was too much at once, it is sent again later.
    else if (problem.code !== 'heartbeat_lost' && problem.code !== 'too_fast') this.#change({ problem })
    return false
  }

  /** Sends the whole document if the host wants it and nothing is on its way. */
  #compact(): void {
    if (this.#wanted === null || !this.#joined || this.#last < this.#wanted) return
    if (this.#waiting.length > 0 || this.#own.length > 0) return
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
