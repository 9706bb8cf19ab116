/** What an encoded frame says of itself. */

import type { Size } from '../upright'

/** What a frame's own header says of it, whatever the one around it says. */
export interface FrameReading {
  /** Whether it can be decoded without any other. */
  key: boolean
  /** Size of the largest picture in it, in pixels; null: none is larger than one that was decoded since the key frame. */
  size: Size | null
  /** Pictures in it: those that are not shown cost as much. */
  pictures: number
}
