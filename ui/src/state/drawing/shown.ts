import type { Stroke, Tool } from '../../wire/messages'
import { type Point, unpacked } from './points'

/** A stroke as the window shows it. */
export interface Shown {
  /** The same from its first point on, for as long as it is there. */
  key: string
  participant: number
  ref: number
  /** Its number at the host; null: it is being drawn, or on its way. */
  stroke: number | null
  tool: Tool
  points: readonly Point[]
  text: string
  fades: boolean
}

export interface Pointer {
  track: number
  participant: number
  x: number
  y: number
}

export function keyOf(participant: number, ref: number): string {
  return `${participant}-${ref}`
}

/** Null: what no host passes on. */
export function shownOf({ participant, ref, stroke, tool, points, text, fades }: Stroke): Shown | null {
  const read = pointsOf(points)
  return read === null
    ? null
    : { key: keyOf(participant, ref), participant, ref, stroke, tool, points: read, text, fades }
}

export function pointsOf(text: string): Point[] | null {
  try {
    const points = unpacked(text)
    return points.length > 0 ? points : null
  } catch {
    return null
  }
}
