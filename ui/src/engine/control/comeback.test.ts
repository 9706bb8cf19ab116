import { describe, expect, it } from 'vitest'
import { comesBack, waitBefore } from './comeback'

describe('coming back', () => {
  it.each([
    [4000, false],
    [4001, false],
    [4002, false],
    [4100, true],
    [4101, true],
    [4102, true],
    [4400, false],
    [4401, false],
    [4406, false],
    [4409, true],
    [4413, true],
    [4429, false],
    [4500, true],
    [1001, false],
    [1006, true],
  ])('after close code %i: %s', (code, expected) => {
    expect(comesBack(code)).toBe(expected)
  })

  it('tries at once, then backs off to 2 s', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(waitBefore)).toEqual([0, 250, 500, 1_000, 2_000, 2_000, 2_000])
  })
})
