/** Headers of frames as encoders write them, for tests: no pictures. */

import type { Size } from '../upright'

export function vp8({
  key = true,
  width,
  height,
  scale = 0,
}: Partial<Size> & { key?: boolean; scale?: number }): Uint8Array {
  if (!key) return Uint8Array.of(0x31, 0, 0, 0, 0)
  const sides = [width ?? 0, height ?? 0].map((side) => side | (scale << 14))
  return Uint8Array.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, ...sides.flatMap((side) => [side & 255, side >> 8]), 0, 0)
}

/** Fields of a header: how many bits, and their value. */
export function bitsOf(...fields: [count: number, value: number][]): Uint8Array {
  const text = fields.map(([count, value]) => value.toString(2).padStart(count, '0')).join('')
  const bytes = new Uint8Array(Math.ceil(text.length / 8))
  for (let at = 0; at < text.length; at++) if (text[at] === '1') bytes[at >> 3]! |= 0x80 >> (at & 7)
  return bytes
}

const SYNC: [number, number] = [24, 0x498342]

export function vp9Key({ width, height }: Size): Uint8Array {
  return bitsOf(
    [2, 2],
    [2, 0],
    [1, 0],
    [1, 0],
    [1, 1],
    [1, 0],
    SYNC,
    [3, 1],
    [1, 0],
    [16, width - 1],
    [16, height - 1],
    [7, 0],
  )
}

export function vp9IntraOnly({ width, height }: Size): Uint8Array {
  return bitsOf(
    [2, 2],
    [2, 0],
    [1, 0],
    [1, 1],
    [1, 0],
    [1, 0],
    [1, 1],
    [2, 0],
    SYNC,
    [8, 1],
    [16, width - 1],
    [16, height - 1],
    [9, 0],
  )
}

/** `reference`: the first of the three whose size it has; null: it states its own. */
export function vp9Inter(reference: 0 | 1 | 2 | null, { width, height }: Size): Uint8Array {
  const start: [number, number][] = [
    [2, 2],
    [2, 0],
    [1, 0],
    [1, 1],
    [1, 1],
    [1, 0],
    [2, 0],
    [8, 1],
    [12, 0],
  ]
  if (reference !== null) return bitsOf(...start, [reference + 1, 1], [9, 0])
  return bitsOf(...start, [3, 0], [16, width - 1], [16, height - 1], [9, 0])
}

/** Shows a picture once more that was decoded before. */
export function vp9Existing(): Uint8Array {
  return bitsOf([2, 2], [2, 0], [1, 1], [3, 0])
}

export function vp9Superframe(...frames: Uint8Array[]): Uint8Array {
  const marker = 0b110_01_000 | (frames.length - 1)
  const lengths = frames.flatMap(({ length }) => [length & 255, length >> 8])
  return Uint8Array.of(...frames.flatMap((frame) => [...frame]), marker, ...lengths, marker)
}

/** One unit of an AV1 chunk, with its length. */
function av1Unit(type: number, content: Uint8Array): Uint8Array {
  return Uint8Array.of((type << 3) | 2, content.length, ...content)
}

export function av1Key(size: Size, everything = false): Uint8Array {
  return Uint8Array.of(
    ...av1Unit(2, new Uint8Array(0)),
    ...av1Unit(1, av1Sequence(size, everything)),
    ...av1Unit(6, bitsOf([1, 0], [2, 0], [13, 0])),
  )
}

export function av1Delta(): Uint8Array {
  return Uint8Array.of(...av1Unit(2, new Uint8Array(0)), ...av1Unit(6, bitsOf([1, 0], [2, 1], [13, 0])))
}

/** `everything`: with all that may stand before the size. */
function av1Sequence({ width, height }: Size, everything: boolean): Uint8Array {
  const timing: [number, number][] = [
    [1, 1],
    [32, 1],
    [32, 60],
    [1, 1],
    [2, 0],
    [1, 1],
    [2, 1],
  ]
  const model: [number, number][] = [
    [1, 1],
    [5, 9],
    [32, 1],
    [5, 4],
    [5, 4],
  ]
  const point: [number, number][] = [
    [12, 0],
    [5, 9],
    [1, 0],
    [1, 1],
    [10, 1],
    [10, 1],
    [1, 0],
    [1, 1],
    [4, 2],
  ]
  const before: [number, number][] = everything
    ? [...timing, ...model, [1, 1], [5, 1], ...point, ...point]
    : [
        [1, 0],
        [1, 0],
        [5, 0],
        [12, 0],
        [5, 4],
      ]
  return bitsOf([3, 0], [1, 0], [1, 0], ...before, [4, 15], [4, 15], [16, width - 1], [16, height - 1], [16, 0])
}
