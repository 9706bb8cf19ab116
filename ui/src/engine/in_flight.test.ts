import { expect, it } from 'vitest'
import { InFlight } from './in_flight'

it('knows when each was handed over, and which waits longest', () => {
  const inside = new InFlight()
  expect(inside.oldest).toBeNull()
  inside.put(100, 1)
  inside.put(200, 2)
  expect([inside.size, inside.oldest]).toEqual([2, 1])
  expect(inside.took(100)).toBe(1)
  expect([inside.size, inside.oldest]).toEqual([1, 2])
})

it('waits for none that was left out', () => {
  const inside = new InFlight()
  for (const at of [1, 2, 3, 4]) inside.put(at * 100, at)
  expect(inside.took(300)).toBe(3)
  expect([inside.size, inside.oldest]).toEqual([1, 4])
})

it('takes one that it does not know for the oldest', () => {
  const inside = new InFlight()
  inside.put(100, 1)
  inside.put(200, 2)
  expect(inside.took(150)).toBeUndefined()
  expect([inside.size, inside.oldest]).toEqual([1, 2])
  inside.took(150)
  expect(inside.took(150)).toBeUndefined()
  expect(inside.size).toBe(0)
})

it('counts those whose timestamps are the same, or go back', () => {
  const inside = new InFlight()
  for (const [since, timestamp] of [500, 500, 500, 400].entries()) inside.put(timestamp, since)
  expect(inside.size).toBe(4)
  expect(inside.took(500)).toBe(0)
  expect([inside.size, inside.oldest]).toEqual([3, 1])
})
