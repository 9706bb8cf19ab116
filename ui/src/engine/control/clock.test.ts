import { describe, expect, it } from 'vitest'
import { ClockEstimate } from './clock'

describe('clock estimate', () => {
  it('knows nothing before the first exchange', () => {
    const clock = new ClockEstimate()
    expect(clock.offset).toBeNull()
    expect(clock.takeReport()).toBeNull()
  })

  it('is exact when both ways take equally long', () => {
    const clock = new ClockEstimate()
    clock.add(1_000_000, 6_000_500, 1_001_000)
    expect(clock.offset).toBe(5_000_000)
  })

  it('trusts the exchange with the smallest round trip', () => {
    const clock = new ClockEstimate()
    clock.add(0, 5_000 + 90_000, 100_000)
    clock.add(200_000, 205_000 + 200, 200_400)
    clock.add(400_000, 405_000 + 40_000, 450_000)
    expect(clock.offset).toBe(5_000)
  })

  it('forgets exchanges older than the last 16, so that drift is followed', () => {
    const clock = new ClockEstimate()
    clock.add(0, 100, 2)
    for (let i = 1; i <= 16; i++) clock.add(i * 1_000, i * 1_000 + 50 + 7_000, i * 1_000 + 100)
    expect(clock.offset).toBe(7_000)
  })

  it('reports the first estimate and then only moves above 1 ms', () => {
    const clock = new ClockEstimate()
    clock.add(0, 50, 100)
    expect(clock.takeReport()).toBe(0)
    clock.add(1_000, 1_000 + 950, 1_100 - 50)
    expect(clock.offset).toBe(925)
    expect(clock.takeReport()).toBeNull()
    clock.add(2_000, 2_000 + 1_510, 2_020)
    expect(clock.takeReport()).toBe(1_500)
    clock.reset()
    expect(clock.offset).toBeNull()
    clock.add(0, 1_510, 20)
    expect(clock.takeReport()).toBe(1_500)
  })

  it('forgets at once what cannot be true any more, since one of the two slept', () => {
    const clock = new ClockEstimate()
    clock.add(0, 100, 200)
    clock.add(1_000_000, 1_000_000 + 900, 1_001_800)
    const slept = 600_000_000
    clock.add(2_000_000, 2_000_000 + slept + 5_000, 2_010_000)
    expect(clock.offset).toBe(slept)
    expect(clock.takeReport()).toBe(slept)
  })

  it('takes a slow answer for no jump', () => {
    const clock = new ClockEstimate()
    clock.add(0, 100, 200)
    clock.add(1_000_000, 1_900_000, 2_000_000)
    clock.add(3_000_000, 3_000_500, 3_001_000)
    expect(clock.offset).toBe(0)
  })

  it('ignores an exchange during which the own clock went backwards', () => {
    const clock = new ClockEstimate()
    clock.add(1_000, 5_000, 500)
    expect(clock.offset).toBeNull()
  })
})
