import { expect, it } from 'vitest'
import { Bucket } from './bucket'

it('gives so much at once, and then so much a second', () => {
  const bucket = new Bucket({ atOnce: 3, perSecond: 2 })
  expect([1, 1, 1, 1].map((amount) => bucket.spend(amount, 0))).toEqual([true, true, true, false])
  expect(bucket.spend(1, 500)).toBe(true)
  expect(bucket.spend(1, 500)).toBe(false)
  expect(bucket.spend(4, 60_000), 'never more than at once').toBe(false)
  expect(bucket.spend(3, 60_000)).toBe(true)
})

it('gives nothing for a clock that was set back', () => {
  const bucket = new Bucket({ atOnce: 1, perSecond: 1 })
  expect(bucket.spend(1, 10_000)).toBe(true)
  expect(bucket.spend(1, 5_000)).toBe(false)
  expect(bucket.spend(1, 6_000)).toBe(true)
})
