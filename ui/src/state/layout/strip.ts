/** The film strip beside or below the stage. Pure arithmetic, in CSS pixels. */

import type { Area } from './grid'

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
export const PAGER = { width: 124, height: 40 }

/** The strip that leaves the largest picture on the stage. */
export function stripFor(count: number, area: Area, gap: number): Strip {
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

function fitting(length: number, tile: number, gap: number): number {
  return Math.max(0, Math.floor((length + gap) / (tile + gap)))
}

function pictureWidth({ width, height }: Area): number {
  return Math.min(width, height * RATIO)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
