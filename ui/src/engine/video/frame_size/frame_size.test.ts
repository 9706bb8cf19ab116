import { describe, expect, it } from 'vitest'
import { av1Delta, av1Key, vp8, vp9Existing, vp9Inter, vp9IntraOnly, vp9Key, vp9Superframe } from '../testing/headers'
import type { Size } from '../upright'
import { asRead, readFrame } from '.'

const VP9 = 'vp09.00.40.08'
const AV1 = 'av01.0.04M.08'
const CODECS = ['vp8', VP9, AV1]

const SIZES: Size[] = [
  { width: 2, height: 2 },
  { width: 320, height: 180 },
  { width: 1080, height: 1920 },
  { width: 3840, height: 2160 },
  { width: 16_383, height: 16_383 },
]
const LARGEST: Size = { width: 65_536, height: 65_536 }

describe('the size that a frame states', () => {
  it.each(SIZES)('of $width × $height', (size) => {
    expect(readFrame('vp8', vp8(size))).toEqual({ key: true, size, pictures: 1 })
    expect(readFrame('vp8', vp8({ ...size, scale: 3 }))?.size, 'only how it is shown').toEqual(size)
    for (const [codec, frame] of [
      [VP9, vp9Key(size)],
      [AV1, av1Key(size)],
      [AV1, av1Key(size, true)],
    ] as const) {
      expect(readFrame(codec, frame), codec).toEqual({ key: true, size, pictures: 1 })
    }
  })

  it('is found in VP9 frames that are no key frames', () => {
    expect(readFrame(VP9, vp9IntraOnly(LARGEST))).toEqual({ key: false, size: LARGEST, pictures: 1 })
    expect(readFrame(VP9, vp9Inter(null, LARGEST))).toEqual({ key: false, size: LARGEST, pictures: 1 })
    for (const reference of [0, 1, 2] as const) {
      expect(readFrame(VP9, vp9Inter(reference, LARGEST))).toEqual({ key: false, size: null, pictures: 1 })
    }
    expect(readFrame(VP9, vp9Existing())).toEqual({ key: false, size: null, pictures: 1 })
  })

  it('is that of the largest in a superframe', () => {
    const [small, , large] = SIZES as [Size, Size, Size]
    const both = vp9Superframe(vp9Key(small), vp9IntraOnly(large))
    expect(readFrame(VP9, both)).toEqual({ key: true, size: large, pictures: 2 })
    expect(readFrame(VP9, vp9Superframe(vp9Inter(0, small), vp9Key(large)))).toEqual({
      key: false,
      size: large,
      pictures: 2,
    })
  })

  it('is not stated by what builds on others', () => {
    expect(readFrame('vp8', vp8({ key: false }))).toEqual({ key: false, size: null, pictures: 1 })
    expect(readFrame(AV1, av1Delta())).toEqual({ key: false, size: null, pictures: 1 })
  })
})

describe('what cannot be read', () => {
  it('is not taken for a frame', () => {
    const size = { width: 640, height: 360 }
    expect(readFrame('vp8', vp8({ width: 0, height: 360 })), 'no width').toBeNull()
    expect(readFrame('vp8', Uint8Array.of(0x10, 0, 0, 0x9d, 0x01, 0x2b, 64, 1, 64, 1)), 'another start code').toBeNull()
    expect(
      readFrame('vp8', Uint8Array.of(0xf0, 255, 255, ...vp8(size).subarray(3))),
      'a part longer than it',
    ).toBeNull()
    for (const profile of [1, 2, 3]) {
      const other = vp9Key(size)
      other[0]! |= ((profile & 1) << 5) | ((profile >> 1) << 4)
      expect(readFrame(VP9, other), `profile ${profile}`).toBeNull()
    }
    expect(readFrame(VP9, vp9Key(size).subarray(0, 8)), 'cut off').toBeNull()
    expect(readFrame(AV1, av1Key(size).subarray(0, 12)), 'cut off').toBeNull()
    expect(readFrame('avc1.42001f', vp8(size)), 'a codec that is not known').toBeNull()
    for (const codec of CODECS) expect(readFrame(codec, new Uint8Array(0)), codec).toBeNull()
  })

  it('is a superframe whose index does not fit', () => {
    const size = { width: 640, height: 360 }
    const good = [...vp9Superframe(vp9Key(size), vp9Inter(0, size))]
    const damaged = {
      'another first marker': good.with(good.length - 6, 0xff),
      'a frame longer than all': good.with(good.length - 4, 0xff),
      'a frame of no length': good.with(good.length - 5, 0).with(good.length - 4, 0),
      'bytes that are no frame’s': [...good.slice(0, -6), 0x80, ...good.slice(-6)],
      'only an index': good.slice(-6),
    }
    for (const [what, bytes] of Object.entries(damaged)) {
      expect(readFrame(VP9, Uint8Array.from(bytes)), what).toBeNull()
    }
  })
})

