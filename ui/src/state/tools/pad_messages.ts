import type { Edit } from './edits'

/** What the page tells the worker that holds the text of the notes. */
export type PadOrder =
  | { type: 'told'; updates: readonly { number: number; update: Uint8Array }[] }
  /** An own change of the text that the page shows: `base` is what of others it had taken over, `seq` counts own changes. */
  | { type: 'edit'; seq: number; base: number; edit: Edit }
  | { type: 'undo' | 'redo'; seq: number; base: number }
  /** As many of the oldest own changes as fit into one update are asked for; or so many were sent. */
  | { type: 'batch' }
  | { type: 'sent'; count: number }
  /** The whole document is asked for. */
  | { type: 'whole'; until: number }
  /** How fast this computer is just now is asked for. */
  | { type: 'measure' }
  /** Own changes of a worker before this one, which the host does not have, after all that it has was told; `anew`: they
   *  are written into a new document. */
  | { type: 'restore'; updates: readonly Uint8Array[]; anew: boolean }

/** What the worker tells the page. */
export type PadNews =
  | { type: 'ready' }
  /** The update with this number was taken in. */
  | { type: 'taken'; number: number }
  /** The document has grown beyond everything that is allowed, by the update with this number. */
  | { type: 'grown'; number: number }
  /** The text with all own changes up to `seq`; `edits`: what others changed in it, and what was undone, since the last one;
   *  `anew`: since the last one that the page showed, in place of all `edits` that were told since. */
  | { type: 'text'; text: string; edits: readonly Edit[]; anew: boolean; seq: number; base: number }
  /** New own changes, which were not sent. */
  | { type: 'unsent'; added: readonly Uint8Array[] }
  | { type: 'batch'; update: Uint8Array; count: number }
  | { type: 'whole'; until: number; update: Uint8Array }
  /** How long the same work took as everywhere (`PAD_YARDSTICK`). */
  | { type: 'measured'; milliseconds: number }
  | { type: 'restored'; text: string; base: number }

/** The worker, as the page knows it. */
export interface PadCarrier {
  order(order: PadOrder): void
  /** Ends it, whatever it does. */
  stop(): void
}

export type StartPad = (onNews: (news: PadNews) => void, onFailure: () => void) => PadCarrier

/** Starts a worker for the text of the notes. */
export function startPad(onNews: (news: PadNews) => void, onFailure: () => void): PadCarrier {
  const worker = new Worker(new URL('./pad.worker.ts', import.meta.url), { type: 'module', name: 'notes' })
  worker.onmessage = ({ data }: MessageEvent<PadNews>) => onNews(data)
  worker.onerror = (event) => {
    event.preventDefault()
    onFailure()
  }
  return { order: (order) => worker.postMessage(order), stop: () => worker.terminate() }
}
