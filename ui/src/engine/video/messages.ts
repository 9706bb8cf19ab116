/** What the page tells the video worker. */

import type { Surface } from './surface'

export type VideoRequest =
  | { type: 'control'; port: MessagePort }
  | { type: 'audio'; port: MessagePort }
  /** Camera frames, and the size of the camera's picture. */
  | { type: 'capture'; readable: ReadableStream<VideoFrame>; width: number; height: number }
  /** The same where the page has no stream of frames: every message on the port is a frame. */
  | { type: 'capture-frames'; port: MessagePort; width: number; height: number }
  | { type: 'capture-end' }
  | { type: 'published'; track: number | null }
  | { type: 'muted'; muted: boolean }
  | { type: 'tracks'; tracks: { track: number; participant: number }[] }
  /** `screen` is a number the page gave to the place where the picture is shown. */
  | { type: 'attach'; track: number; screen: number; surface: Surface }
  | { type: 'detach'; track: number; screen: number }
  | { type: 'resize'; screen: number; width: number; height: number }
  | { type: 'sync'; video: number; audio: number | null }
