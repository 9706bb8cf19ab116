import { describe, expect, it } from 'vitest'
import { BLANK_AFTER, Blankness, isBlank } from './blank'

const [WIDTH, HEIGHT] = [320, 180]

/** A frame in memory: brightness or colours as `paint` says of each pixel. Counts the bytes that were read of it. */
function frame(format: VideoPixelFormat, paint: (x: number, y: number) => readonly number[]) {
  const step = format === 'I420' ? 1 : 4
  let read = 0
  const lines = ({ rect }: VideoFrameCopyToOptions) => ({ y: rect?.y ?? 0, height: rect?.height ?? HEIGHT })
  return {
    format,
    visibleRect: { x: 0, y: 0, width: WIDTH, height: HEIGHT } as DOMRectReadOnly,
    allocationSize: (options: VideoFrameCopyToOptions = {}) => WIDTH * lines(options).height * (step === 1 ? 1.5 : 4),
    copyTo: async (into: AllowSharedBufferSource, options: VideoFrameCopyToOptions = {}) => {
      const { y: top, height } = lines(options)
      const bytes = into as Uint8Array
      for (let y = 0, at = 0; y < height; y++)
        for (let x = 0; x < WIDTH; x++, at += step) bytes.set(paint(x, top + y), at)
      read += height * WIDTH * step
      return [{ offset: 0, stride: WIDTH * step }]
    },
    get read() {
      return read
    },
  }
}

const inside = (x: number, y: number, left: number, top: number, width: number, height: number): boolean =>
  x >= left && x < left + width && y >= top && y < top + height

describe('a blank screen', () => {
  it.each([
    ['black', 'I420', () => [16]],
    ['black with its pointer', 'I420', (x, y) => [inside(x, y, 100, 60, 24, 32) ? 235 : 16]],
    ['black in colours', 'BGRX', () => [0, 0, 0, 255]],
    ['transparent, whatever colour', 'RGBA', () => [255, 255, 255, 0]],
  ] as [string, VideoPixelFormat, (x: number, y: number) => number[]][])('is %s', async (_, format, paint) => {
    expect(await isBlank(frame(format, paint))).toBe(true)
  })

  it.each([
    ['a dark theme', 'I420', () => [32]],
    ['one line of a terminal', 'I420', (x, y) => [inside(x, y, 4, 4, 90, 14) ? 200 : 16]],
    [
      'two words far apart',
      'BGRX',
      (x, y) => (inside(x, y, 4, 4, 8, 8) || inside(x, y, 4, 160, 8, 8) ? [0, 200, 0, 0] : [0, 0, 0, 0]),
    ],
    ['a blue page', 'BGRA', () => [200, 0, 0, 255]],
  ] as [string, VideoPixelFormat, (x: number, y: number) => number[]][])('is not %s', async (_, format, paint) => {
    expect(await isBlank(frame(format, paint))).toBe(false)
  })

  it('costs two lines where anything is in the middle', async () => {
    const page = frame('I420', (x) => [x % 2 ? 200 : 16])
    await isBlank(page)
    expect(page.read).toBe(2 * WIDTH)
  })

  it('is not what cannot be read', async () => {
    const closed = { ...frame('I420', () => [16]), copyTo: () => Promise.reject(new Error('closed')) }
    expect(await isBlank(closed)).toBe(false)
    expect(await isBlank({ ...closed, format: null })).toBe(false)
  })
})

it('is said after a while, once, and taken back at once', () => {
  const blankness = new Blankness()
  expect([0, 500, BLANK_AFTER - 1].map((at) => blankness.looked(true, at))).toEqual([null, null, null])
  expect(blankness.looked(true, BLANK_AFTER)).toBe(true)
  expect(blankness.looked(true, BLANK_AFTER + 500)).toBeNull()
  expect(blankness.looked(false, BLANK_AFTER + 600)).toBe(false)
  expect(blankness.looked(true, BLANK_AFTER + 700)).toBeNull()
  expect(blankness.looked(true, 2 * BLANK_AFTER)).toBeNull()
  expect(blankness.looked(true, 2 * BLANK_AFTER + 700)).toBe(true)
})
