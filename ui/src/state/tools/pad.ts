/** The text of the notes: a Yjs document, so that whatever people write at the same time is kept. */

import * as Y from 'yjs'
import type { Edit } from './edits'
import { NOTES_CHARACTERS } from './notes_limits'

/** Longest insertion in one update, in UTF-16 units: at most three bytes each, it fits into one. */
const PIECE = 8_000
/** Marks what came from the host. */
const HOST = Symbol('host')

interface Listener {
  /** An own change, to be sent. */
  wrote(update: Uint8Array): void
  /** The text changed; `edits`: by others, one after the other. */
  changed(text: string, edits: readonly Edit[]): void
}

export class Pad {
  readonly #doc = new Y.Doc()
  readonly #text = this.#doc.getText('notes')
  readonly #undo = new Y.UndoManager(this.#text, { captureTimeout: 700 })

  constructor(listener: Listener) {
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== HOST) listener.wrote(update)
    })
    this.#text.observe((event, transaction) => {
      const own = transaction.origin === null
      listener.changed(this.text, own ? [] : editsOf(event.delta))
    })
  }

  get text(): string {
    return this.#text.toString()
  }

  /** Says whether it could be used. */
  receive(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.#doc, update, HOST)
      return true
    } catch {
      return false // somebody sent what is no update: it is none for everybody
    }
  }

  /** Carries out what this person does; says whether all of it had room. */
  edit({ at, removed, inserted }: Edit): boolean {
    const room = Math.max(0, NOTES_CHARACTERS - (this.#text.length - removed))
    // Half a character would be another one for everybody else.
    const whole = inserted.replace(/\p{Cs}/gu, '\ufffd')
    const fits = whole.slice(0, cutAt(whole, room))
    let done = cutAt(fits, PIECE)
    this.#doc.transact(() => {
      if (removed > 0) this.#text.delete(at, removed)
      if (done > 0) this.#text.insert(at, fits.slice(0, done))
    })
    while (done < fits.length) {
      const end = cutAt(fits, done + PIECE)
      this.#text.insert(at + done, fits.slice(done, end))
      done = end
    }
    return fits.length === inserted.length
  }

  /** Takes the own latest change back; others' stay. */
  undo(): void {
    this.#undo.undo()
  }

  redo(): void {
    this.#undo.redo()
  }

  /** The whole document in one update. */
  whole(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc)
  }

  destroy(): void {
    this.#doc.destroy()
  }
}

/** The place, or the one before it if it is in the middle of a character. */
function cutAt(text: string, place: number): number {
  if (place >= text.length) return text.length
  return /[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place
}

export function merged(updates: Uint8Array[]): Uint8Array {
  return Y.mergeUpdates(updates)
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
