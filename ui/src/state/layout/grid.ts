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

/** The film strip beside or below the stage. Pure arithmetic, in CSS pixels. */

export interface Strip {
  side: 'right' | 'bottom'
  stage: Area
  /** Where the strip's tiles go, the first ones first; fewer than there are tiles means that there are pages. */
  slots: readonly Area[]
  /** Where the pages are turned; null if there is only one. */
  pager: Area | null
}

const RATIO = 16 / 9
const [NARROWEST, WIDEST] = [132, 240]
const [LOWEST, HIGHEST] = [74, 135]
/** What turns the pages: width and height. */
export const PAGER = { width: 140, height: 44 }

/** The widest room that is a phone's, held upright. */
const PHONE = 600
/** A room is at least this much as high as wide there; what is left of it beside a keyboard is not. */
const UPRIGHT = 0.9

/** Whether this is the room of a phone that is held upright. */
export function isPhone({ width, height }: Area): boolean {
  return width < PHONE && height > width * UPRIGHT
}

/** The strip that leaves the largest picture on the stage; on a phone that is held upright, always one below. */
export function stripFor(count: number, area: Area, gap: number): Strip {
  if (isPhone(area)) return phoneStrip(count, area, gap)
  const right = rightStrip(count, area, gap)
  const bottom = bottomStrip(count, area, gap)
  return pictureWidth(right.stage) >= pictureWidth(bottom.stage) ? right : bottom
}

function rightStrip(count: number, area: Area, gap: number): Strip {
  const width = Math.round(clamp(area.width * 0.15, NARROWEST, WIDEST))
  const height = Math.floor(width / RATIO)
  const left = area.left + area.width - width
  const all = fitting(area.height, height, gap)
  const paged = count > all
  const shown = paged ? Math.max(1, fitting(area.height - PAGER.height - gap, height, gap)) : count
  const pagerTop = area.top + area.height - PAGER.height
  return {
    side: 'right',
    stage: { ...area, width: Math.max(0, left - gap - area.left) },
    slots: Array.from({ length: shown }, (_, at) => ({ left, top: area.top + at * (height + gap), width, height })),
    pager: paged ? { left, top: pagerTop, width, height: PAGER.height } : null,
  }
}

function bottomStrip(count: number, area: Area, gap: number): Strip {
  const height = Math.round(clamp(area.height * 0.16, LOWEST, HIGHEST))
  const width = Math.floor(height * RATIO)
  const top = area.top + area.height - height
  const all = fitting(area.width, width, gap)
  const paged = count > all
  const shown = paged ? Math.max(1, fitting(area.width - PAGER.width - gap, width, gap)) : count
  const used = shown * (width + gap) - gap + (paged ? gap + PAGER.width : 0)
  const first = area.left + Math.max(0, Math.floor((area.width - used) / 2))
  const pagerLeft = first + shown * (width + gap)
  return {
    side: 'bottom',
    stage: { ...area, height: Math.max(0, top - gap - area.top) },
    slots: Array.from({ length: shown }, (_, at) => ({ left: first + at * (width + gap), top, width, height })),
    pager: paged
      ? {
          left: pagerLeft,
          top: top + Math.floor((height - PAGER.height) / 2),
          width: PAGER.width,
          height: PAGER.height,
        }
      : null,
  }
}

/** Three or four to a row, as wide as the room, and what turns the pages in a row of its own. */
function phoneStrip(count: number, area: Area, gap: number): Strip {
  const across = count > 3 ? 4 : 3
  const width = Math.floor((area.width - (across - 1) * gap) / across)
  const height = Math.round(Math.min(width, clamp(area.height * 0.18, LOWEST, HIGHEST)))
  const paged = count > across
  const shown = paged ? across : count
  const pagerTop = area.top + area.height - PAGER.height
  const top = (paged ? pagerTop - gap : area.top + area.height) - height
  const first = area.left + Math.floor((area.width - (shown * (width + gap) - gap)) / 2)
  return {
    side: 'bottom',
    stage: { ...area, height: Math.max(0, top - gap - area.top) },
    slots: Array.from({ length: shown }, (_, at) => ({ left: first + at * (width + gap), top, width, height })),
    pager: paged ? { ...area, top: pagerTop, height: PAGER.height } : null,
  }
}

function fitting(length: number, tile: number, gap: number): number {
  return Math.max(0, Math.floor((length + gap) / (tile + gap)))
}

function pictureWidth({ width, height }: Area): number {
  return Math.min(width, height * RATIO)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
