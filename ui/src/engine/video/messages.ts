/** What the page tells the video worker. */

import type { Layer } from '../../wire/messages'
import type { MannerChoice } from '../api'
import type { VideoSource } from './formats'
import type { ReceivedPicture } from './receiver'
import type { Surface } from './surface'
import type { Size } from './upright'

/** What is captured: its codec, and the size that its picture is believed to have until one has come. */
export interface Captured {
  source: VideoSource
  codec: string
  size: Size
}

/** Page → video worker: a frame, or that there is none for that tick; and whether the page is seen. */
export type PageFrame = VideoFrame | 'none' | 'hidden' | 'seen'

/** Video worker → page: it is to take a frame now, answered by one `PageFrame`; or one frame more has come. */
export type Tick = 'take' | 'came'

export type VideoRequest =
  | { type: 'control'; port: MessagePort }
  | { type: 'audio'; port: MessagePort }
  | { type: 'capture'; captured: Captured; readable: ReadableStream<VideoFrame> }
  /** The same where the page has no stream of frames: it sends `PageFrame`s on the port, and is sent `Tick`s. */
  | { type: 'capture-frames'; captured: Captured; port: MessagePort }
  | { type: 'capture-end'; source: VideoSource }
  /** `codec`: that the others were told of; null: any. */
  | {
      type: 'published'
      source: VideoSource
      track: number | null
      layers: readonly Layer[] | undefined
      codec: string | null
    }
  | { type: 'muted'; source: VideoSource; muted: boolean }
  /** How the own screen is sent. */
  | { type: 'manner'; choice: MannerChoice }
  | { type: 'tracks'; tracks: readonly ReceivedPicture[] }
  /** The tracks that the host was asked for. */
  | { type: 'wanted'; tracks: readonly number[] }
  /** `screen` is a number the page gave to the place where the picture is shown. */
  | { type: 'attach'; track: number; screen: number; surface: Surface }
  | { type: 'detach'; track: number; screen: number }
  | { type: 'resize'; screen: number; width: number; height: number }
  | { type: 'sync'; video: number; audio: number | null }
