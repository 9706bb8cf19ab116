import { describe, expect, it } from 'vitest'
import { keptInPlace, WheelSteps } from './zooming'

describe('what is looked at of a picture', () => {
  it('stays where it is, larger and smaller', () => {
    // A point 300 px into a picture of 800 that is seen whole, at 300 px of the room.
    const scrolled = keptInPlace({ scrolled: 0, place: 300, before: 800, after: 1_600 })
    expect(scrolled).toBe(300)
    expect(keptInPlace({ scrolled, place: 300, before: 1_600, after: 800 })).toBe(0)
  })

  it('has a place also before there is a picture', () => {
    expect(keptInPlace({ scrolled: 0, place: 300, before: 0, after: 1_600 })).toBe(0)
  })
})

describe('a wheel', () => {
  const wheel = (deltaY: number, deltaMode = 0): { deltaY: number; deltaMode: number } => ({ deltaY, deltaMode })

  it('makes a step with each notch, in pixels or lines', () => {
    const steps = new WheelSteps()
    expect([-120, -120, 100].map((deltaY) => steps.turn(wheel(deltaY)))).toEqual([1, 1, -1])
    expect(steps.turn(wheel(-3, 1))).toBe(1)
  })

  it('of a touchpad, which tells much in little parts, makes a step with so many of them', () => {
    const steps = new WheelSteps()
    const made = Array.from({ length: 20 }, () => steps.turn(wheel(-5)))
    expect(made.filter((one) => one === 1)).toHaveLength(2)
    expect(steps.turn(wheel(40))).toBe(0)
    expect(steps.turn(wheel(40))).toBe(-1)
  })
})
