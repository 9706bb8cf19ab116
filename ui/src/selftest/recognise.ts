/** Whether what is shown is the picture of the test camera, and moves. Pure, but for `sample`. */

import { BAR_TOP, HEIGHT, LEFT, RIGHT, WIDTH } from './devices'

type Colour = readonly [number, number, number]

export interface Seen {
  left: Colour
  right: Colour
  /** Brightest place of the bar's row, as a share of the width. */
  bar: number
}

/** How far a channel may be off: an encoder at a low rate, and other colour ranges. */
const TOLERANCE = 60
/** How far the bar must have moved between two looks, as a share of the width. */
const STEP = 0.03
const COLUMNS = 64

/** Looks at a picture; null while there is none. */
export function sample(source: HTMLVideoElement | HTMLCanvasElement): Seen | null {
  const [width, height] =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height]
  if (width === 0 || height === 0) return null
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d')
  if (!context) return null
  context.drawImage(source, 0, 0, WIDTH, HEIGHT)
  const colour = (x: number, y: number): Colour => {
    const [red = 0, green = 0, blue = 0] = context.getImageData(x * WIDTH, y * HEIGHT, 1, 1).data
    return [red, green, blue]
  }
  const row = Array.from({ length: COLUMNS }, (_, at) => colour((at + 0.5) / COLUMNS, (1 + BAR_TOP) / 2))
  const brightness = row.map(([red, green, blue]) => Math.min(red, green, blue))
  return {
    left: colour(0.25, BAR_TOP / 2),
    right: colour(0.75, BAR_TOP / 2),
    bar: brightness.indexOf(Math.max(...brightness)) / COLUMNS,
  }
}

export function isTestPicture({ left, right }: Seen): boolean {
  return near(left, LEFT) && near(right, RIGHT)
}

export function hasMoved(before: Seen, now: Seen): boolean {
  return Math.abs(before.bar - now.bar) > STEP
}

function near(one: Colour, other: Colour): boolean {
  return one.every((value, at) => Math.abs(value - (other[at] ?? 0)) <= TOLERANCE)
}
