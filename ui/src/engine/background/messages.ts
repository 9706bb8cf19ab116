/** What the page and the background's worker say to each other. */

import type { Milli } from '../api'

/** Pictures that are drawn by code. */
export const BUILT_IN = ['dusk', 'leaves', 'wall'] as const
export type BuiltIn = (typeof BUILT_IN)[number]

/** What is shown instead of the background; a `Blob` is a picture of the person's own. */
export type Effect = { kind: 'blur' } | { kind: 'drawn'; picture: BuiltIn } | { kind: 'own'; picture: Blob }

/** What the work took in the last second. */
export interface Cost {
  /** Mean time for a frame. */
  frameMs: Milli
  /** Of one core. */
  share: number
  /** Masks a second at most; 0: given up. */
  rate: number
}

export type BackgroundRequest =
  | { type: 'start'; readable: ReadableStream<VideoFrame>; writable: WritableStream<VideoFrame>; effect: Effect }
  | { type: 'effect'; effect: Effect }

export type BackgroundEvent =
  /** The first picture without its background is out. */
  | { type: 'running' }
  | { type: 'cost'; cost: Cost }
  /** This computer cannot keep up: from now on the whole picture is blurred. */
  | { type: 'veiled' }
  /** Nothing comes out any more. */
  | { type: 'failed'; detail: string }
