/** What a stroke looks like. Lengths are in parts of the picture's height, of which there are `HEIGHT`. */

import getStroke from 'perfect-freehand'
import { EVEN, MOST, type Point } from '../../state/drawing/points'
import type { Shown } from '../../state/drawing/shown'
import { hueOf } from '../../state/people/names'

export const HEIGHT = 1_000
/** How wide lines are, and how high letters. */
export const LINE = 5
export const TEXT = 34
/** `last`: or else the outline ends short of the last point, by a fifth of the way where points are far apart. */
const FREE = { smoothing: 0.5, streamline: 0.3, last: true }
const PEN = { ...FREE, size: 10, thinning: 0.5 }
const MARKER = { ...FREE, size: 26, thinning: 0, simulatePressure: false }
/** The two sides of an arrow's head. */
const HEAD = 28
const SPREAD = Math.PI / 7

type Place = readonly [number, number]

/** A stroke does not change, and is drawn anew only where the picture has another shape. */
const known = new WeakMap<readonly Point[], { width: number; path: string }>()

/** The outline or line as the `d` of an SVG path; `width`: of the picture, whose height is `HEIGHT`. */
export function pathOf({ tool, points }: Pick<Shown, 'tool' | 'points'>, width: number): string {
  const found = known.get(points)
  if (found?.width === width) return found.path
  const places = points.map((point) => placeOf(point, width))
  const path =
    tool === 'arrow' ? arrow(places) : tool === 'rectangle' ? rectangle(places) : freehand(tool, points, places)
  known.set(points, { width, path })
  return path
}

/** Of whoever draws. */
export function colourOf(participant: number): string {
  return `hsl(${hueOf(participant)} 90% 45%)`
}

/** Where letters stand that are written at this place. */
export function baselineOf(y: number): number {
  return y + TEXT / 3
}

export function placeOf({ x, y }: { x: number; y: number }, width: number): Place {
  return [(x / MOST) * width, (y / MOST) * HEIGHT]
}

function freehand(tool: Shown['tool'], points: readonly Point[], places: readonly Place[]): string {
  const simulatePressure = points.every(({ pressure }) => pressure === EVEN)
  const pen = tool === 'marker' ? MARKER : { ...PEN, simulatePressure }
  const outline = getStroke(
    places.map(([x, y], at) => [x, y, (points[at]?.pressure ?? EVEN) / MOST]),
    pen,
  ) as Place[]
  return closed(outline)
}

/** Smooth through the middles between the points of the outline. */
function closed(outline: readonly Place[]): string {
  const [first] = outline
  if (!first) return ''
  const curves = outline.map((from, at) => {
    const to = outline[(at + 1) % outline.length] ?? first
    return `${said(from)} ${said([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2])}`
  })
  return `M${said(first)}Q${curves.join(' ')}Z`
}

function arrow([from = [0, 0], to = from]: readonly Place[]): string {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0])
  const side = (by: number): Place => [to[0] - HEAD * Math.cos(angle + by), to[1] - HEAD * Math.sin(angle + by)]
  return `M${said(from)}L${said(to)}M${said(side(SPREAD))}L${said(to)}L${said(side(-SPREAD))}`
}

function rectangle([from = [0, 0], to = from]: readonly Place[]): string {
  return `M${said(from)}L${said([to[0], from[1]])}L${said(to)}L${said([from[0], to[1]])}Z`
}

function said([x, y]: Place): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`
}
