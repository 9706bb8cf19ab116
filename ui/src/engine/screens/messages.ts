/** What page and workers say to each other about a screen that the desktop hands out, and what the computer plays. */

import type { ScreenEnd, ScreenSurface } from '../../wire/messages'

export type ScreenRequest = { type: 'start'; url: string; writable: WritableStream<VideoFrame> }

export type ScreenEvent = { type: 'begun'; surface: ScreenSurface; again: boolean } | { type: 'ended'; why: ScreenEnd }

/** Page → the worker of the sound. */
export interface SoundRequest {
  url: string
  writable: WritableStream<AudioData>
}

export type SoundEvent = { type: 'begun' } | { type: 'ended'; why: ScreenEnd }
