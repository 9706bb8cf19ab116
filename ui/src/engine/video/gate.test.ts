import { describe, expect, it } from 'vitest'
import vectors from '../../../../tests/vectors/decodable.json'
import { DecodeGate } from './gate'
import { FrameNumbering } from './numbering'

interface Frame {
  keyFrame: boolean
  temporal: number
  layer: number
  sequence: number
  t0: number
}

/** The frames an L1T3 encoder would send: temporal ids 0 2 1 2. */
function stream(count: number, keys: number[] = [0], layer = 0): Frame[] {
  const numbering = new FrameNumbering()
  let phase = 0
  return Array.from({ length: count }, (_, index) => {
    const keyFrame = keys.includes(index)
    if (keyFrame) phase = 0
    const temporal = [0, 2, 1, 2][phase++ % 4]!
    return { keyFrame, temporal, layer, ...numbering.next(temporal) }
  })
}

const verdicts = (gate: DecodeGate, frames: Frame[]): string[] => frames.map((frame) => gate.judge(frame))

describe('decode gate', () => {
  it('lets an unbroken stream through, over the wrap of both numbers', () => {
    const gate = new DecodeGate()
    const frames = stream(12)
    for (const frame of frames) {
      frame.sequence = (frame.sequence + 0xfffffffa) >>> 0
      frame.t0 = (frame.t0 + 0xfffe) & 0xffff
    }
    expect(new Set(verdicts(gate, frames))).toEqual(new Set(['decode']))
  })

  it('waits for the first key frame and says so', () => {
    const gate = new DecodeGate()
    expect(verdicts(gate, stream(6, [4]))).toEqual([
      'key-frame',
      'key-frame',
      'key-frame',
      'key-frame',
      'decode',
      'decode',
    ])
  })

  it('goes on when the highest temporal layers are dropped', () => {
    const frames = stream(40)
    expect(
      new Set(
        verdicts(
          new DecodeGate(),
          frames.filter((frame) => frame.temporal < 2),
        ),
      ),
    ).toEqual(new Set(['decode']))
    expect(
      new Set(
        verdicts(
          new DecodeGate(),
          frames.filter((frame) => frame.temporal < 1),
        ),
      ),
    ).toEqual(new Set(['decode']))
  })

  it('skips a temporal id 2 frame whose predecessor is missing, and a temporal id 1 of another base', () => {
    const gate = new DecodeGate()
    const [base, , , second] = stream(4)
    expect(gate.judge(base!)).toBe('decode')
    expect(gate.judge(second!)).toBe('skip')
    expect(gate.judge({ ...second!, temporal: 1, t0: 9 })).toBe('skip')
  })

  it('asks for a key frame when a base frame is missing, and recovers at it', () => {
    const gate = new DecodeGate()
    const frames = stream(16, [0, 12])
    const arrived = frames.filter((_, index) => index !== 4)
    const result = verdicts(gate, arrived)
    expect(result.slice(0, 4)).toEqual(['decode', 'decode', 'decode', 'decode'])
    expect(result.slice(4, 7)).toEqual(['skip', 'skip', 'skip'])
    expect(result[7]).toBe('key-frame')
    expect(result.slice(11)).toEqual(['decode', 'decode', 'decode', 'decode'])
  })

  it('changes layer only at a key frame of the new one', () => {
    const gate = new DecodeGate()
    const small = stream(8)
    const large = stream(8, [2], 1)
    expect(gate.judge(small[0]!)).toBe('decode')
    expect(gate.judge(large[0]!)).toBe('skip')
    expect(gate.judge(small[1]!)).toBe('decode')
    expect(gate.judge(large[2]!)).toBe('decode')
    expect(gate.layer).toBe(1)
    expect(gate.judge(small[2]!)).toBe('skip')
    expect(gate.judge(large[3]!)).toBe('decode')
  })

  it('never decodes what breaks the rule, whatever is lost (1,000 seeded runs)', () => {
    let seed = 7
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return seed / 2 ** 31
    }
    for (let run = 0; run < 1_000; run++) {
      const gate = new DecodeGate()
      const decoded = new Set<number>()
      const frames = stream(60, [0, 20 + Math.floor(random() * 20)])
      for (const [index, frame] of frames.entries()) {
        if (random() < 0.15 || gate.judge(frame) !== 'decode') continue
        if (!frame.keyFrame) {
          const base = frames.findLastIndex((other, at) => at < index && other.temporal === 0)
          expect(decoded.has(base), `run ${run}: frame ${index} without its base ${base}`).toBe(true)
          if (frame.temporal === 2) expect(decoded.has(index - 1), `run ${run}: frame ${index}`).toBe(true)
        }
        decoded.add(index)
      }
    }
  })
})

describe('frames of which some were lost, shared with Python', () => {
  it.each(vectors.map((one, index) => [index, one] as const))('case %i', (_, { frames, lost, decodable }) => {
    const gate = new DecodeGate()
    const decoded: number[] = []
    frames.forEach((frame, at) => {
      const [keyFrame, temporal, sequence, t0] = frame as [boolean, number, number, number]
      if (!lost.includes(at) && gate.judge({ keyFrame, temporal, layer: 0, sequence, t0 }) === 'decode')
        decoded.push(at)
    })
    expect(decoded).toEqual(decodable)
  })
})
