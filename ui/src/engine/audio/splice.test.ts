import { describe, expect, it } from 'vitest'
import { findPeriod, LOOK_AHEAD, lengthen, type Period, power, SampleRing, shorten } from './splice'

const PERIOD = 384 // 125 Hz at 48 kHz
const wave = (position: number): number =>
  Math.sin((2 * Math.PI * position) / PERIOD) + 0.5 * Math.sin((6 * Math.PI * position) / PERIOD + 1)
const STEP = 0.042 // a little more than the wave ever changes in one sample

function filled(count: number, from = 0): SampleRing {
  const ring = new SampleRing(8_192)
  for (let i = from; i < from + count; i++) ring.set(i, wave(i))
  return ring
}

function largestStep(ring: SampleRing, from: number, to: number): number {
  let step = 0
  for (let i = from + 1; i < to; i++) step = Math.max(step, Math.abs(ring.get(i) - ring.get(i - 1)))
  return step
}

describe('splicing', () => {
  it.each([0, 1_000, 20_000])('finds the pitch period, at position %i', (position) => {
    const found: Period = { length: 0, likeness: 0 }
    findPeriod(filled(LOOK_AHEAD, position), position, found)
    expect(found.length).toBe(PERIOD)
    expect(found.likeness).toBeGreaterThan(0.999)
  })

  it('finds no likeness in noise', () => {
    const ring = new SampleRing(8_192)
    let seed = 5
    for (let i = 0; i < LOOK_AHEAD; i++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      ring.set(i, seed / 2 ** 30 - 1)
    }
    const found: Period = { length: 0, likeness: 0 }
    findPeriod(ring, 0, found)
    expect(found.likeness).toBeLessThan(0.5)
  })

  it('shortens by a period without a step', () => {
    const ring = filled(4_000)
    const before = ring.get(999)
    const position = shorten(ring, 1_000, PERIOD, PERIOD)
    expect(position).toBe(1_000 + PERIOD)
    expect(Math.abs(ring.get(position) - before)).toBeLessThan(STEP)
    expect(largestStep(ring, position, 4_000)).toBeLessThan(STEP)
  })

  it('lengthens by a period without a step', () => {
    const ring = filled(4_000)
    const before = ring.get(1_999)
    const position = lengthen(ring, 2_000, PERIOD)
    expect(position).toBe(2_000 - PERIOD)
    expect(Math.abs(ring.get(position) - before)).toBeLessThan(STEP)
    expect(largestStep(ring, position, 4_000)).toBeLessThan(STEP)
  })

  it('measures power', () => {
    const ring = new SampleRing(64)
    for (let i = 0; i < 64; i++) ring.set(i, i % 2 === 0 ? 0.5 : -0.5)
    expect(power(ring, 10, 20)).toBeCloseTo(0.25)
  })
})
