import { beforeEach, describe, expect, it } from 'vitest'
import { cameraLayers, screenLayers } from '../../engine/video/layers'
import { BUDGET } from '../../wire/rules'
import { CALM, Fitting } from './fitting'

let fitting: Fitting
let now: number

/** That much later. */
function later(passed: number): number {
  now += passed
  return now
}

beforeEach(() => {
  fitting = new Fitting()
  now = 1_000_000
})

describe('a picture that is too much', () => {
  it('is asked for in its small layer, then with fewer frames, then not at all', () => {
    expect(fitting.want(3, 1)).toEqual({ track: 3, layer: 1, temporal: 2 })
    expect(fitting.tooMuch(3, 1, true, now)).toBe(true)
    expect(fitting.want(3, 1)).toEqual({ track: 3, layer: 0, temporal: 2 })
    expect(fitting.tooMuch(3, 0, true, later(5_000))).toBe(true)
    expect(fitting.want(3, 1)).toEqual({ track: 3, layer: 0, temporal: 0 })
    expect(fitting.tooMuch(3, 0, true, later(5_000))).toBe(true)
    expect(fitting.want(3, 1)).toBeNull()
    expect(fitting.want(4, 1), 'another').toEqual({ track: 4, layer: 1, temporal: 2 })
  })

  it('has no fewer frames if it has no temporal layers, as a screen', () => {
    fitting.tooMuch(3, 1, false, now)
    fitting.tooMuch(3, 0, false, later(5_000))
    expect(fitting.want(3, 1)).toBeNull()
  })

  it('is lowered once, whatever was on its way', () => {
    expect(fitting.tooMuch(3, 1, false, now)).toBe(true)
    for (let late = 0; late < 20; late++) {
      expect(fitting.tooMuch(3, 1, false, later(90))).toBe(false)
      expect(fitting.tooMuch(3, 0, false, now)).toBe(false)
    }
    expect(fitting.want(3, 1)?.layer).toBe(0)
  })

  it('is asked for in full again after a calm while, the last one first, one at a time', () => {
    fitting.tooMuch(3, 1, false, now)
    fitting.tooMuch(4, 1, false, later(1_000))
    expect(fitting.secondPassed(now + CALM - 1)).toBe(false)
    expect(fitting.secondPassed(later(CALM))).toBe(true)
    expect([...fitting.lowered]).toEqual([[3, 'small']])
    expect(fitting.secondPassed(later(CALM - 1))).toBe(false)
    expect(fitting.secondPassed(later(1))).toBe(true)
    expect(fitting.lowered.size).toBe(0)
  })

  it('is tried ever less often while that is too much again', () => {
    let tries = 0
    for (let second = 0; second < 3_600; second++, now += 1_000) {
      if (fitting.want(3, 1)?.layer === 1 && fitting.tooMuch(3, 1, false, now)) tries++
      fitting.secondPassed(now)
    }
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(18)
  })

  it('is looked at anew when it was hidden meanwhile', () => {
    fitting.tooMuch(3, 1, false, now)
    fitting.forget(3)
    expect(fitting.want(3, 1)?.layer).toBe(1)
  })
})

/** A window that decodes so much of each person, whose pictures have these layers. Returns what is asked for in the end. */
function settle(pictures: { person: number; layers: { width: number; height: number }[] }[]): (number | null)[] {
  const cost = (at: number): number => {
    const want = fitting.want(at, 1)
    const layer = want && pictures[at]!.layers[want.layer]
    return layer ? layer.width * layer.height * (want.layer === 1 ? 30 : 15) : 0
  }
  for (let round = 0; round < 60; round++, now += 500) {
    for (const [at, { person }] of pictures.entries()) {
      const all = pictures.reduce((sum, other, which) => sum + (other.person === person ? cost(which) : 0), 0)
      const want = fitting.want(at, 1)
      if (all > BUDGET.decoded_pixels.perSecond && want) fitting.tooMuch(at, want.layer, false, now)
    }
  }
  return pictures.map((_, at) => fitting.want(at, 1)?.layer ?? null)
}

describe('what honest people show', () => {
  const screen = screenLayers(1920, 1080)
  const camera = cameraLayers(1280, 720)

  it('eight large screens of one person, all moving: half of them are small, and all are shown', () => {
    const shown = settle(Array.from({ length: 8 }, () => ({ person: 1, layers: screen })))
    expect(shown.filter((layer) => layer === 1)).toHaveLength(4)
    expect(shown).not.toContain(null)
  })

  it('four people with a moving screen each and nine cameras: all as large as their places', () => {
    const screens = Array.from({ length: 4 }, (_, person) => ({ person, layers: screen }))
    const cameras = Array.from({ length: 9 }, (_, person) => ({ person, layers: camera }))
    expect(new Set(settle([...screens, ...cameras]))).toEqual(new Set([1]))
  })

  it('a moving screen of 3840 × 2160 and a camera beside it', () => {
    const shown = settle([
      { person: 1, layers: screenLayers(3840, 2160) },
      { person: 1, layers: camera },
    ])
    expect(shown).toEqual([1, 1])
  })
})
