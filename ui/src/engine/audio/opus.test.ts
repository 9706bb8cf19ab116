import { expect, it } from 'vitest'
import { LONGEST_PACKET, packetDuration } from './opus'

/** As in the table of RFC 6716, section 3.1: of each configuration, how long one frame is. */
const LENGTHS = [
  ...[10, 20, 40, 60, 10, 20, 40, 60, 10, 20, 40, 60],
  ...[10, 20, 10, 20],
  ...[2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20],
]

it('is the number of frames times their length', () => {
  expect(LENGTHS).toHaveLength(32)
  for (const [configuration, length] of LENGTHS.entries()) {
    for (let code = 0; code < 4; code++) {
      for (let count = 0; count < 64; count++) {
        const frames = code === 0 ? 1 : code < 3 ? 2 : count
        const packet = Uint8Array.of((configuration << 3) | code, count, 0, 0)
        const expected = frames * length
        const found = packetDuration(packet)
        expect(found, `${packet}`).toBe(expected > 0 && expected <= LONGEST_PACKET ? expected : null)
      }
    }
  }
})

it('is not known of nothing', () => {
  expect(packetDuration(new Uint8Array(0))).toBeNull()
  expect(packetDuration(Uint8Array.of(3)), 'the number of frames is missing').toBeNull()
})
