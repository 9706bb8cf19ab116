/** One canvas that shows a received picture. */

export class Screen {
  readonly #context: OffscreenCanvasRenderingContext2D | null
  #width = 0
  #height = 0

  constructor(private readonly canvas: OffscreenCanvas) {
    this.#context = canvas.getContext('2d', { alpha: false, desynchronized: true })
  }

  /** Size at which it is shown, in device pixels. */
  resize(width: number, height: number): void {
    this.#width = width
    this.#height = height
  }

  /**
   * Draws the whole frame. The canvas takes the picture's shape, large enough to cover the size at which it is shown,
   * never larger than the picture; how it is fitted or cut is the page's (`object-fit`). `legible`: text that is made
   * smaller stays as readable as it can, at some cost.
   */
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
}
