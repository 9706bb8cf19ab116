import { describe, expect, it } from 'vitest'
import { FrameChunker } from './chunker'

function collect(sampleRate = 48_000): {
  chunker: FrameChunker
  frames: { first: number; at: number; length: number }[]
} {
  const frames: { first: number; at: number; length: number }[] = []
  const chunker = new FrameChunker(sampleRate, (frame, at) =>
    frames.push({ first: frame[0]!, at, length: frame.length }),
  )
  return { chunker, frames }
}

describe('frame chunker', () => {
  it('cuts 10 ms pieces into 20 ms frames with steady capture times', () => {
    const { chunker, frames } = collect()
    // Samples count upwards; the capturing clock starts at 7 ms, the own clock at 1,000 ms; pieces wait up to 5 ms.
    for (let i = 0; i < 100; i++) {
      const piece = Float32Array.from({ length: 480 }, (_, k) => i * 480 + k)
      chunker.push(piece, 7 + i * 10, 1_000 + (i + 1) * 10 + (i % 3) * 2.5)
    }
    expect(frames.length).toBe(50)
    expect(frames.map((frame) => frame.first)).toEqual(Array.from({ length: 50 }, (_, i) => i * 960))
    for (const [i, frame] of frames.entries()) expect(Math.abs(frame.at - (1_000 + i * 20))).toBeLessThan(1)
  })

  it('works at 44.1 kHz with pieces of any length', () => {
    const { chunker, frames } = collect(44_100)
    let sent = 0
    for (let i = 0; i < 300; i++) {
      const length = 100 + ((i * 37) % 300)
      chunker.push(new Float32Array(length), (sent / 44_100) * 1000, ((sent + length) / 44_100) * 1000)
      sent += length
    }
    expect(frames.every((frame) => frame.length === 882)).toBe(true)
    expect(frames.length).toBe(Math.floor(sent / 882))
    for (const [i, frame] of frames.entries()) expect(Math.abs(frame.at - i * 20)).toBeLessThan(1)
  })

  it('takes the time anew after sound was lost', () => {
    const { chunker, frames } = collect()
    for (let i = 0; i < 10; i++) chunker.push(new Float32Array(480), i * 10, (i + 1) * 10)
    for (let i = 30; i < 34; i++) chunker.push(new Float32Array(480), i * 10, (i + 1) * 10)
    expect(frames.map((frame) => Math.round(frame.at))).toEqual([0, 20, 40, 60, 80, 300, 320])
  })
})

it('counts the time of two channels once', () => {
  const frames: { samples: number[]; at: number }[] = []
  const chunker = new FrameChunker(48_000, (frame, at) => frames.push({ samples: [...frame.slice(0, 2)], at }), 2)
  for (let i = 0; i < 10; i++) {
    const piece = Float32Array.from({ length: 960 }, (_, k) => (k % 2 ? -1 : 1))
    chunker.push(piece, i * 10, 1_000 + (i + 1) * 10)
  }
  expect(frames.length).toBe(5)
  expect(frames.map(({ samples }) => samples)).toEqual(Array(5).fill([1, -1]))
  for (const [i, { at }] of frames.entries()) expect(Math.abs(at - (1_000 + i * 20))).toBeLessThan(1)
})
