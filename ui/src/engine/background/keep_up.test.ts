import { describe, expect, it } from 'vitest'
import { KeepUp } from './keep_up'

/** Whole seconds of the same share; returns the rate afterwards. */
function run(rule: KeepUp, share: number, seconds: number, from = 0): number {
  for (let second = 0; second < seconds; second++) rule.update(share, (from + second) * 1_000)
  return rule.rate
}

describe('a computer that cannot keep up', () => {
  it('is asked for fewer masks after five seconds, and for none after fifteen', () => {
    const rule = new KeepUp()
    expect(run(rule, 0.9, 5)).toBe(15)
    expect(run(rule, 0.9, 1, 5)).toBe(10)
    expect(run(rule, 0.9, 6, 6)).toBe(6)
    expect(run(rule, 0.9, 6, 12)).toBe(0)
    expect(run(rule, 0.1, 1_000, 18), 'what shows or hides a room does not change by itself').toBe(0)
  })

  it('is not asked for less because of a moment', () => {
    const rule = new KeepUp()
    for (let at = 0; at < 100; at += 5) {
      run(rule, 0.9, 4, at)
      run(rule, 0.5, 1, at + 4)
    }
    expect(rule.rate).toBe(15)
  })

  it('is tried with more again when it has time, and less often after that has failed', () => {
    const rule = new KeepUp()
    expect(run(rule, 0.9, 6)).toBe(10)
    expect(run(rule, 0.2, 20, 6)).toBe(10)
    expect(run(rule, 0.2, 1, 26)).toBe(15)
    expect(run(rule, 0.9, 6, 27)).toBe(10)
    expect(run(rule, 0.2, 40, 33)).toBe(10)
    expect(run(rule, 0.2, 1, 73)).toBe(15)
  })
})
