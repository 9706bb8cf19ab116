import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { BlurredBackground } from './blur'
import { Composition } from './compose'
import { sharpen } from './mask'
import { Planes, Thumbnail } from './planes'
import { Segmenter } from './segmenter'
import { portrait, STRIPE } from './testing/portrait'

const WIDTH = 1280
const HEIGHT = 720

function part(name: string): ArrayBuffer {
  const file = readFileSync(createRequire(import.meta.url).resolve(`@twilio/video-processors/dist/build/${name}`))
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
}

let segmenter: Segmenter
beforeAll(async () => {
  segmenter = await Segmenter.load({
    wasm: part('tflite-simd-1-0-0.wasm'),
    model: part('selfie_segmentation_landscape.tflite'),
  })
})

function look(picture: Planes): { thumbnail: Thumbnail; alpha: Uint8ClampedArray } {
  const { width, height } = segmenter
  const thumbnail = new Thumbnail(width, height)
  thumbnail.take(picture)
  const rgba = new Uint8ClampedArray(width * height * 4)
  thumbnail.toRgba(rgba)
  const alpha = new Uint8ClampedArray(width * height)
  segmenter.segment(rgba, alpha)
  sharpen(alpha)
  return { thumbnail, alpha }
}

/** Mean difference of brightness between the middles of neighbouring stripes along a line. */
function stripes(picture: Planes, row: number, from: number, to: number): number {
  let sum = 0
  let count = 0
  for (let x = from + STRIPE / 2; x + STRIPE < to; x += STRIPE, count++)
    sum += Math.abs(picture.y[row * picture.width + x]! - picture.y[row * picture.width + x + STRIPE]!)
  return sum / count
}

const at = (picture: Planes, x: number, y: number) => picture.y[y * picture.width + x]!

describe('a person before stripes', () => {
  it('is told from them', () => {
    const { alpha } = look(portrait(WIDTH, HEIGHT))
    const { width, height } = segmenter
    const likely = (x: number, y: number) => alpha[Math.floor(y * height) * width + Math.floor(x * width)]
    expect([likely(0.5, 0.36), likely(0.5, 0.9), likely(0.42, 0.9)]).toEqual([255, 255, 255])
    expect([likely(0.05, 0.1), likely(0.95, 0.5), likely(0.1, 0.95)]).toEqual([0, 0, 0])
  })

  it('stays as it is, while the stripes are blurred away without its colours running into them', () => {
    const before = portrait(WIDTH, HEIGHT)
    const picture = portrait(WIDTH, HEIGHT)
    const { thumbnail, alpha } = look(picture)
    const blurred = new BlurredBackground()
    blurred.blur(thumbnail, alpha)
    new Composition(thumbnail.width, thumbnail.height).compose(picture, alpha, blurred)
    expect(stripes(before, 100, 0, 400)).toBeGreaterThan(50)
    expect(stripes(picture, 100, 0, 400)).toBeLessThan(3)
    for (const [x, y] of [
      [640, 345],
      [682, 250],
      [640, 650],
    ] as const)
      expect(at(picture, x, y)).toBe(at(before, x, y))
    // The shirt is darker than both stripes by far.
    const mean = (at(before, 8, 100) + at(before, 24, 100)) / 2
    expect(Math.abs(at(picture, 250, 660) - mean)).toBeLessThan(12)
  })

  it('stands before a picture', () => {
    const picture = portrait(WIDTH, HEIGHT)
    const other = new Planes(WIDTH, HEIGHT)
    other.y.fill(77)
    other.u.fill(99)
    other.v.fill(111)
    const { thumbnail, alpha } = look(picture)
    new Composition(thumbnail.width, thumbnail.height).compose(picture, alpha, other)
    expect([at(picture, 10, 10), at(picture, 1270, 400), at(picture, 30, 700)]).toEqual([77, 77, 77])
    expect([picture.u[0], picture.v[0]]).toEqual([99, 111])
    expect(at(picture, 640, 650)).toBe(at(portrait(WIDTH, HEIGHT), 640, 650))
  })

  it('is blurred, too, where nobody can be told from the background', () => {
    const picture = portrait(WIDTH, HEIGHT)
    const thumbnail = new Thumbnail(segmenter.width, segmenter.height)
    thumbnail.take(picture)
    const blurred = new BlurredBackground()
    blurred.blur(thumbnail, null)
    const nobody = new Uint8ClampedArray(thumbnail.width * thumbnail.height)
    new Composition(thumbnail.width, thumbnail.height).compose(picture, nobody, blurred)
    let sharpest = 0
    for (let i = 1; i < picture.y.length; i++)
      if (i % WIDTH) sharpest = Math.max(sharpest, Math.abs(picture.y[i]! - picture.y[i - 1]!))
    expect(sharpest).toBeLessThan(8)
  })
})
