/** A picture of the screen as the app sends it: a head (`SCREEN_HEAD`), then the pixels. */

import { SCREEN_HEAD, SCREEN_HEAD_BYTES, SCREEN_LAYOUTS } from '../../wire/rules'

/** One picture: its shape, its time, and its pixels. */
export interface ScreenPicture {
  width: number
  height: number
  format: (typeof SCREEN_LAYOUTS)[number]
  /** By the app's steady clock, in microseconds. */
  timestamp: number
  pixels: Uint8Array<ArrayBuffer>
}

/** Wider or higher than any screen. */
const LARGEST = 16_384

/** Null: these bytes are no such picture. Nothing is copied. */
export function screenPicture(message: ArrayBuffer): ScreenPicture | null {
  if (message.byteLength < SCREEN_HEAD_BYTES) return null
  const head = new DataView(message)
  const [width, height] = [head.getUint32(SCREEN_HEAD.width, true), head.getUint32(SCREEN_HEAD.height, true)]
  const format = SCREEN_LAYOUTS[head.getUint32(SCREEN_HEAD.layout, true)]
  const odd = width % 2 !== 0 || height % 2 !== 0 || width === 0 || height === 0
  if (format === undefined || odd || width > LARGEST || height > LARGEST) return null
  const size = width * height * (format === 'I420' ? 1.5 : 4)
  if (message.byteLength !== SCREEN_HEAD_BYTES + size) return null
  const timestamp = Number(head.getBigUint64(SCREEN_HEAD.timestamp, true))
  return { width, height, format, timestamp, pixels: new Uint8Array(message, SCREEN_HEAD_BYTES) }
}
