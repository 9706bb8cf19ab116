import { describe, expect, it } from 'vitest'
import { screenPicture } from './picture'

function message(width: number, height: number, layout: number, size: number): ArrayBuffer {
  const bytes = new ArrayBuffer(24 + size)
  const head = new DataView(bytes)
  head.setUint32(0, width, true)
  head.setUint32(4, height, true)
  head.setUint32(8, layout, true)
  head.setBigUint64(16, 123_456_789_012n, true)
  return bytes
}

describe('a picture of the screen', () => {
  it.each([
    [0, 'I420', 24],
    [1, 'BGRX', 64],
    [2, 'RGBX', 64],
  ] as const)('is read: layout %i', (layout, format, size) => {
    const picture = screenPicture(message(8, 2, layout, size))
    expect(picture).toMatchObject({ width: 8, height: 2, format, timestamp: 123_456_789_012 })
    expect(picture?.pixels.byteLength).toBe(size)
  })

  it.each([
    ['too short for a head', new ArrayBuffer(23)],
    ['pixels missing', message(8, 2, 0, 23)],
    ['pixels too many', message(8, 2, 0, 25)],
    ['no width', message(0, 2, 0, 0)],
    ['an odd width', message(7, 2, 1, 56)],
    ['a width of no screen', message(20_000, 2, 0, 60_000)],
    ['an unknown layout', message(8, 2, 3, 64)],
    ['nothing at all', new ArrayBuffer(0)],
  ])('is none: %s', (_, bytes) => {
    expect(screenPicture(bytes)).toBeNull()
  })
})
