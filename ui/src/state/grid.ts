/** How the tiles fill the room. Pure arithmetic, in CSS pixels. */

export interface Grid {
  columns: number
  rows: number
  tileWidth: number
  tileHeight: number
  /** The tiles do not fit at a readable size: the grid scrolls. */
  scrolls: boolean
}

export const TILE_RATIO = 16 / 9
/** Below this width a name tag cannot be read; the grid scrolls rather than go under it. */
export const TILE_LEAST_WIDTH = 88
const TALLEST_RATIO = 4 / 3
const WIDEST_RATIO = 16 / 9

/**
 * The grid whose tiles show the most picture. Tiles are 16:9, and may be as tall as 4:3 where that fills the room
 * better (the picture is cropped to the tile).
 */
export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  const tiles = Math.max(1, count)
  let best: Grid | null = null
  for (let columns = 1; columns <= tiles; columns++) {
    const rows = Math.ceil(tiles / columns)
    const candidate = gridOf(columns, rows, width, height, gap)
    if (best === null || area(candidate) > area(best) + 0.5) best = candidate
  }
  if (best !== null && best.tileWidth >= Math.min(TILE_LEAST_WIDTH, width)) return best
  return scrollingGrid(tiles, width, gap)
}

function gridOf(columns: number, rows: number, width: number, height: number, gap: number): Grid {
  const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns)
  const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows)
  const ratio = Math.min(WIDEST_RATIO, Math.max(TALLEST_RATIO, cellHeight > 0 ? cellWidth / cellHeight : WIDEST_RATIO))
  const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * ratio))
  const tileHeight = Math.floor(Math.min(cellHeight, tileWidth / ratio))
  return { columns, rows, tileWidth, tileHeight, scrolls: false }
}

function scrollingGrid(tiles: number, width: number, gap: number): Grid {
  const columns = Math.max(1, Math.floor((width + gap) / (TILE_LEAST_WIDTH + gap)))
  const tileWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns))
  return {
    columns,
    rows: Math.ceil(tiles / columns),
    tileWidth,
    tileHeight: Math.floor(tileWidth / TILE_RATIO),
    scrolls: true,
  }
}

function area(grid: Grid): number {
  return grid.tileWidth * grid.tileHeight
}

/** From this tile width (device pixels) on, the large layer is worth its bits. */
export const LARGE_FROM = 480
/** A tile must shrink this far below before it goes back, so that resizing does not flap between layers. */
const LARGE_UNTIL = 430

/** The simulcast layer a tile of this width needs; `current` is what it shows now, if anything. */
export function layerFor(deviceWidth: number, current: number | null): 0 | 1 {
  return deviceWidth >= (current === 1 ? LARGE_UNTIL : LARGE_FROM) ? 1 : 0
}
