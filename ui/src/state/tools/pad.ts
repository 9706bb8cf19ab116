import * as Y from 'yjs'
import { LIMITS } from '../../wire/rules'
import { cutAt, type Edit, PAD_CHARACTERS, PAD_PIECES } from './edits'
import type { PadNews, PadOrder } from './pad_messages'

/** The text of the notes: a Yjs document, so that whatever people write at the same time is kept. Runs in a worker, which
 * is ended if an update takes it too long. */

/** Longest insertion in one update, in UTF-16 units: at most three bytes each, it fits into one. */
const PIECE = 8_000
/** Largest update, in bytes. */
const UPDATE_BYTES = LIMITS.notes_update_bytes
/** Marks what came from the host, and what was done to the page's own document before. */
const HOST = Symbol('host')
const OWN = Symbol('own')

/** Two documents: `#page` is the text as the page shows it, so that its changes are where it made them, and `#all` has what
 * came meanwhile, too. The page takes over what is in `#all` when none of its own changes is on its way. */
export class Pad {
  readonly #page = new Y.Doc()
  readonly #pageText = this.#page.getText('notes')
  readonly #all = new Y.Doc()
  readonly #text = this.#all.getText('notes')
  readonly #undo = new Y.UndoManager(this.#pageText, { captureTimeout: 700 })
  readonly #tell: (news: PadNews) => void
  /** What came from the host and is not in the page's document. */
  #queue: Uint8Array[] = []
  #base = 0
  #seq = 0
  #edits: Edit[] = []
  #unsent: Uint8Array[] = []

