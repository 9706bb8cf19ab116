import { describe, expect, it } from 'vitest'
import vectors from '../../../tests/vectors/media_header.json'
import { FrameError, HEADER_BYTES, type Header, pack, parse } from './header'

const bytes = (hex: string): ArrayBuffer => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer
const hex = (frame: ArrayBuffer): string =>
  [...new Uint8Array(frame)].map((value) => value.toString(16).padStart(2, '0')).join('')

describe('media frame header, by the vectors shared with Python', () => {
  it.each(vectors.valid)('$name', ({ header, frame }) => {
    const expected: Header = {
      kind: header.kind as Header['kind'],
      keyFrame: header.key_frame,
      temporal: header.temporal,
      layer: header.layer,
      level: header.level,
      track: header.track,
      sequence: header.sequence,
      t0: header.t0,
      duration100us: header.duration_100us,
      captureUs: header.capture_us,
    }
    expect(parse(bytes(frame))).toEqual(expected)
    const packed = new ArrayBuffer(HEADER_BYTES)
    pack(expected, packed)
    expect(hex(packed)).toBe(frame.slice(0, 2 * HEADER_BYTES))
  })

  it.each(vectors.invalid)('refuses: $name', (vector) => {
    let code = 'accepted'
    try {
      parse(bytes(vector.frame))
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      code = error.code
    }
    expect(code).toBe(vector.code)
  })

  it.each([
    [1, 4_000],
    [2, 1_000_000],
  ])('takes a frame of kind %i up to %i bytes', (kind, limit) => {
    const frame = (size: number): ArrayBuffer => {
      const buffer = new ArrayBuffer(size)
      new Uint8Array(buffer).set([1, kind, 1])
      return buffer
    }
    expect(parse(frame(limit)).kind).toBe(kind)
    expect(() => parse(frame(limit + 1))).toThrow(new FrameError('frame_too_large'))
  })

  it('throws only documented errors on random bytes', () => {
    let seed = 1
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return seed / 2 ** 31
    }
    for (let round = 0; round < 20_000; round++) {
      const frame = new Uint8Array(Math.floor(random() * 60)).map(() =>
        Math.floor(random() * (random() < 0.5 ? 4 : 256)),
      )
      if (frame.length > 1 && random() < 0.8) frame.set([1, 1 + Math.floor(random() * 2)])
      try {
        const header = parse(frame.buffer)
        const again = new ArrayBuffer(HEADER_BYTES)
        pack(header, again)
        expect(hex(again)).toBe(hex(frame.buffer).slice(0, 2 * HEADER_BYTES))
      } catch (error) {
        if (!(error instanceof FrameError)) throw error
      }
    }
  })
})
