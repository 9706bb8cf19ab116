/** Reads frames of any format into planes that can be changed. */

import { fromRgba, Planes, separate } from './planes'

/** Reads one frame at a time into the same planes, which hold until the next one is read. */
export class FrameReader {
  #planes: Planes | null = null
  #pairs = new Uint8Array(0)
  #canvas: OffscreenCanvas | null = null

  /** Whether the last frame's colours were converted, so that its own colour space no longer holds. */
  isConverted = false

  /** The planes are valid until the next frame is read. */
  async read(frame: VideoFrame): Promise<Planes> {
    const rect = evenRect(frame)
    const { width, height } = rect
    if (this.#planes?.width !== width || this.#planes.height !== height) this.#planes = new Planes(width, height)
    const planes = this.#planes
    this.isConverted = frame.format !== 'I420' && frame.format !== 'NV12'
    if (frame.format === 'I420') await frame.copyTo(planes.data, { rect })
    else if (frame.format === 'NV12') await this.#readPairs(frame, rect, planes)
    else this.#draw(frame, planes)
    return planes
  }

  async #readPairs(frame: VideoFrame, rect: Rect, planes: Planes): Promise<void> {
    const { width, height, data } = planes
    const pixels = width * height
    if (this.#pairs.length !== data.length) this.#pairs = new Uint8Array(data.length)
    await frame.copyTo(this.#pairs, { rect })
    planes.y.set(this.#pairs.subarray(0, pixels))
    separate(this.#pairs.subarray(pixels), planes)
  }

  /** Whatever else there is; four times the work. */
  #draw(frame: VideoFrame, planes: Planes): void {
    const { width, height } = planes
    if (this.#canvas?.width !== width || this.#canvas.height !== height)
      this.#canvas = new OffscreenCanvas(width, height)
    const context = this.#canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('no canvas to read frames with')
    context.drawImage(frame, 0, 0, width, height)
    fromRgba(context.getImageData(0, 0, width, height).data, planes)
  }
}

/** In pixels, from the top left. */
export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** What is seen of the frame without an odd last column and row, as half the size must be whole. */
export function evenRect({ visibleRect, codedWidth, codedHeight }: VideoFrame): Rect {
  const { x, y, width, height } = visibleRect ?? { x: 0, y: 0, width: codedWidth, height: codedHeight }
  return { x: x & ~1, y: y & ~1, width: width & ~1, height: height & ~1 }
}