describe('whatever comes', () => {
  /** xorshift32 */
  function* numbers(seed: number): Generator<number, never> {
    let x = seed
    while (true) {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      yield x >>> 0
    }
  }

  it('is a sound reading or nothing', () => {
    const random = numbers(20_261_130)
    const next = (below: number): number => random.next().value % below
    const size = { width: 640, height: 360 }
    const good = {
      vp8: [vp8(size), vp8({ key: false })],
      [VP9]: [vp9Key(size), vp9IntraOnly(size), vp9Inter(null, size), vp9Superframe(vp9Key(size), vp9Inter(1, size))],
      [AV1]: [av1Key(size), av1Key(size, true), av1Delta()],
    }
    let read = 0
    for (let round = 0; round < 60_000; round++) {
      const codec = CODECS[next(CODECS.length)]!
      const seeds = good[codec as keyof typeof good]
      let bytes = Uint8Array.from({ length: next(64) }, () => next(256))
      if (round % 2 === 0) {
        bytes = Uint8Array.from(seeds[next(seeds.length)]!)
        for (let flips = next(4); flips >= 0; flips--) bytes[next(bytes.length)]! ^= 1 << next(8)
        if (next(4) === 0) bytes = bytes.subarray(0, next(bytes.length + 1))
      }
      const reading = readFrame(codec, bytes)
      if (reading === null) continue
      read++
      const { key, size: found, pictures } = reading
      const at = `${codec} ${[...bytes]}`
      if (key) expect(found, at).not.toBeNull()
      for (const side of found ? [found.width, found.height] : []) {
        expect(side >= 1 && side <= 65_536 && Number.isInteger(side), at).toBe(true)
      }
      expect(pictures >= 1 && pictures <= bytes.length, at).toBe(true)
      // What a decoder is given means the same.
      expect(readFrame(codec, asRead(codec, bytes)), at).toEqual(reading)
    }
    expect(read, 'many could be read').toBeGreaterThan(5_000)
  })

  it('is read in one go, however long it is', () => {
    const long = new Uint8Array(1_000_000)
    for (const [codec, byte] of [
      ['vp8', 0x9d],
      [VP9, 0x80],
      [AV1, 0x0a],
      [AV1, 0x12],
      [AV1, 0xff],
    ] as const) {
      long.fill(byte)
      expect(() => readFrame(codec, long)).not.toThrow()
    }
  })
})

it('gives a VP9 decoder the one frame that was read, and says where it ends', () => {
  const frame = vp9Key({ width: 640, height: 360 })
  const given = asRead(VP9, frame)
  expect(given.subarray(0, frame.length)).toEqual(frame)
  expect([...given.subarray(frame.length)]).toEqual([0xd8, frame.length, 0, 0, 0, 0xd8])
  const superframe = vp9Superframe(frame, vp9Existing())
  expect(asRead(VP9, superframe)).toEqual(superframe)
  expect(asRead('vp8', frame)).toEqual(frame)
})
