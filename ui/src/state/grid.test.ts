import { describe, expect, it } from 'vitest'
import { gridFor, layerFor, TILE_LEAST_WIDTH } from './grid'

const GAP = 8
const ROOMS: [number, number][] = [
  [780, 520],
  [460, 520],
  [1260, 720],
  [860, 720],
  [1900, 990],
  [3820, 2070],
  [1000, 300],
  [420, 900],
]

describe('the tile grid', () => {
  it.each(ROOMS)('shows 1 to 50 people in %i × %i', (width, height) => {
    for (let people = 1; people <= 50; people++) {
      const grid = gridFor(people, width, height, GAP)
      const what = `${people} people in ${width}×${height}: ${JSON.stringify(grid)}`
      expect(grid.columns * grid.rows, what).toBeGreaterThanOrEqual(people)
      expect(grid.columns * (grid.rows - 1), what).toBeLessThan(people)
      expect(grid.columns * grid.tileWidth + (grid.columns - 1) * GAP, what).toBeLessThanOrEqual(width)
      if (!grid.scrolls) expect(grid.rows * grid.tileHeight + (grid.rows - 1) * GAP, what).toBeLessThanOrEqual(height)
      const ratio = grid.tileWidth / grid.tileHeight
      expect(ratio, what).toBeGreaterThan(1.3)
      expect(ratio, what).toBeLessThan(1.82)
    }
  })

  it('uses the room: at least half of it is picture where all tiles fit in full rows', () => {
    for (const [width, height] of ROOMS.slice(0, 6)) {
      for (const people of [1, 4, 9, 16, 25]) {
        const grid = gridFor(people, width, height, GAP)
        if (grid.scrolls) continue
        const share = (people * grid.tileWidth * grid.tileHeight) / (width * height)
        expect(share, `${people} people in ${width}×${height}: ${JSON.stringify(grid)}`).toBeGreaterThan(0.5)
      }
    }
  })

  it('puts two people side by side in a wide window and one above the other in a tall one', () => {
    expect(gridFor(2, 1260, 600, GAP)).toMatchObject({ columns: 2, rows: 1 })
    expect(gridFor(2, 460, 700, GAP)).toMatchObject({ columns: 1, rows: 2 })
  })

  it('scrolls rather than make tiles unreadable', () => {
    const grid = gridFor(100, 400, 300, GAP)
    expect(grid.scrolls).toBe(true)
    expect(grid.tileWidth).toBeGreaterThanOrEqual(TILE_LEAST_WIDTH)
  })

  it('shows 50 people in the smallest window without scrolling', () => {
    expect(gridFor(50, 780, 520, GAP).scrolls).toBe(false)
  })

  it('survives a window without room', () => {
    expect(gridFor(3, 0, 0, GAP).tileWidth).toBeGreaterThanOrEqual(0)
  })
})

describe('the layer of a tile', () => {
  it('is small under 480 device pixels and does not flap around that', () => {
    expect(layerFor(320, null)).toBe(0)
    expect(layerFor(480, null)).toBe(1)
    expect(layerFor(460, 1)).toBe(1)
    expect(layerFor(460, 0)).toBe(0)
    expect(layerFor(420, 1)).toBe(0)
  })
})
