/** A picture of the screen as the app sends it: `SCREEN_HEAD_BYTES` of `wire/screens.py`, then the pixels. */

export interface ScreenPicture {
  width: number
  height: number
  format: 'I420' | 'BGRX' | 'RGBX'
  /** By the app's steady clock, in microseconds. */
  timestamp: number
  pixels: Uint8Array<ArrayBuffer>
}

const HEAD_BYTES = 24
const FORMATS = ['I420', 'BGRX', 'RGBX'] as const
/** Wider or higher than any screen. */
const LARGEST = 16_384

/** Null: these bytes are no such picture. Nothing is copied. */
export function screenPicture(message: ArrayBuffer): ScreenPicture | null {
  if (message.byteLength < HEAD_BYTES) return null
  const head = new DataView(message)
  const [width, height] = [head.getUint32(0, true), head.getUint32(4, true)]
  const format = FORMATS[head.getUint32(8, true)]
  const odd = width % 2 !== 0 || height % 2 !== 0 || width === 0 || height === 0
  if (format === undefined || odd || width > LARGEST || height > LARGEST) return null
  const size = width * height * (format === 'I420' ? 1.5 : 4)
  if (message.byteLength !== HEAD_BYTES + size) return null
  const timestamp = Number(head.getBigUint64(16, true))
  return { width, height, format, timestamp, pixels: new Uint8Array(message, HEAD_BYTES) }
}
