import { describe, expect, it } from 'vitest'
import { DoubleTap } from './double_tap'

/** One finger at a place, down and up, perhaps elsewhere. */
function tap(taps: DoubleTap, x: number, at: number, to = x): boolean {
  taps.down({ pointerId: 1, clientX: x, clientY: 0 })
  return taps.up({ pointerId: 1, clientX: to, clientY: 0 }, at)
}

describe('two taps', () => {
  it('are told by time and place', () => {
    const taps = new DoubleTap()
    expect([tap(taps, 100, 0), tap(taps, 110, 200)]).toEqual([false, true])
    // The third belongs to no pair.
    expect(tap(taps, 110, 300)).toBe(false)
    expect([tap(taps, 100, 2_000), tap(taps, 100, 2_500)]).toEqual([false, false])
    expect([tap(taps, 100, 4_000), tap(taps, 200, 4_100)]).toEqual([false, false])
  })

  it('are neither two fingers nor one that pulls', () => {
    const taps = new DoubleTap()
    taps.down({ pointerId: 1, clientX: 0, clientY: 0 })
    taps.down({ pointerId: 2, clientX: 10, clientY: 0 })
    expect([
      taps.up({ pointerId: 1, clientX: 0, clientY: 0 }, 10),
      taps.up({ pointerId: 2, clientX: 10, clientY: 0 }, 20),
    ]).toEqual([false, false])
    expect([tap(taps, 0, 1_000, 90), tap(taps, 90, 1_100)]).toEqual([false, false])
  })
})
