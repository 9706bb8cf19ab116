import { describe, expect, it } from 'vitest'
import { PictureDelay, SoundClock } from './sync'

const SENDER = 5_000_000_000 // the clocks have nothing to do with each other

describe('lip sync', () => {
  it('does not wait while nothing is heard', () => {
    const clock = new SoundClock()
    expect(clock.delay(SENDER, 1_000_000, 0)).toBe(0)
    expect(clock.ahead(SENDER, 1_000_000)).toBeNull()
  })

  it('waits until it is no more than 100 ms ahead of its sound', () => {
    const clock = new SoundClock()
    clock.heard(SENDER, 1_000_000)
    expect(clock.delay(SENDER + 160_000, 1_010_000, 0)).toBe(50)
    expect(clock.delay(SENDER + 160_000, 1_060_000, 50)).toBe(50)
    expect(clock.delay(SENDER + 100_000, 1_000_000, 0)).toBe(0)
    expect(clock.ahead(SENDER + 50_000, 1_000_000)).toBe(50)
  })

  it('shows at once a picture that is later than its sound, and says by how much', () => {
    const clock = new SoundClock()
    clock.heard(SENDER, 1_000_000)
    expect(clock.delay(SENDER - 40_000, 1_000_000, 0)).toBe(0)
    expect(clock.ahead(SENDER - 40_000, 1_000_000)).toBe(-40)
  })

  it('is at most 400 ms later than the quickest way for having waited, and does not wait for sound that stopped', () => {
    const clock = new SoundClock()
    clock.heard(SENDER, 1_000_000)
    const picture = SENDER + 900_000
    expect(clock.delay(picture, 1_000_000, 0)).toBe(400)
    expect(clock.delay(picture, 1_250_000, 250)).toBe(400)
    expect(clock.delay(picture, 1_400_000, 0)).toBe(0)
  })
})

describe('the delay of pictures', () => {
  const play = (delay: PictureDelay, wanted: number, count: number, from: number): number[] =>
    Array.from({ length: count }, (_, number) => {
      const captured = SENDER + (from + number) * 40_000
      const now = delay.towards(wanted, captured)
      delay.shown(now, captured)
      return now
    })

  it('follows the sound by a quarter of their pace, so that none stands or is left out', () => {
    const delay = new PictureDelay()
    expect(play(delay, 45, 7, 0)).toEqual([0, 10, 20, 30, 40, 45, 45])
    expect(play(delay, 0, 6, 7)).toEqual([35, 25, 15, 5, 0, 0])
  })

  it('follows at once where pictures are rare', () => {
    const delay = new PictureDelay()
    delay.shown(0, SENDER)
    expect(delay.towards(300, SENDER + 2_000_000)).toBe(300)
  })
})
