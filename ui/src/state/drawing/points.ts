import { fromBase64, toBase64 } from '../base64'

/** Whole numbers from 0 to `MOST`: across the shared picture, down it, and how strongly the pen presses. */
export interface Point {
  x: number
  y: number
  pressure: number
}

export const MOST = 65_535
/** What a mouse or a finger presses with, which says nothing of it. */
export const EVEN = 32_768
const BYTES = 6

export function packed(points: readonly Point[]): string {
  const view = new DataView(new ArrayBuffer(points.length * BYTES))
  points.forEach(({ x, y, pressure }, at) => {
    view.setUint16(at * BYTES, x)
    view.setUint16(at * BYTES + 2, y)
    view.setUint16(at * BYTES + 4, pressure)
  })
  return toBase64(new Uint8Array(view.buffer))
}

/** What is no whole point at the end is left out. Throws for what is no base64. */
export function unpacked(text: string): Point[] {
  const bytes = fromBase64(text)
  const view = new DataView(bytes.buffer)
  return Array.from({ length: Math.floor(bytes.length / BYTES) }, (_, at) => ({
    x: view.getUint16(at * BYTES),
    y: view.getUint16(at * BYTES + 2),
    pressure: view.getUint16(at * BYTES + 4),
  }))
}

/** The nearest point there is to this part of the picture: 0 to 1 each. */
export function pointAt(across: number, down: number, pressure = 0.5): Point {
  return { x: whole(across), y: whole(down), pressure: whole(pressure) }
}

function whole(part: number): number {
  return Math.round(Math.min(1, Math.max(0, Number.isFinite(part) ? part : 0)) * MOST)
}
