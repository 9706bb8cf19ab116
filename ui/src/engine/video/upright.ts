/** Frames as they are to be seen: a turned or mirrored one is drawn anew. */

export interface Size {
  width: number
  height: number
}

/**
 * The size at which a frame is seen, with its pixels' shape and its turn taken into account. Measured on the frame: what a
 * track says of itself may be missing, old, or of what went in.
 */
export function seenSize({ displayWidth, displayHeight }: VideoFrame): Size {
  return { width: displayWidth, height: displayHeight }
}

/** The browser draws a frame as it is to be seen, but an encoder passes its pixels on as they are stored. */
export class Upright {
  #canvas: OffscreenCanvas | null = null

  /** The frame itself, or one that is drawn upright; then the one that was given is closed. */
  of(frame: VideoFrame): VideoFrame {
    if (!isTurned(frame)) return frame
    const { width, height } = seenSize(frame)
    if (this.#canvas?.width !== width || this.#canvas.height !== height)
      this.#canvas = new OffscreenCanvas(width, height)
    const context = this.#canvas.getContext('2d', { alpha: false })
    if (!context) return frame
    context.drawImage(frame, 0, 0, width, height)
    const { timestamp, duration } = frame
    frame.close()
    return new VideoFrame(this.#canvas, { timestamp, ...(duration === null ? {} : { duration }) })
  }
}

/** Older engines know no turned frames. */
function isTurned(frame: VideoFrame & { readonly rotation?: number; readonly flip?: boolean }): boolean {
  return (frame.rotation ?? 0) !== 0 || (frame.flip ?? false)
}
