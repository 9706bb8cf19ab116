import { describe, expect, it } from 'vitest'
import { layerFor } from '../media/fitting'
import { cellsOf, gridFor, MOST_ON_PAGE, pageSize, TILE_LEAST_WIDTH } from './grid'

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
      expect(grid.rows * grid.tileHeight + (grid.rows - 1) * GAP, what).toBeLessThanOrEqual(height)
      const ratio = grid.tileWidth / grid.tileHeight
      expect(ratio, what).toBeGreaterThan(1.3)
      expect(ratio, what).toBeLessThan(1.82)
    }
  })

  it('uses the room: at least half of it is picture where all tiles fit in full rows', () => {
    for (const [width, height] of ROOMS.slice(0, 6)) {
      for (const people of [1, 4, 9, 16, 25]) {
        const grid = gridFor(people, width, height, GAP)
        const share = (people * grid.tileWidth * grid.tileHeight) / (width * height)
        expect(share, `${people} people in ${width}×${height}: ${JSON.stringify(grid)}`).toBeGreaterThan(0.5)
      }
    }
  })

  it('puts two people side by side in a wide window and one above the other in a tall one', () => {
    expect(gridFor(2, 1260, 600, GAP)).toMatchObject({ columns: 2, rows: 1 })
    expect(gridFor(2, 460, 700, GAP)).toMatchObject({ columns: 1, rows: 2 })
  })

  it.each([
    [1260, 720],
    [1900, 990],
    [780, 520],
    [1000, 300],
  ])('crops neither of two people in a wide window of %i × %i', (width, height) => {
    for (const people of [1, 2]) {
      const { columns, tileWidth, tileHeight } = gridFor(people, width, height, GAP)
      expect(columns).toBe(people)
      expect(tileWidth / tileHeight).toBeCloseTo(16 / 9, 1)
    }
  })

  it('survives a window without room', () => {
    expect(gridFor(3, 0, 0, GAP).tileWidth).toBeGreaterThanOrEqual(0)
    expect(pageSize(3, 0, 0, GAP)).toBe(1)
  })

  it('puts the last row in the middle', () => {
    const cells = cellsOf(3, { left: 10, top: 20, width: 800, height: 500 }, GAP)
    const [first, second, third] = cells
    expect(first?.top).toBe(second?.top)
    expect((third?.left ?? 0) + (third?.width ?? 0) / 2).toBeCloseTo(10 + 400, 0)
  })
})

describe('a page of the grid', () => {
  it.each(ROOMS)('holds what can be made out in %i × %i', (width, height) => {
    for (let people = 1; people <= 100; people++) {
      const size = pageSize(people, width, height, GAP)
      expect(size).toBeGreaterThanOrEqual(1)
      expect(size).toBeLessThanOrEqual(Math.min(people, MOST_ON_PAGE))
      if (size > 1) expect(gridFor(size, width, height, GAP).tileWidth).toBeGreaterThanOrEqual(TILE_LEAST_WIDTH)
    }
  })

  it('holds half of 50 people in the smallest usual window, and nearly all of them on a large screen', () => {
    expect(pageSize(50, 780, 520, GAP)).toBe(25)
    expect(pageSize(50, 3820, 2070, GAP)).toBe(MOST_ON_PAGE)
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
