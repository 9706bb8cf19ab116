import { describe, expect, it } from 'vitest'
import { type PictureHead, pictureHead } from './head'
import { ANIMATION_FRAMES, mayBePicture, PICTURE_PIXELS, tooLarge } from './limits'
import * as files from './testing/files'

function read(file: number[]): Pick<PictureHead, 'width' | 'height' | 'frames' | 'scans'> | null {
  const head = pictureHead(new Uint8Array(file))
  return head && { width: head.width, height: head.height, frames: head.frames, scans: head.scans }
}

/** The same numbers from 0 to 1 every time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const SIZE = { width: 640, height: 360, frames: 1, scans: 1 }
const KINDS: [string, (width: number, height: number) => number[]][] = [
  ['PNG', (width, height) => files.png(width, height)],
  ['JPEG', (width, height) => files.jpeg(width, height)],
  ['progressive JPEG', (width, height) => files.jpeg(width, height, { frame: 0xc2 })],
  ['GIF', (width, height) => files.gif(width, height, [[0, 0, width, height]])],
  ['WebP, lossy', (width, height) => files.webp(files.vp8(width, height))],
  ['WebP, lossless', (width, height) => files.webp(files.vp8l(width, height))],
  ['WebP, extended', (width, height) => files.webp(files.vp8x(width, height), files.vp8(width, height))],
]

describe.each(KINDS)('the size of a %s', (_, file) => {
  it('is read from its header', () => {
    expect(read(file(640, 360))).toEqual(SIZE)
  })

  it('is read right for any size', () => {
    const random = chance(1)
    for (let at = 0; at < 200; at++) {
      const [width, height] = [1 + Math.floor(random() * 16_382), 1 + Math.floor(random() * 16_382)]
      expect(read(file(width, height))).toEqual({ ...SIZE, width, height })
    }
  })

  it('is none, and is no failure, wherever the file ends', () => {
    const whole = file(640, 360)
    for (let end = 0; end < whole.length; end++) {
      const head = read(whole.slice(0, end))
      // What is there is right, or there is nothing.
      if (head && head.width === 640 && head.height === 360) expect(head).toEqual(SIZE)
    }
  })

  it('is never a failure, and takes one pass, whatever was changed in the file', () => {
    const random = chance(2)
    const whole = [...file(640, 360), ...Array.from({ length: 3_000 }, () => Math.floor(random() * 256))]
    for (let round = 0; round < 400; round++) {
      const changed = [...whole]
      for (let change = 0; change < 1 + (round % 20); change++)
        changed[12 + Math.floor(random() * (changed.length - 12))] = Math.floor(random() * 256)
      const head = read(changed)
      if (head)
        expect(
          [head.width, head.height, head.frames, head.scans].every((value) => Number.isSafeInteger(value) && value > 0),
        ).toBe(true)
    }
  })
})

describe('what a later part of a file says counts too', () => {
  it('a second header of a PNG', () => {
    expect(read([...files.PNG, ...files.ihdr(10, 10), ...files.ihdr(9_000, 8_000)])).toMatchObject({
      width: 9_000,
      height: 8_000,
    })
  })

  it('the frames of a PNG, and more of them than it announces', () => {
    const moving = [
      ...files.actl(2),
      ...files.fctl(0, 0, 10, 10),
      ...files.fctl(5, 6, 3_000, 4_000),
      ...files.fctl(0, 0, 1, 1),
    ]
    expect(read(files.png(10, 10, moving))).toMatchObject({ width: 3_005, height: 4_006, frames: 3 })
    expect(read(files.png(10, 10, files.actl(900)))?.frames).toBe(900)
  })

  it('a second frame of a JPEG, after a scan too, and what stands between its segments', () => {
    const second = [
      ...files.jpeg(10, 10).slice(0, -2),
      0,
      1,
      2,
      0xff,
      0xff,
      ...files.sof(0xc0, 7_000, 6_000).slice(1),
      0xff,
      0xd9,
    ]
    expect(read(second)).toMatchObject({ width: 7_000, height: 6_000 })
  })

  it('not what a segment of a JPEG holds, such as a picture in it', () => {
    expect(read(files.jpeg(640, 360, { before: files.segment(0xe1, files.jpeg(9_000, 9_000)) }))).toEqual(SIZE)
  })

  it('the scans of a JPEG', () => {
    expect(read(files.jpeg(640, 360, { frame: 0xc2, scans: 90 }))?.scans).toBe(90)
  })

  it('a frame of a GIF beyond its screen', () => {
    expect(
      read(
        files.gif(10, 10, [
          [0, 0, 10, 10],
          [90, 0, 3_000, 2_000],
        ]),
      ),
    ).toMatchObject({ width: 3_090, height: 2_000, frames: 2 })
  })

  it('the frames of a WebP, and what they hold', () => {
    const file = files.webp(
      files.vp8x(10, 10),
      files.anmf(0, 0, 10, 10, files.vp8(5_000, 4_000)),
      files.anmf(20, 30, 100, 100, files.vp8l(2, 2)),
    )
    expect(read(file)).toMatchObject({ width: 5_000, height: 4_000, frames: 2 })
    expect(read(files.webp(files.vp8x(10, 10), files.vp8(5_000, 10)))).toMatchObject({ width: 5_000 })
  })
})

describe('files', () => {
  it.each([
    [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], null],
    [files.png(1, 1), 'image/png'],
    [files.jpeg(1, 1), 'image/jpeg'],
    [files.webp(files.vp8(1, 1)), 'image/webp'],
    [files.gif(1, 1, []), 'image/gif'],
    [files.png(0, 4), null],
    [[...new TextEncoder().encode('<svg xmlns=')], null],
    [[...new TextEncoder().encode('<!doctype ht')], null],
    [[], null],
  ])('are told by what they are: %#', (file, type) => {
    expect(pictureHead(new Uint8Array(file))?.type ?? null).toBe(type)
  })

  it('are read in one pass: many tiny parts are no slower than a few', () => {
    // 2 MB each; a reader that goes back would not end within this test's time.
    for (const [head, part] of [
      [files.png(1, 1).slice(0, -12), [0, 0, 0, 0, 0x61, 0x61, 0x61, 0x61, 0, 0, 0, 0]],
      [
        [0xff, 0xd8],
        [0xff, 0xc4, 0, 2],
      ],
      [[0xff, 0xd8], [0xff]],
      [files.gif(1, 1, []).slice(0, -1), [0x21, 0xf9, 0]],
      [files.webp(files.vp8(1, 1)), [0x61, 0x61, 0x61, 0x61, 0, 0, 0, 0]],
    ] as const) {
      const file = new Uint8Array(2_000_000)
      file.set(head)
      for (let at = head.length; at + part.length <= file.length; at += part.length) file.set(part, at)
      expect(() => pictureHead(file)).not.toThrow()
    }
  })

  it('are offered to look at by their name and size', () => {
    expect(mayBePicture('photo.JPEG', 1_000)).toBe(true)
    expect(mayBePicture('drawing.svg', 1_000)).toBe(false)
    expect(mayBePicture('photo.png', 1e9)).toBe(false)
  })
})

describe('the limits', () => {
  const head = (width: number, height: number, frames = 1): PictureHead => ({
    type: 'image/png',
    width,
    height,
    frames,
    scans: 1,
  })

  it('let everything through that people take pictures with', () => {
    for (const [width, height] of [
      [3_840, 2_160],
      [4_032, 3_024],
      [5_712, 4_284],
    ] as const)
      expect(tooLarge(head(width, height))).toBe(false)
    expect(tooLarge(head(480, 270, 300))).toBe(false)
  })

  it('end where they say', () => {
    expect(tooLarge(head(PICTURE_PIXELS, 1))).toBe(false)
    expect(tooLarge(head(PICTURE_PIXELS + 1, 1))).toBe(true)
    expect(tooLarge(head(30_000, 30_000))).toBe(true)
    expect(tooLarge(head(1, 1, ANIMATION_FRAMES))).toBe(false)
    expect(tooLarge(head(1, 1, ANIMATION_FRAMES + 1))).toBe(true)
  })
})
