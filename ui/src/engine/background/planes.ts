/** Pictures as cameras deliver them: brightness at full size, two planes of colour at half of it (I420). Pure. */

export class Planes {
  readonly data: Uint8Array
  readonly y: Uint8Array
  readonly u: Uint8Array
  readonly v: Uint8Array

  /** `width`, `height`: even. `data`: the planes one after the other, without gaps. */
  constructor(
    readonly width: number,
    readonly height: number,
    data?: Uint8Array,
  ) {
    const pixels = width * height
    this.data = data ?? new Uint8Array((pixels * 3) / 2)
    this.y = this.data.subarray(0, pixels)
    this.u = this.data.subarray(pixels, (pixels * 5) / 4)
    this.v = this.data.subarray((pixels * 5) / 4)
  }
}

/** Of an RGBA picture of that size, as ITU-R BT.601 has it for video. */
export function fromRgba(rgba: Uint8ClampedArray, into: Planes): void {
  const { width, height, y, u, v } = into
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const r = rgba[4 * at]!
      const g = rgba[4 * at + 1]!
      const b = rgba[4 * at + 2]!
      y[at] = 16.5 + 0.257 * r + 0.504 * g + 0.098 * b
      if ((row | column) & 1) continue
      const colour = (row / 2) * (width / 2) + column / 2
      u[colour] = 128.5 - 0.148 * r - 0.291 * g + 0.439 * b
      v[colour] = 128.5 + 0.439 * r - 0.368 * g - 0.071 * b
    }
  }
}

/** Colours that stand in pairs, as in NV12, into two planes. */
export function separate(pairs: Uint8Array, into: Planes): void {
  const { u, v } = into
  for (let at = 0; at < u.length; at++) {
    u[at] = pairs[2 * at]!
    v[at] = pairs[2 * at + 1]!
  }
}

/** A small picture, all three planes of one size. */
export class Thumbnail {
  readonly y: Uint8Array
  readonly u: Uint8Array
  readonly v: Uint8Array

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.y = new Uint8Array(width * height)
    this.u = new Uint8Array(width * height)
    this.v = new Uint8Array(width * height)
  }

  /** Takes the picture in its own size; of each of its pixels four of the large ones are looked at. */
  take(picture: Planes): void {
    const { width, height } = this
    const columns = samples(width, picture.width)
    for (let row = 0, at = 0; row < height; row++) {
      const [upper, lower] = samplesOf(row, height, picture.height)
      const above = upper * picture.width
      const below = lower * picture.width
      const colours = (upper >> 1) * (picture.width >> 1)
      for (let column = 0; column < width; column++, at++) {
        const left = columns[2 * column]!
        const right = columns[2 * column + 1]!
        const { y } = picture
        this.y[at] = (y[above + left]! + y[above + right]! + y[below + left]! + y[below + right]! + 2) >> 2
        this.u[at] = picture.u[colours + (left >> 1)]!
        this.v[at] = picture.v[colours + (left >> 1)]!
      }
    }
  }

  /** By BT.601 with limited range. `rgba`: four bytes a pixel, all opaque. */
  toRgba(rgba: Uint8ClampedArray): void {
    for (let at = 0; at < this.y.length; at++) {
      const y = 1.164 * (this.y[at]! - 16)
      const u = this.u[at]! - 128
      const v = this.v[at]! - 128
      rgba[4 * at] = y + 1.596 * v
      rgba[4 * at + 1] = y - 0.813 * v - 0.391 * u
      rgba[4 * at + 2] = y + 2.018 * u
      rgba[4 * at + 3] = 255
    }
  }
}

/** The two places of `large` that stand for place `at` of `small`. */
function samplesOf(at: number, small: number, large: number): [number, number] {
  const place = (share: number) => Math.min(large - 1, Math.floor(((at + share) * large) / small))
  return [place(0.25), place(0.75)]
}

function samples(small: number, large: number): Uint16Array {
  const found = new Uint16Array(2 * small)
  for (let at = 0; at < small; at++) found.set(samplesOf(at, small, large), 2 * at)
  return found
}
