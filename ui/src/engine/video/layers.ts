/** Sizes, frame rates and bit rates of the layers that are published. */

import type { Layer } from '../../wire/messages'
import { ROUNDING } from './announced'
import { PICTURE_PIXELS } from './decode_limits'
import type { Size } from './upright'

/** Of a picture that moves; sides in pixels. */
export interface Shape {
  width: number
  height: number
  framesPerSecond: number
}

export const SMALL: Shape = { width: 320, height: 180, framesPerSecond: 15 }
export const LARGE: Shape = { width: 1280, height: 720, framesPerSecond: 30 }
/** A screen in a small tile is recognised rather than read. */
export const SMALL_SCREEN: Shape = { width: 640, height: 360, framesPerSecond: 5 }
/** Nothing larger is shown; a little less, as sides are rounded to even numbers. */
const LARGEST_SCREEN: Shape = { width: 3800, height: 2160, framesPerSecond: 30 }
export const SCREEN: Shape = { width: 1920, height: 1080, framesPerSecond: 30 }

/** Largest size of that shape with as many pixels as `box` at most; even numbers, as VP8's chroma needs. */
function shrink(width: number, height: number, box: Shape): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt((box.width * box.height) / (width * height)))
  const even = (value: number): number => Math.max(2, Math.round((value * scale) / 2) * 2)
  return { width: even(width), height: even(height) }
}

/** That size, or the largest of its shape with no more pixels than `announced`, which differs in rounding at most. */
export function inside<T extends Size>(size: T, announced: number): T {
  const { width, height } = size
  if (width * height <= announced * ROUNDING) return size
  const scale = Math.sqrt(announced / (width * height))
  const even = (value: number): number => Math.max(2, Math.floor((value * scale) / 2) * 2)
  return { ...size, width: even(width), height: even(height) }
}

/** Layers for a camera of that size: a small and a large one in its shape, or one if the camera itself is small. */
export function cameraLayers(width: number, height: number): Layer[] {
  const small = { layer: 0, ...shrink(width, height, SMALL) }
  const large = { layer: 1, ...shrink(width, height, LARGE) }
  return large.width * large.height > 2 * small.width * small.height ? [small, large] : [small]
}

/**
 * Bits per second for a picture of that size and rate: 150 kbit/s for 320×180@15, 0.7 Mbit/s for 640×360@30, 2 Mbit/s
 * for 1280×720@30, and between them in proportion to the power 3/4 of the pixels per second.
 */
export function bitrate({ width, height, framesPerSecond }: Shape): number {
  const pixels = width * height * framesPerSecond
  return Math.round(150_000 * (pixels / (320 * 180 * 15)) ** 0.75)
}

/**
 * Layers for a screen of that size. The large one has its very pixels (but for the last odd row and column), since text
 * that is scaled is blurred; it was captured no larger than 1920×1080, where the browser keeps to that.
 */
export function screenLayers(width: number, height: number): Layer[] {
  const small = { layer: 0, ...shrink(width, height, SMALL_SCREEN) }
  const large =
    width * height > PICTURE_PIXELS
      ? { layer: 1, ...shrink(width, height, LARGEST_SCREEN) }
      : { layer: 1, width: Math.max(2, width & ~1), height: Math.max(2, height & ~1) }
  return [small, large]
}

/**
 * Bits per second for a screen: 4 Mbit/s for 1920×1080, in proportion to the power 3/4 of the pixels. Whatever the frame
 * rate: where there are fewer frames, each is sharper.
 */
export function screenBitrate({ width, height }: Shape): number {
  return Math.round(4_000_000 * ((width * height) / (SCREEN.width * SCREEN.height)) ** 0.75)
}
