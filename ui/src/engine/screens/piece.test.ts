import { describe, expect, it } from 'vitest'
import { soundPiece } from './piece'

function message(frames: number, extra = 0): ArrayBuffer {
  const bytes = new ArrayBuffer(8 + frames * 8 + extra)
  const view = new DataView(bytes)
  view.setBigUint64(0, 123_456_789_012n, true)
  for (let at = 0; at < frames * 2; at++) view.setFloat32(8 + 4 * at, at % 2 ? -0.25 : 0.5, true)
  return bytes
}

describe('a piece of what the computer plays', () => {
  it('is read', () => {
    const piece = soundPiece(message(960))
    expect(piece).toMatchObject({ sampleRate: 48_000, numberOfChannels: 2, numberOfFrames: 960 })
    expect(piece?.timestamp).toBe(123_456_789_012)
    expect([...piece!.data.slice(0, 4)]).toEqual([0.5, -0.25, 0.5, -0.25])
  })

  it.each([
    ['nothing at all', new ArrayBuffer(0)],
    ['a time alone', message(0)],
    ['half a sample', message(10, 2)],
    ['one channel more', message(10, 4)],
    ['longer than a second', message(48_001)],
  ])('is none: %s', (_, bytes) => {
    expect(soundPiece(bytes)).toBeNull()
  })
})
