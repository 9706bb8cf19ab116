import { describe, expect, it } from 'vitest'
import { ALIVE_EVERY, SHARPEN_EVERY, SHARPENINGS, Stillness } from './stillness'

/** When the last picture is encoded again, in ms, if it is looked every 50 ms. */
function repeats(stillness: Stillness, from: number, to: number): number[] {
  const times: number[] = []
  for (let now = from; now <= to; now += 50) {
    if (!stillness.isDue(false, now)) continue
    stillness.repeated(false, now)
    times.push(now)
  }
  return times
}

describe('a picture that stands still', () => {
  it('is made sharp soon after a change, and then only kept alive', () => {
    const stillness = new Stillness()
    stillness.changed(true, 0)
    const times = repeats(stillness, 50, 5_000)
    const sharpened = Array.from({ length: SHARPENINGS }, (_, at) => (at + 1) * SHARPEN_EVERY)
    expect(times.slice(0, SHARPENINGS)).toEqual(sharpened)
    expect(times.slice(SHARPENINGS)).toEqual([1, 2, 3, 4].map((times) => sharpened.at(-1)! + times * ALIVE_EVERY))
  })

  it('is sent as soon as possible if the last change was skipped', () => {
    const stillness = new Stillness()
    stillness.changed(true, 0)
    stillness.changed(false, 30)
    expect(stillness.isDue(false, 31)).toBe(true)
    stillness.repeated(false, 31)
    expect(stillness.isDue(false, 32)).toBe(false)
  })

  it('gives a newcomer a key frame at once, and sharpens it', () => {
    const stillness = new Stillness()
    stillness.changed(true, 0)
    repeats(stillness, 50, 10_000)
    expect(stillness.isDue(true, 10_010)).toBe(true)
    stillness.repeated(true, 10_010)
    expect(repeats(stillness, 10_050, 11_000)).toHaveLength(9)
  })

  it('is not repeated while it moves', () => {
    const stillness = new Stillness()
    for (let now = 0; now < 1_000; now += 33) {
      expect(stillness.isDue(false, now)).toBe(now === 0)
      stillness.changed(true, now)
    }
  })

  it('is encoded for the first time without any change', () => {
    expect(new Stillness().isDue(false, 0)).toBe(true)
  })
})
