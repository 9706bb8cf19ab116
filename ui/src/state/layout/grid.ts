/** How tiles of equal size fill an area. Pure arithmetic, in CSS pixels. */

export interface Grid {
  columns: number
  rows: number
  tileWidth: number
  tileHeight: number
}

export interface Area {
  left: number
  top: number
  width: number
  height: number
}

const TALLEST_RATIO = 4 / 3
const WIDEST_RATIO = 16 / 9
/** So few pictures are large enough to be shown whole; more of them fill the area better where they are cropped. */
const WHOLE = 2
/** Two people look at each other side by side, unless one above the other is this much larger. */
const SIDE_BY_SIDE = 0.7

/** Below this width a face is a few pixels and a name tag a few letters: there are pages instead. */
export const TILE_LEAST_WIDTH = 140
/** Most tiles on one page, however large the screen: each is a picture to decode. */
export const MOST_ON_PAGE = 49

/**
 * The grid whose tiles show the most picture. Tiles are 16:9, and may be as tall as 4:3 where that fills the area
 * better (the picture is cropped to the tile); one or two in a wide area are not cropped.
 */
export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  const tiles = Math.max(1, count)
  let best = gridOf(1, tiles, width, height, gap)
  for (let columns = 2; columns <= tiles; columns++) {
    const candidate = gridOf(columns, Math.ceil(tiles / columns), width, height, gap)
    const enough = tiles <= WHOLE && width > height ? SIDE_BY_SIDE : 1
    if (candidate.tileWidth * candidate.tileHeight > enough * best.tileWidth * best.tileHeight + 0.5) best = candidate
  }
  return best
}

function gridOf(columns: number, rows: number, width: number, height: number, gap: number): Grid {
  const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns)
  const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows)
  const tallest = columns * rows <= WHOLE && width > height ? WIDEST_RATIO : TALLEST_RATIO
  const ratio = Math.min(WIDEST_RATIO, Math.max(tallest, cellHeight > 0 ? cellWidth / cellHeight : WIDEST_RATIO))
  const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * ratio))
  const tileHeight = Math.floor(Math.min(cellHeight, tileWidth / ratio))
  return { columns, rows, tileWidth, tileHeight }
}

/** Where each of the tiles goes: rows from the top, the last one centred, all of it in the middle of the area. */
export function cellsOf(count: number, area: Area, gap: number): Area[] {
  const { columns, rows, tileWidth: width, tileHeight: height } = gridFor(count, area.width, area.height, gap)
  const top = area.top + Math.floor((area.height - rows * height - (rows - 1) * gap) / 2)
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns)
    const inRow = Math.min(columns, count - row * columns)
    const left = area.left + Math.floor((area.width - inRow * width - (inRow - 1) * gap) / 2)
    return { left: left + (at % columns) * (width + gap), top: top + row * (height + gap), width, height }
  })
}

/** How many tiles a page may hold so that each can be made out; at least one. */
export function pageSize(count: number, width: number, height: number, gap: number): number {
  for (let tiles = Math.min(count, MOST_ON_PAGE); tiles > 1; tiles--) {
    if (gridFor(tiles, width, height, gap).tileWidth >= TILE_LEAST_WIDTH) return tiles
  }
  return 1
}
