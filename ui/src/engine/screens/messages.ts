/** What page and worker say to each other about a screen that the desktop hands out. */

import type { ScreenEnd, ScreenSurface } from '../../wire/messages'

export type ScreenRequest = { type: 'start'; url: string; writable: WritableStream<VideoFrame> }

export type ScreenEvent = { type: 'begun'; surface: ScreenSurface; again: boolean } | { type: 'ended'; why: ScreenEnd }
