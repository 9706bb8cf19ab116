/** Head and shoulders before stripes, drawn by code, as a camera would deliver them. */

import { fromRgba, Planes } from '../planes'

type Colour = readonly [number, number, number]

const STRIPES: readonly Colour[] = [
  [40, 110, 90],
  [150, 190, 215],
]
/** Width of one stripe. */
export const STRIPE = 16

/** `x`, `y`: 0..1 of a picture in the shape of 16:9; the person is in the middle. */
function colourOf(x: number, y: number, stripe: number): Colour {
  // As if 720 pixels high.
  const across = (x - 0.5) * 1280
  const down = y * 720
  const oval = (cx: number, cy: number, rx: number, ry: number) =>
    ((across - cx) / rx) ** 2 + ((down - cy) / ry) ** 2 < 1
  const side = Math.abs(across)
  if (oval(-42, 250, 9, 9) || oval(42, 250, 9, 9)) return [45, 30, 20]
  if (oval(-42, 250, 20, 10) || oval(42, 250, 20, 10)) return [250, 250, 250]
  if (side > 17 && side < 67 && down > 222 && down < 229) return [55, 35, 25]
  if (side < 16 && down > 258 && down < 312 && side > (312 - down) / 5 && down > 296) return [160, 105, 80]
  if (across > -10 && across < -4 && down > 255 && down < 300) return [165, 110, 84]
  if (oval(0, 345, 38, 11)) return [163, 69, 63]
  if (down < 190 ? oval(0, 190, 118, 95) : side > 104 && side < 118 && down < 250) return [58, 36, 24]
  if (oval(0, 260, 110, 150)) {
    const light = Math.max(0, 1 - Math.hypot(across + 30, down - 230) / 190)
    return [185 + 55 * light, 127 + 73 * light, 95 + 73 * light]
  }
  if (side < 55 && down > 350 && down < 450) return [190, 135, 103]
  const shoulder = 430 + 0.0016 * Math.max(0, side - 70) ** 2
  if (side < 300 && down > shoulder) return [43, 63, 102]
  return STRIPES[stripe % 2]!
}

export function portrait(width: number, height: number): Planes {
  const rgba = new Uint8ClampedArray(width * height * 4)
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at += 4)
      rgba.set([...colourOf(column / width, row / height, Math.floor(column / STRIPE)), 255], at)
  const planes = new Planes(width, height)
  fromRgba(rgba, planes)
  return planes
}
