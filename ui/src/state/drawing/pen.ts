import type { Tool } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import type { Point } from './points'

/** Points nearer than this to the one before say nothing new: a thousandth of the picture. */
const NEAR = 65
/** Of an arrow and a rectangle only the two ends count. */
const OF_TWO: readonly Tool[] = ['arrow', 'rectangle']

/** One stroke while it is drawn. */
export class Pen {
  readonly tool: Tool
  points: readonly Point[]
  /** The first point that nobody was told of. */
  #untold = 0

  constructor(tool: Tool, from: Point) {
    this.tool = tool
    this.points = OF_TWO.includes(tool) ? [from, from] : [from]
  }

  /** As many points as a stroke has: another one has to go on. */
  get full(): boolean {
    return this.points.length >= LIMITS.stroke_points
  }

  get moved(): boolean {
    const [first] = this.points
    return first !== undefined && this.points.some((point) => !isNear(first, point))
  }

  /** Whether that makes a difference. */
  add(point: Point): boolean {
    const last = this.points.at(-1)
    if (this.full || (last && isNear(last, point))) return false
    if (OF_TWO.includes(this.tool)) {
      this.points = [...this.points.slice(0, 1), point]
      this.#untold = 0
    } else this.points = [...this.points, point]
    return true
  }

  /** What is to be told now, and where in the stroke it begins; null: nothing new. */
  news(): { first: number; points: readonly Point[] } | null {
    const first = this.#untold
    if (first >= this.points.length) return null
    this.#untold = this.points.length
    return { first, points: this.points.slice(first) }
  }

  /** The last point once more, for whoever thinks that nothing comes any more. */
  again(): { first: number; points: readonly Point[] } {
    const first = OF_TWO.includes(this.tool) ? 0 : this.points.length - 1
    return { first, points: this.points.slice(first) }
  }
}

function isNear(one: Point, other: Point): boolean {
  return Math.abs(one.x - other.x) < NEAR && Math.abs(one.y - other.y) < NEAR
}
