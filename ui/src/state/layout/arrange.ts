/** Where every tile goes. Pure: the same scene is always arranged in the same way. */

import { type Area, cellsOf, isPhone, PAGER, pageSize, stripFor } from './grid'
import type { Reason, Stage, Tile } from './tiles'

/** Between two tiles, in CSS pixels. */
export const GAP = 8
/** Where not everything fits, so many screens at most, and of the places no more than half, come before the people: whoever
 * shares many keeps nobody out of sight. The others come after them, and all are named above. */
const SCREENS_FIRST = 2
/** In less room than this there is one picture alone, as large as it can be. */
const [ALONE_WIDTH, ALONE_HEIGHT] = [360, 220]
/** A window this tall holds several pictures even if it is narrow: a phone's. */
const TALL = 480

export interface Placed extends Area {
  tile: Tile
  /** What the tile is part of. */
  part: 'stage' | 'strip' | 'grid'
}

export interface Arrangement {
  kind: 'grid' | 'stage' | 'alone'
  reason: Reason | null
  /** What can be seen now; nothing else is shown or asked for. */
  placed: readonly Placed[]
  page: number
  pages: number
  /** Where the pages are turned; null if there is only one. */
  pager: Area | null
}

export interface Scene {
  width: number
  height: number
  stage: Stage
  /** Everything that can be shown besides the own camera, in its order. */
  tiles: readonly Tile[]
  /** The own camera, which has the last place of the first page; null: it is not shown. */
  own: Tile | null
  /** The page wanted; there may be fewer by now. */
  page: number
}

export function arrange(scene: Scene): Arrangement {
  const { width, height, stage } = scene
  const area: Area = { left: 0, top: 0, width, height }
  if (width <= 0 || height <= 0 || stage.tiles.length === 0) return nothing
  switch (kindOf(scene)) {
    case 'alone':
      return { ...nothing, kind: 'alone', reason: stage.reason, placed: onStage(stage.tiles.slice(0, 1), area) }
    case 'stage':
      return besideStrip(scene, area)
    case 'grid':
      return inGrid(scene, area)
  }
}

const nothing: Arrangement = { kind: 'grid', reason: null, placed: [], page: 0, pages: 1, pager: null }

function kindOf({ width, height, stage }: Scene): Arrangement['kind'] {
  if ((width < ALONE_WIDTH && height < TALL) || height < ALONE_HEIGHT) return 'alone'
  return stage.reason === null ? 'grid' : 'stage'
}

function inGrid({ tiles, own, page }: Scene, area: Area): Arrangement {
  const { size, pages, inner } = gridPage(tiles.length + (own ? 1 : 0), area)
  const shown = Math.min(page, pages - 1)
  const onPage = inOrder(tiles, own, size).slice(shown * size, (shown + 1) * size)
  const pager = pages > 1 ? { ...area, top: area.top + area.height - PAGER.height, height: PAGER.height } : null
  return { ...nothing, placed: place(onPage, cellsOf(onPage.length, inner, GAP), 'grid'), page: shown, pages, pager }
}

/** Pages of (almost) the same number of tiles, and the area that is left beside what turns them. */
function gridPage(count: number, area: Area): { size: number; pages: number; inner: Area } {
  const all = pageSize(count, area.width, area.height, GAP)
  if (all >= count) return { size: count, pages: 1, inner: area }
  const inner = { ...area, height: Math.max(0, area.height - PAGER.height - GAP) }
  const pages = Math.ceil(count / pageSize(count, inner.width, inner.height, GAP))
  return { size: Math.ceil(count / pages), pages, inner }
}

function besideStrip(scene: Scene, area: Area): Arrangement {
  const { stage, page } = scene
  const beside = scene.tiles.filter((tile) => !stage.tiles.includes(tile))
  const own = scene.own && !stage.tiles.includes(scene.own) ? scene.own : null
  const count = beside.length + (own ? 1 : 0)
  if (count === 0) return { ...nothing, kind: 'stage', reason: stage.reason, placed: onStage(stage.tiles, area) }
  const strip = stripFor(count, area, GAP)
  const size = strip.slots.length
  const pages = Math.ceil(count / size)
  const shown = Math.min(page, pages - 1)
  const onPage = inOrder(beside, own, size).slice(shown * size, (shown + 1) * size)
  return {
    kind: 'stage',
    reason: stage.reason,
    placed: [...onStage(stage.tiles, strip.stage), ...place(onPage, strip.slots, 'strip')],
    page: shown,
    pages,
    pager: strip.pager,
  }
}

/** `size`: the places of a page. */
function inOrder(tiles: readonly Tile[], own: Tile | null, size: number): readonly Tile[] {
  const places = own ? size - 1 : size
  const all = tiles.length > places ? peopleInSight(tiles, places) : tiles
  return own ? [...all.slice(0, places), own, ...all.slice(places)] : all
}

function peopleInSight(tiles: readonly Tile[], places: number): readonly Tile[] {
  const screens = tiles.filter(({ source }) => source === 'screen')
  const people = tiles.filter(({ source }) => source === 'camera')
  const first = Math.min(SCREENS_FIRST, Math.floor(places / 2))
  return [...screens.slice(0, first), ...people, ...screens.slice(first)]
}

/** A screen gets all the room, since it is never cropped; cameras share it as in a grid. A phone's room is so narrow that
 * one camera fills it. */
function onStage(tiles: readonly Tile[], area: Area): Placed[] {
  const [only] = tiles
  if (only && tiles.length === 1 && (only.source === 'screen' || isPhone(area)))
    return [{ ...area, tile: only, part: 'stage' }]
  return place(tiles, cellsOf(tiles.length, area, GAP), 'stage')
}

function place(tiles: readonly Tile[], areas: readonly Area[], part: Placed['part']): Placed[] {
  return tiles.flatMap((tile, at) => {
    const area = areas[at]
    return area ? [{ ...area, tile, part }] : []
  })
}
