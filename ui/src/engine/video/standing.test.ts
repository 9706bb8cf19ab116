import { describe, expect, it } from 'vitest'
import { SMALL_PLACE, STANDING_PIXELS, Standing } from './standing'

const LARGE = 3000 * 2000
const WIDE = 1_000

const taken = (count: number, width = WIDE): Standing => {
  const standing = new Standing()
  for (let track = 1; track <= count; track++) standing.takes(track, { pixels: LARGE, layer: 1, width })
  return standing
}

describe('large pictures', () => {
  it('are shown in small places by nobody who has a smaller one', () => {
    const standing = new Standing()
    const small = SMALL_PLACE - 1
    expect(standing.takes(1, { pixels: LARGE, layer: 0, width: small })).toBe(false)
    expect(standing.takes(1, { pixels: LARGE, layer: 0, width: SMALL_PLACE }), 'it was enlarged').toBe(true)
    expect(standing.takes(2, { pixels: 1920 * 1080, layer: 0, width: small }), 'it is not large').toBe(true)
    expect(standing.takes(3, { pixels: LARGE, layer: 1, width: small }), 'the small layer is on its way').toBe(true)
  })

  it('go on being decoded as long as all together are not too much', () => {
    const most = Math.floor(STANDING_PIXELS / LARGE)
    const standing = taken(most)
    for (let now = 0; now < 10_000; now += 500) expect(standing.givesWay(() => WIDE, now)).toBeNull()
  })

  it('give way one after the other when they are: those in the smallest places first, of these the latest', () => {
    const standing = taken(5)
    const widths: Record<number, number> = { 1: 500, 2: 1_000, 3: 500, 4: 800, 5: 900 }
    const gave: number[] = []
    for (let now = 0; now < 5_000; now += 500) {
      const track = standing.givesWay((one) => widths[one] ?? 0, now)
      if (track !== null) gave.push(track)
    }
    expect(gave).toEqual([3, 1, 4, 5])
  })

  it('may be more for a moment, while a place is enlarged and another is made smaller', () => {
    const standing = taken(2)
    expect(standing.givesWay(() => WIDE, 0)).toBeNull()
    standing.takes(2, { pixels: 320 * 180, layer: 0, width: 100 })
    expect(standing.givesWay(() => WIDE, 900)).toBeNull()
    standing.takes(2, { pixels: LARGE, layer: 1, width: WIDE })
    expect(
      standing.givesWay(() => WIDE, 1_800),
      'it begins anew',
    ).toBeNull()
    standing.gone(2)
    expect(standing.givesWay(() => WIDE, 5_000)).toBeNull()
  })
})
