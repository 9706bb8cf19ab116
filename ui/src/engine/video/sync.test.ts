import { describe, expect, it } from 'vitest'
import { SoundClock } from './sync'

const SENDER = 5_000_000_000 // the clocks have nothing to do with each other

describe('lip sync', () => {
  it('does not wait while nothing is heard', () => {
    const clock = new SoundClock()
    expect(clock.wait(SENDER, 1_000_000)).toBe(0)
    expect(clock.ahead(SENDER, 1_000_000)).toBeNull()
  })

  it('waits until it is no more than 100 ms ahead of its sound', () => {
    const clock = new SoundClock()
    clock.heard(SENDER, 1_000_000)
    expect(clock.wait(SENDER + 160_000, 1_010_000)).toBe(50)
    expect(clock.wait(SENDER + 160_000, 1_060_000)).toBe(0)
    expect(clock.wait(SENDER + 100_000, 1_000_000)).toBe(0)
    expect(clock.ahead(SENDER + 50_000, 1_000_000)).toBe(50)
  })

  it('shows at once a picture that is later than its sound, and says by how much', () => {
    const clock = new SoundClock()
    clock.heard(SENDER, 1_000_000)
    expect(clock.wait(SENDER - 40_000, 1_000_000)).toBe(0)
    expect(clock.ahead(SENDER - 40_000, 1_000_000)).toBe(-40)
  })

  it('never waits longer than 150 ms, and not for sound that stopped', () => {
    const clock = new SoundClock()
    clock.heard(SENDER, 1_000_000)
    expect(clock.wait(SENDER + 400_000, 1_000_000)).toBe(150)
    expect(clock.wait(SENDER + 400_000, 1_400_000)).toBe(0)
  })
})
