import { describe, expect, it } from 'vitest'
import { EVEN, MOST, type Point } from '../../state/drawing/points'
import { fitted } from './fitted'
import { HEIGHT, pathOf, placeOf } from './paths'

const WIDE = 2 * HEIGHT

function at(x: number, y: number, pressure = EVEN): Point {
  return { x: Math.round(x * MOST), y: Math.round(y * MOST), pressure }
}

/** Left, top, right and bottom of what a path goes through. */
function box(path: string): number[] {
  const numbers = (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number)
  const [across, down] = [numbers.filter((_, n) => n % 2 === 0), numbers.filter((_, n) => n % 2 === 1)]
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)]
}

describe('strokes', () => {
  it.each(['pen', 'marker'] as const)('of a %s go where they were drawn', (tool) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = box(
      pathOf({ tool, points: [at(0.1, 0.5), at(0.5, 0.5), at(0.9, 0.5)] }, WIDE),
    )
    expect(left).toBeGreaterThan(0.1 * WIDE - 30)
    expect(right).toBeLessThan(0.9 * WIDE + 30)
    expect((left + right) / 2).toBeCloseTo(0.5 * WIDE, -2)
    expect((top + bottom) / 2).toBeCloseTo(0.5 * HEIGHT, -1)
  })

  it('are wider where a pen presses', () => {
    const line = (pressure: number) => [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => at(x, 0.5, pressure))
    const width = (pressure: number): number => {
      const [, top = 0, , bottom = 0] = box(pathOf({ tool: 'pen', points: line(pressure) }, WIDE))
      return bottom - top
    }
    expect(width(MOST)).toBeGreaterThan(1.5 * width(MOST / 8))
  })

  it('of one point are a dot', () => {
    const [left = 0, top = 0, right = 0, bottom = 0] = box(pathOf({ tool: 'pen', points: [at(0.5, 0.5)] }, WIDE))
    expect(right - left).toBeGreaterThan(1)
    expect(bottom - top).toBeGreaterThan(1)
  })

  it('have corners and ends where they belong', () => {
    expect(pathOf({ tool: 'rectangle', points: [at(0, 0), at(1, 1)] }, WIDE)).toBe('M0,0L2000,0L2000,1000L0,1000Z')
    expect(pathOf({ tool: 'arrow', points: [at(0, 0), at(1, 0)] }, WIDE)).toMatch(
      /^M0,0L2000,0M1974\.8,12\.1L2000,0L|^M0,0L2000,0M1974/,
    )
  })

  it('are made anew only for a picture of another shape', () => {
    const stroke = { tool: 'pen', points: [at(0.1, 0.5), at(0.9, 0.5)] } as const
    const first = pathOf(stroke, WIDE)
    expect(pathOf(stroke, WIDE)).toBe(first)
    expect(pathOf(stroke, HEIGHT)).not.toBe(first)
  })
})

it('places are parts of the picture, and the picture is in the middle of its tile', () => {
  expect(placeOf(at(1, 0.5), WIDE)).toEqual([WIDE, expect.closeTo(HEIGHT / 2, 1)])
  expect(fitted({ width: 1920, height: 1080 }, { width: 960, height: 640 })).toEqual({
    width: 960,
    height: 540,
    left: 0,
    top: 50,
  })
  expect(fitted({ width: 500, height: 1000 }, { width: 960, height: 640 })).toEqual({
    width: 320,
    height: 640,
    left: 320,
    top: 0,
  })
})
