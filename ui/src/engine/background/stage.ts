/** Takes the background out of frames: what goes in unseen by anybody comes out with another background, or not at all. */

import type { Milli } from '../api'
import { nowMs } from '../units'
import { BlurredBackground } from './blur'
import { Composition } from './compose'
import { FrameReader } from './frame_reader'
import { KeepUp } from './keep_up'
import { sharpen } from './mask'
import { type Planes, Thumbnail } from './planes'
import type { Segmenter } from './segmenter'

/** In the worker, for one camera. Between two masks the last one holds; before the first, nothing counts as person. */
export class Stage {
  readonly #segmenter: Segmenter
  readonly #keepUp = new KeepUp()
  readonly #reader = new FrameReader()
  readonly #composition: Composition
  readonly #thumbnail: Thumbnail
  readonly #rgba: Uint8ClampedArray
  readonly #alpha: Uint8ClampedArray
  readonly #blurred = new BlurredBackground()
  #picture: Planes | null = null
  #maskAt: Milli = Number.NEGATIVE_INFINITY

  constructor(segmenter: Segmenter) {
    const { width, height } = segmenter
    this.#segmenter = segmenter
    this.#composition = new Composition(width, height)
    this.#thumbnail = new Thumbnail(width, height)
    this.#rgba = new Uint8ClampedArray(width * height * 4)
    this.#alpha = new Uint8ClampedArray(width * height)
  }

  /** Masks a second at most; 0: the whole picture is blurred, since this computer cannot keep up. */
  get rate(): number {
    return this.#keepUp.rate
  }

  /** In place of the background; null: the background itself, blurred. It must have the frames' size. */
  setPicture(picture: Planes | null): void {
    this.#picture = picture
  }

  /** Takes note of the share of the last second that the work took. */
  worked(share: number, now: Milli): void {
    this.#keepUp.update(share, now)
  }

  /** The frame with another background, for the caller to close; does not close the one it was given. */
  async process(frame: VideoFrame): Promise<VideoFrame> {
    const planes = await this.#reader.read(frame)
    if (this.rate === 0) this.#veil(planes)
    else {
      const now = nowMs()
      // A frame's time is not exact; a mask a little early is better than one a whole frame late.
      if (now - this.#maskAt >= 900 / this.rate) this.#look(planes, now)
      this.#composition.compose(planes, this.#alpha, this.#back(planes))
    }
    const { width: codedWidth, height: codedHeight } = planes
    const { timestamp, duration, colorSpace } = frame
    return new VideoFrame(planes.data, {
      format: 'I420',
      codedWidth,
      codedHeight,
      timestamp,
      ...shapeOf(frame),
      ...(duration === null ? {} : { duration }),
      ...(this.#reader.isConverted ? {} : { colorSpace }),
    })
  }

  #back({ width, height }: Planes): Planes | Thumbnail {
    const picture = this.#picture
    return picture?.width === width && picture.height === height ? picture : this.#blurred
  }

  /** Finds out anew where the person is. */
  #look(planes: Planes, now: Milli): void {
    this.#maskAt = now
    this.#thumbnail.take(planes)
    this.#thumbnail.toRgba(this.#rgba)
    this.#segmenter.segment(this.#rgba, this.#alpha)
    sharpen(this.#alpha)
    this.#blurred.blur(this.#thumbnail, this.#alpha)
  }

  #veil(planes: Planes): void {
    this.#thumbnail.take(planes)
    this.#blurred.blur(this.#thumbnail, null)
    this.#alpha.fill(0)
    this.#composition.compose(planes, this.#alpha, this.#blurred)
  }
}

/** The shape of pixels that are not square. */
function shapeOf({ visibleRect, displayWidth, displayHeight }: VideoFrame): Partial<VideoFrameBufferInit> {
  const same = visibleRect === null || (visibleRect.width === displayWidth && visibleRect.height === displayHeight)
  return same ? {} : { displayWidth, displayHeight }
}
