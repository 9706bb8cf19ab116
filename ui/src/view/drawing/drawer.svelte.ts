import type { Drawing } from '../../state/drawing/drawing'
import { MOST, type Point, pointAt } from '../../state/drawing/points'
import { TOOLS } from './tools'

/** One press of an arrow key moves by this part of the picture; with Shift by a tenth of that. */
const STEP = 0.02
/** The shortest time between two points, in milliseconds: a quick mouse tells a thousand a second. */
const BETWEEN = 8
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Mouse, pen, finger and keys on one screen that can be drawn on. */
export class Drawer {
  /** Where the keyboard draws; null: it does not. */
  cross = $state<Point | null>(null)
  /** Where a text is being written. */
  writing = $state<Point | null>(null)
  readonly #drawing: Drawing
  readonly #track: () => number
  /** The picture as it is on the screen now. */
  readonly #picture: () => DOMRect | undefined
  readonly #down = new Set<number>()
  #pointer: number | null = null
  #last = 0

  constructor(drawing: Drawing, track: () => number, picture: () => DOMRect | undefined) {
    this.#drawing = drawing
    this.#track = track
    this.#picture = picture
  }

  /** False: it is for whoever moves the picture, as a second finger is. */
  down(event: PointerEvent): boolean {
    this.#down.add(event.pointerId)
    if (this.#down.size > 1 && event.pointerType === 'touch') {
      this.#drawing.cancel()
      this.#pointer = null
      return false
    }
    const at = this.#at(event)
    if (at === null || event.button !== 0) return true
    this.cross = null
    if (this.#drawing.tool.get() === 'text') {
      this.writing = at
      // Or else the focus goes from the field to what was pressed.
      event.preventDefault()
      return true
    }
    this.#pointer = event.pointerId
    this.#drawing.down(this.#track(), at)
    return true
  }

  move(event: PointerEvent): void {
    const pointing = this.#drawing.tool.get() === 'pointer' && event.pointerType !== 'touch'
    if (event.pointerId !== this.#pointer && !pointing) return
    const all = event.getCoalescedEvents?.() ?? []
    const points = (all.length > 0 ? all : [event]).flatMap((one) => (this.#isDue(one) ? (this.#at(one) ?? []) : []))
    this.#drawing.move(this.#track(), points)
  }

  up(event: PointerEvent): void {
    this.#down.delete(event.pointerId)
    if (event.pointerId !== this.#pointer) return
    this.#pointer = null
    if (event.type === 'pointercancel') this.#drawing.cancel()
    else this.#drawing.up()
    if (event.pointerType === 'touch') this.leave()
  }

  /** The pointer is elsewhere. */
  leave(): void {
    if (this.#drawing.tool.get() === 'pointer') this.#drawing.point(this.#track(), null)
  }

  /** Whether the key was for drawing. `inside`: the picture has the focus, not one of its buttons. */
  key(event: KeyboardEvent, inside: boolean): boolean {
    if (event.altKey || event.metaKey) return false
    const { key } = event
    if (event.ctrlKey) return key.toLowerCase() === 'z' && this.#undo()
    if (key === 'Escape') return this.#escape()
    const tool = TOOLS[Number(key) - 1]
    if (tool) this.#drawing.tool.set(tool)
    else if (key.toLowerCase() === 'u') this.#undo()
    else if (inside && ARROWS[key]) this.#step(ARROWS[key], event.shiftKey)
    else if (inside && (key === ' ' || key === 'Enter')) this.#press(event.repeat)
    else return false
    return true
  }

  write(text: string): void {
    if (this.writing) this.#drawing.write(this.#track(), this.writing, text)
    this.writing = null
  }

  close(): void {
    this.#drawing.cancel()
    this.leave()
    this.cross = this.writing = null
  }

  #undo(): boolean {
    void this.#drawing.undo(this.#track())
    return true
  }

  #escape(): boolean {
    if (this.#drawing.drawing) this.#drawing.cancel()
    else {
      this.close()
      this.#drawing.tool.set(null)
    }
    return true
  }

  #step([across, down]: readonly [number, number], fine: boolean): void {
    const by = (fine ? STEP / 10 : STEP) * MOST
    const { x, y } = this.cross ?? this.#middle()
    this.cross = pointAt((x + across * by) / MOST, (y + down * by) / MOST)
    this.#drawing.move(this.#track(), [this.cross])
  }

  #press(repeated: boolean): void {
    if (repeated) return
    this.cross ??= this.#middle()
    if (this.#drawing.tool.get() === 'text') this.writing = this.cross
    else if (this.#drawing.drawing) this.#drawing.up()
    else this.#drawing.down(this.#track(), this.cross)
  }

  #middle(): Point {
    return pointAt(0.5, 0.5)
  }

  #isDue({ timeStamp }: PointerEvent): boolean {
    if (timeStamp - this.#last < BETWEEN && timeStamp >= this.#last) return false
    this.#last = timeStamp
    return true
  }

  #at(event: PointerEvent): Point | null {
    const picture = this.#picture()
    if (!picture || picture.width === 0 || picture.height === 0) return null
    const { clientX, clientY, pointerType, pressure } = event
    // Only a pen says how strongly it presses; a mouse says 0.5 of itself, and fingers anything.
    const strength = pointerType === 'pen' ? pressure : 0.5
    return pointAt((clientX - picture.left) / picture.width, (clientY - picture.top) / picture.height, strength)
  }
}
