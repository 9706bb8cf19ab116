/** What a received picture is drawn on. */

import type { Milli } from '../api'
import { nowMs } from '../units'
import type { Surface } from './surface'

/** One place of the page, seen from the worker. */
export interface Screen {
  /** Size at which it is shown, in device pixels. */
  resize(width: number, height: number): void
  /**
   * Shows the whole frame, in its own shape; how it is fitted or cut is the page's (`object-fit`). Does not close it.
   * `legible`: text that is made smaller stays as readable as it can, at some cost.
   */
  draw(frame: VideoFrame, legible: boolean): void
  /** Nothing is drawn any more; the surface itself is the page's. */
  close(): void
}

/** A stream where the page shows pictures by a `video` element, else a canvas. */
export function screenFor(surface: Surface): Screen {
  return surface.kind === 'stream' ? new StreamScreen(surface.stream) : new CanvasScreen(surface.canvas)
}

/** Frames handed over and not yet taken above which a page that is held up misses some, rather than showing all late. */
const PENDING_LIMIT = 2

/** Frames of which none was taken for this long never will be: what comes is shown all the same. */
const LOST_AFTER: Milli = 2_000

/** A stream that a video element plays: it scales, and shows a frame as soon as it comes. */
class StreamScreen implements Screen {
  readonly #writer: WritableStreamDefaultWriter<VideoFrame>
  #pending = 0
  #takenAt: Milli = 0

  constructor(stream: WritableStream<VideoFrame>) {
    this.#writer = stream.getWriter()
  }

  resize(): void {}

  draw(frame: VideoFrame): void {
    const now = nowMs()
    if (this.#pending === 0) this.#takenAt = now
    if (this.#pending >= PENDING_LIMIT && now - this.#takenAt < LOST_AFTER) return
    if (this.#pending < PENDING_LIMIT) this.#pending++
    else this.#takenAt = now
    const taken = (): void => {
      this.#pending = Math.max(0, this.#pending - 1)
      this.#takenAt = nowMs()
    }
    const copy = frame.clone()
    // The element may be gone from the page already: then nobody misses the picture, and nobody else closes it.
    const refused = (): void => {
      copy.close()
      taken()
    }
    this.#writer.write(copy).then(taken, refused)
  }

  close(): void {
    this.#writer.close().catch(() => undefined)
  }
}

class CanvasScreen implements Screen {
  readonly #context: OffscreenCanvasRenderingContext2D | null
  #width = 0
  #height = 0

  constructor(private readonly canvas: OffscreenCanvas) {
    this.#context = canvas.getContext('2d', { alpha: false, desynchronized: true })
  }

  resize(width: number, height: number): void {
    this.#width = width
    this.#height = height
  }

  /** The canvas takes the picture's shape, large enough to cover the size at which it is shown, never larger than it. */
  draw(frame: VideoFrame, legible: boolean): void {
    const { displayWidth, displayHeight } = frame
    const cover = Math.max(this.#width / displayWidth, this.#height / displayHeight)
    const scale = cover > 0 ? Math.min(1, cover) : 1
    const width = Math.max(1, Math.round(displayWidth * scale))
    const height = Math.max(1, Math.round(displayHeight * scale))
    // Setting a size clears the canvas and costs memory: only when it really changed.
    if (Math.abs(this.canvas.width - width) > 1 || Math.abs(this.canvas.height - height) > 1) {
      this.canvas.width = width
      this.canvas.height = height
    }
    if (!this.#context) return
    this.#context.imageSmoothingQuality = legible ? 'high' : 'low'
    this.#context.drawImage(frame, 0, 0, this.canvas.width, this.canvas.height)
  }

  close(): void {}
}