  constructor(tell: (news: PadNews) => void) {
    this.#tell = tell
    this.#page.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === HOST) return
      this.#unsent.push(update)
      Y.applyUpdate(this.#all, update, origin === null ? OWN : 'undone')
    })
    this.#text.observe((event, transaction) => {
      // The page has shown what it typed itself.
      if (transaction.origin !== OWN) this.#edits.push(...editsOf(event.delta))
    })
  }

  carryOut(order: PadOrder): void {
    switch (order.type) {
      case 'told':
        for (const { number, update } of order.updates) {
          if (this.#take(update)) this.#tell({ type: 'taken', number })
          else {
            this.#tell({ type: 'grown', number })
            return
          }
        }
        this.#tellText()
        break
      case 'edit':
      case 'undo':
      case 'redo': {
        this.#catchUp(order.base)
        const before = this.#unsent.length
        if (order.type === 'edit') this.#edit(order.edit)
        else this.#undo[order.type]()
        this.#seq = order.seq
        this.#tellUnsent(before)
        // What others did while this change was on its way was told for a text without it.
        const late = order.type === 'edit' && this.#queue.length > 0
        if (late) this.#edits = this.#changes(this.#queue).edits
        this.#tellText(late)
        break
      }
      case 'batch':
        this.#tell({ type: 'batch', ...this.#batch() })
        break
      case 'sent':
        this.#unsent.splice(0, order.count)
        break
      case 'whole':
        this.#tell({ type: 'whole', until: order.until, update: Y.encodeStateAsUpdate(this.#all) })
        break
      case 'measure':
        this.#tell({ type: 'measured', milliseconds: measure() })
        break
      case 'restore':
        this.#catchUp(this.#base + this.#queue.length)
        if (order.anew) this.#rewrite(order.updates)
        else this.#goOn(order.updates)
        this.#tellUnsent(0)
        this.#tell({ type: 'restored', text: this.#pageText.toString(), base: this.#base })
        break
    }
  }

  #tellUnsent(before: number): void {
    if (this.#unsent.length > before) this.#tell({ type: 'unsent', added: this.#unsent.slice(before) })
  }

  /** As the document that wrote these, of which the host has a part. */
  #goOn(updates: readonly Uint8Array[]): void {
    for (const update of updates) Y.applyUpdate(this.#page, update, 'restored')
    const [client] = clientsOf(updates)
    // Two in one update would not be taken.
    if (client !== undefined) this.#page.clientID = client
  }

  /** What was written in the document before is written in this one. */
  #rewrite(updates: readonly Uint8Array[]): void {
    const { edits, whole } = this.#changes(updates)
    for (const edit of edits) this.#edit(edit)
    // What stood next to something that is not there any more comes last.
    if (!whole) this.#edit({ at: this.#pageText.length, removed: 0, inserted: `\n${textOf(updates)}` })
  }

  /** What these would change in the page's text; `whole`: all that they stand next to is there. */
  #changes(updates: readonly Uint8Array[]): { edits: Edit[]; whole: boolean } {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#page))
    const edits: Edit[] = []
    doc.getText('notes').observe(({ delta }) => edits.push(...editsOf(delta)))
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    const whole = doc.store.pendingStructs === null
    doc.destroy()
    return { edits, whole }
  }

  /** Whether there is still room. */
  #take(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.#all, update, HOST)
      this.#queue.push(update)
    } catch {
      return true // no update, for everybody
    }
    let pieces = 0
    for (const structs of this.#all.store.clients.values()) pieces += structs.length
    return this.#text.length <= PAD_CHARACTERS && pieces <= PAD_PIECES
  }

  /** Brings the page's document to what the page shows. */
  #catchUp(base: number): void {
    for (const update of this.#queue.splice(0, base - this.#base)) Y.applyUpdate(this.#page, update, HOST)
    this.#base = Math.max(this.#base, base)
  }

  #edit({ at, removed, inserted }: Edit): void {
    const place = Math.min(at, this.#pageText.length)
    const gone = Math.min(removed, this.#pageText.length - place)
    let done = cutAt(inserted, PIECE)
    this.#page.transact(() => {
      if (gone > 0) this.#pageText.delete(place, gone)
      if (done > 0) this.#pageText.insert(place, inserted.slice(0, done))
    })
    while (done < inserted.length) {
      const end = cutAt(inserted, done + PIECE)
      this.#pageText.insert(place + done, inserted.slice(done, end))
      done = end
    }
  }

  #batch(): { update: Uint8Array; count: number } {
    const [first = new Uint8Array(), ...others] = this.#unsent
    let update = first
    let count = Math.min(1, this.#unsent.length)
    for (const other of others) {
      const both = Y.mergeUpdates([update, other])
      if (both.length > UPDATE_BYTES) break
      update = both
      count++
    }
    return { update, count }
  }

  #tellText(anew = false): void {
    const edits = this.#edits.splice(0)
    const base = this.#base + this.#queue.length
    this.#tell({ type: 'text', text: this.#text.toString(), edits, anew, seq: this.#seq, base })
  }
}

function clientsOf(updates: readonly Uint8Array[]): number[] {
  return updates.flatMap((update) => Y.decodeUpdate(update).structs.map(({ id }) => id.client))
}

/** All that was inserted, in the order in which it was written. */
function textOf(updates: readonly Uint8Array[]): string {
  const structs = updates.flatMap((update) => Y.decodeUpdate(update).structs)
  return structs
    .map((one) => ('content' in one && one.content instanceof Y.ContentString ? one.content.str : ''))
    .join('')
}

/** Yjs says what was kept, removed and inserted from the start on. */
function editsOf(delta: readonly { retain?: number; delete?: number; insert?: unknown }[]): Edit[] {
  let at = 0
  const edits: Edit[] = []
  for (const part of delta) {
    if (part.retain !== undefined) at += part.retain
    else if (part.delete !== undefined) edits.push({ at, removed: part.delete, inserted: '' })
    else if (typeof part.insert === 'string') {
      edits.push({ at, removed: 0, inserted: part.insert })
      at += part.insert.length
    }
  }
  return edits
}

const KEYS = 2_500

/** Does the same work each time, of the kind that updates cause, and returns how long it took, in milliseconds: on a
 * computer that has too much to do, longer. */
export function measure(): number {
  const start = performance.now()
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  one.on('update', (update: Uint8Array) => Y.applyUpdate(other, update))
  const text = one.getText('notes')
  for (let key = 0; key < KEYS; key++) text.insert((key * 7_919) % (text.length + 1), 'x')
  return performance.now() - start
}
